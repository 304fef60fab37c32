from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from digitlab.cnn.network import probabilities
from digitlab.robustness import controls, transplant


class Content(nn.Module):
    """Sees a 7 where a vertical pair of bright pixels stands on its own, a 1 in a dark image, else a 6.

    So a black square may make a 1, and only a piece with its shape kept makes a 7.
    """

    def forward(self, images):
        bright = images > 0.95
        pairs = (bright[:, :-1] & bright[:, 1:]).any(2).any(1)
        dark = images.sum((1, 2)) < 60
        label = torch.where(pairs, 7, torch.where(dark, 1, 6))
        logits = torch.zeros(len(images), 10)
        logits[torch.arange(len(images)), label] = 6.0
        return logits


def protocol(patch=6, tries=12, grey=40):
    images = np.full((6, 28, 28), grey, np.uint8)
    donors = np.zeros((2, 28, 28), np.uint8)
    donors[:, ::2, ::3] = 1  # some ink everywhere
    for r in range(0, 27, 4):
        donors[:, r : r + 2, ::3] = 255
    images = np.concatenate([images, donors])
    made = controls.run(
        network=Content(),
        images=images,
        victims=np.array([0, 3, 5]),
        digit=6,
        donors={7: np.array([6, 7]), 2: np.array([6])},
        patch=patch,
        tries=tries,
        random=np.random.default_rng(0),
    )
    return images, made


def test_everything_can_be_laid_again_from_the_record_and_says_the_same():
    images, made = protocol()
    for v, k, t in np.ndindex(made.row.shape):
        record = {name: getattr(made, name)[v, k, t] for name in ("donor", "source_row", "source_column")}
        record |= {"row": made.row[v, k, t], "column": made.column[v, k, t]}
        record |= {"patch": 6, "victim": made.victims[v]}
        p = probabilities(Content(), transplant.pasted(images, record)[None])[0]
        assert p.argmax() == made.labels["piece"][v, k, t]
        assert p.max() == pytest.approx(made.confidence["piece"][v, k, t])
        black = images[made.victims[v]].copy()
        black[record["row"] :, record["column"] :][:6, :6] = 0
        assert probabilities(Content(), black[None])[0].argmax() == made.labels["black"][v, k, t]


def test_rates_are_counts_over_tries_and_digits():
    _, made = protocol()
    for row in made.rates():
        labels = made.labels[row["kind"]]
        assert row["tries"] == labels.size == 3 * 2 * 12
        assert row["flipped"] == (labels != 6).sum()
        assert row["reached"] == (labels[:, 0] == 2).sum() + (labels[:, 1] == 7).sum()
        assert row["victims_flipped"] == sum((labels[v] != 6).any() for v in range(3))
        assert row["flipped_low"] <= row["flipped_share"] <= row["flipped_high"]
    piece, black, noise = made.rates()
    assert (piece["margin"], piece["target_margin"]) == (0, 0)
    assert black["reached"] == 0
    assert black["target_margin"] == pytest.approx(piece["reached_share"])
    assert noise["target_margin"] == pytest.approx(piece["reached_share"] - noise["reached_share"])


def test_what_content_adds_is_what_neither_control_does():
    _, made = protocol()
    two, seven = made.by_target()
    assert (two["target"], seven["target"]) == (2, 7)
    assert (two["piece"], two["by_content"]) == (0, 0)
    assert seven["piece"] == (made.labels["piece"][:, 1] == 7).sum() > 0
    expected = (made.labels["piece"][:, 1] == 7) & (made.labels["noise"][:, 1] != 7)
    assert seven["by_content"] == expected.sum()
    best = made.best()
    assert set(best) == {7}
    assert best[7]["piece_label"] == 7
    assert best[7]["black_label"] != 7
    assert best[7]["noise_label"] != 7


def test_noise_has_the_pieces_own_pixels():
    pieces = np.random.default_rng(0).integers(0, 256, (5, 4, 4), np.uint8)
    noise = controls.shuffled(pieces, np.random.default_rng(1))
    np.testing.assert_array_equal(np.sort(noise.reshape(5, -1)), np.sort(pieces.reshape(5, -1)))
    assert (noise != pieces).any((1, 2)).all()


def test_the_smallest_side_is_the_first_that_works():
    small, large = protocol(patch=1)[1], protocol(patch=8)[1]
    rows = {(row["victim"], row["kind"]): row for row in controls.smallest([large, small])}
    for v, victim in enumerate((0, 3, 5)):
        assert rows[victim, "piece"]["reached"] == (8 if large.reached("piece")[v].any() else None)
        assert rows[victim, "black"]["reached"] is None


def test_successes_are_shown_at_the_smallest_side_that_had_one():
    images, small = protocol(patch=6)
    large = protocol(patch=8)[1]
    [record] = controls.successes([large, small])
    assert record == small.best()[7] | {"patch": 6}
    pictures = controls.gallery(images, [record])
    np.testing.assert_array_equal(pictures["originals"][0], images[record["victim"]])
    np.testing.assert_array_equal(pictures["donors"][0], images[record["donor"]])
    np.testing.assert_array_equal(pictures["images"][0], transplant.pasted(images, record))
    assert controls.gallery(images, [])["images"].shape == (0, 28, 28)


def test_one_digit_has_margins_without_a_width():
    made = protocol()[1]
    one = {name: getattr(made, name)[:1] for name in ("victims", "donor", "source_row", "source_column")}
    one |= {"row": made.row[:1], "column": made.column[:1]}
    for name in ("labels", "confidence"):
        one[name] = {kind: values[:1] for kind, values in getattr(made, name).items()}
    _, black, _ = replace(made, **one).rates()
    assert black["target_margin_low"] == black["target_margin"] == black["target_margin_high"]
