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
    found = controls.run(
        *(Content(), images, np.array([0, 3, 5]), 6, {7: np.array([6, 7]), 2: np.array([6])}),
        *(patch, tries, np.random.default_rng(0)),
    )
    return images, found


def test_everything_can_be_laid_again_from_the_record_and_says_the_same():
    images, found = protocol()
    for v, k, t in np.ndindex(found.row.shape):
        record = {name: getattr(found, name)[v, k, t] for name in ("donor", "source_row", "source_column")}
        record |= {"row": found.row[v, k, t], "column": found.column[v, k, t]}
        record |= {"patch": 6, "victim": found.victims[v]}
        p = probabilities(Content(), transplant.pasted(images, record)[None])[0]
        assert p.argmax() == found.labels["piece"][v, k, t]
        assert p.max() == pytest.approx(found.confidence["piece"][v, k, t])
        black = images[found.victims[v]].copy()
        black[record["row"] :, record["column"] :][:6, :6] = 0
        assert probabilities(Content(), black[None])[0].argmax() == found.labels["black"][v, k, t]


def test_rates_are_counts_over_tries_and_digits():
    _, found = protocol()
    for row in found.rates():
        labels = found.labels[row["kind"]]
        assert row["tries"] == labels.size == 3 * 2 * 12
        assert row["flipped"] == (labels != 6).sum()
        assert row["reached"] == (labels[:, 0] == 2).sum() + (labels[:, 1] == 7).sum()
        assert row["victims_flipped"] == sum((labels[v] != 6).any() for v in range(3))
        assert row["flipped_low"] <= row["flipped_share"] <= row["flipped_high"]
    piece, black, noise = found.rates()
    assert (piece["margin"], piece["target_margin"]) == (0, 0)
    assert black["reached"] == 0
    assert black["target_margin"] == pytest.approx(piece["reached_share"])
    assert noise["target_margin"] == pytest.approx(piece["reached_share"] - noise["reached_share"])


def test_what_content_adds_is_what_neither_control_does():
    _, found = protocol()
    two, seven = found.by_target()
    assert (two["target"], seven["target"]) == (2, 7)
    assert (two["piece"], two["by_content"]) == (0, 0)
    assert seven["piece"] == (found.labels["piece"][:, 1] == 7).sum() > 0
    expected = (found.labels["piece"][:, 1] == 7) & (found.labels["noise"][:, 1] != 7)
    assert seven["by_content"] == expected.sum()
    best = found.best()
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
