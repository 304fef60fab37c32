from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy import stats
from torch import nn

from digitlab.cnn.network import probabilities
from digitlab.robustness import controls, transplant

SOURCE = ("donor", "source_row", "source_column")


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
        # How sure it is depends on where the ink lies.
        logits[:, 0] = (images * torch.linspace(0, 1, 28)).sum((1, 2)) / 100
        logits[torch.arange(len(images)), label] = 6.0
        return logits


def protocol(patch=6, tries=12, grey=40):
    images = np.full((6, 28, 28), grey, np.uint8)
    donors = np.zeros((3, 28, 28), np.uint8)
    donors[:, ::2, ::3] = 1  # some ink everywhere
    for r in range(0, 27, 4):
        donors[:2, r : r + 2, ::3] = 255
    images = np.concatenate([images, donors])
    made = controls.run(
        network=Content(),
        images=images,
        victims=np.array([0, 3, 5]),
        digit=6,
        donors={7: np.array([6, 7]), 2: np.array([8])},
        patch=patch,
        tries=tries,
        random=np.random.default_rng(0),
    )
    return images, made


def test_everything_can_be_laid_again_from_the_record_and_says_the_same():
    images, made = protocol()
    for v, k, t in np.ndindex(made.hidden.shape):
        record = {name: getattr(made.drawn, name)[v, k, t] for name in controls.DRAWN}
        record |= {"patch": 6, "victim": made.victims[v]}
        third = record | {name: record[f"other_{name[7:] or 'donor'}"] for name in SOURCE}
        assert third["donor"] in {0: (6, 7), 1: (8,)}[k]  # neither a 6 nor the class aimed at
        for kind, laid in (("piece", record), ("mismatched", third)):
            p = probabilities(Content(), transplant.pasted(images, laid)[None])[0]
            assert p.argmax() == made.labels[kind][v, k, t]
            assert p.max() == pytest.approx(made.confidence[kind][v, k, t])
        black = images[made.victims[v]].copy()
        black[record["row"] :, record["column"] :][:6, :6] = 0
        p = probabilities(Content(), black[None])[0]
        assert p.argmax() == made.labels["black"][v, k, t]
        assert p.max() == pytest.approx(made.confidence["black"][v, k, t])


def test_rates_are_counts_over_tries_and_means_over_digits():
    _, made = protocol()
    rows = {row["kind"]: row for row in made.rates()}
    assert list(rows) == ["piece", "black", "noise", "mismatched"]
    piece = made.labels["piece"] == made.targets[:, None]
    for kind, row in rows.items():
        labels = made.labels[kind]
        control = labels == made.targets[:, None]
        assert row["tries"] == labels.size == 3 * 2 * 12
        assert row["flipped"] == (labels != 6).sum()
        assert row["reached"] == (labels[:, 0] == 2).sum() + (labels[:, 1] == 7).sum()
        assert row["flipped_low"] <= row["flipped_share"] <= row["flipped_high"]
        assert row["piece_only"] == sum(a and not b for a, b in zip(piece.flat, control.flat, strict=True))
        assert row["control_only"] == sum(b and not a for a, b in zip(piece.flat, control.flat, strict=True))
        # Both directions make the net, and its interval is Student's statistic with the normal's quantile.
        assert row["net"] == pytest.approx((row["piece_only"] - row["control_only"]) / row["tries"])
        by_digit = piece.mean((1, 2)) - control.mean((1, 2))
        if by_digit.any():
            half = stats.sem(by_digit) * stats.norm.ppf(0.975)
            assert (row["net_low"], row["net_high"]) == pytest.approx((row["net"] - half, row["net"] + half))
    assert rows["piece"]["net"] == rows["piece"]["margin"] == 0
    assert rows["black"]["reached"] == 0
    # A third class's piece leads to 7 where it is cut from a 7, and that was not aimed at.
    assert rows["mismatched"]["reached"] == 0 < rows["mismatched"]["flipped"]


def test_each_class_has_its_own_net_and_they_add_up():
    _, made = protocol()
    of_class = {(row["target"], row["kind"]): row for row in made.by_target()}
    assert len(of_class) == 2 * 4
    assert of_class[2, "piece"]["reached"] == 0
    assert of_class[7, "piece"]["reached"] == (made.labels["piece"][:, 1] == 7).sum() > 0
    for row in made.rates():
        both = [of_class[target, row["kind"]] for target in (2, 7)]
        for name in ("tries", "reached", "piece_only", "control_only"):
            assert sum(part[name] for part in both) == row[name]
        assert sum(part["net"] for part in both) / 2 == pytest.approx(row["net"])


def test_a_control_that_does_better_has_a_net_below_zero():
    piece = np.array([[True, False], [False, False]])
    control = np.array([[False, True], [True, True]])
    row = controls.against(piece, control)
    assert (row["piece_only"], row["control_only"], row["reached"], row["tries"]) == (1, 3, 3, 4)
    assert row["net"] == -0.5


def test_the_ink_hidden_is_that_under_the_square():
    images, made = protocol(patch=14)
    images[:6, :14] *= 2
    assert made.rates()[0]["ink_hidden"] == pytest.approx(196 / 784)  # of even ink
    half = transplant.hidden(images[0], np.array([0, 14, 7]), np.array([0, 0, 3]), 14)
    np.testing.assert_allclose(half, [1 / 3, 1 / 6, 1 / 4])
    hiding = replace(made, hidden=np.where(np.arange(12) < 3, 0.5, 0.49) * np.ones_like(made.hidden))
    assert hiding.rates()[0]["half_hidden"] == 0.25


def test_what_is_shown_is_what_no_control_does():
    _, made = protocol()
    led = [made.labels[kind][:, 1] == 7 for kind in ("noise", "mismatched")]
    expected = (made.labels["piece"][:, 1] == 7) & ~led[0] & ~led[1]
    np.testing.assert_array_equal(made.by_content()[:, 1], expected)
    best = made.best()
    assert set(best) == {7}
    assert best[7]["piece_label"] == 7
    assert 7 not in {best[7][f"{kind}_label"] for kind in controls.CONTROLS}
    v = made.victims.tolist().index(best[7]["victim"])
    assert best[7]["ink_hidden"] in made.hidden[v, 1]


def test_the_record_holds_every_try_of_every_side():
    small, large = protocol(patch=1)[1], protocol(patch=8)[1]
    found = controls.record([small, large])
    assert (found["patches"].tolist(), found["victims"].tolist(), found["targets"].tolist()) == (
        [1, 8],
        [0, 3, 5],
        [2, 7],
    )
    for at, made in enumerate((small, large)):
        for name in controls.DRAWN:
            np.testing.assert_array_equal(found[name][at], getattr(made.drawn, name))
        for kind in controls.KINDS:
            np.testing.assert_array_equal(found[kind][at], made.labels[kind])


def test_noise_has_the_pieces_own_pixels():
    pieces = np.random.default_rng(0).integers(0, 256, (5, 4, 4), np.uint8)
    noise = controls.shuffled(pieces, np.random.default_rng(1))
    np.testing.assert_array_equal(np.sort(noise.reshape(5, -1)), np.sort(pieces.reshape(5, -1)))
    assert (noise != pieces).any((1, 2)).all()


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


def test_one_digit_has_a_net_without_a_width():
    row = controls.against(np.array([[True, False]]), np.array([[False, False]]))
    assert row["net_low"] == row["net"] == row["net_high"] == 0.5
