import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import precision_recall_fscore_support
from torch.nn import functional

from digitlab.cnn.network import probabilities
from digitlab.robustness.shift import (
    along,
    both_ways,
    canvas,
    consistency,
    fill_differences,
    filled_otherwise,
    film,
    first_of_each,
    ink_lost,
    moves,
    predictions,
    retrieved,
    shift,
)


@given(st.integers(-30, 30), st.integers(-30, 30), st.integers(0, 5))
def test_a_shift_is_replicate_padding_and_a_slice(right, down, seed):
    images = np.random.default_rng(seed).integers(0, 256, (2, 6, 7), np.uint8)
    pad = functional.pad(torch.from_numpy(images).float()[None], [30] * 4, mode="replicate")[0].numpy()
    expected = pad[:, 30 - down : 36 - down, 30 - right : 37 - right]
    np.testing.assert_array_equal(shift(images, right, down), expected)


def test_ink_at_the_border_is_repeated_and_not_blackened():
    image = np.zeros((4, 4), np.uint8)
    image[:, 0] = [1, 2, 3, 4]
    moved = shift(image, right=2)
    np.testing.assert_array_equal(moved[:, :3], np.array([[1, 2, 3, 4]] * 3).T)
    assert moved.dtype == np.uint8


def test_zero_fill_differs_only_where_ink_touches_the_border():
    images = np.zeros((2, 4, 4), np.uint8)
    images[0, 1, 1] = 9
    images[1, 2, 0] = 9
    np.testing.assert_array_equal(shift(images, 1, 0, "zero")[1], np.roll(images[1], 1, 1))
    assert shift(images, 1, 0)[1, 2].tolist() == [9, 9, 0, 0]
    assert filled_otherwise(images, 1, 0).tolist() == [False, True]
    assert filled_otherwise(images, -1, 0).tolist() == [False, False]
    with pytest.raises(ValueError, match="fill 'wrap'"):
        shift(images, 1, 0, "wrap")


def one_hot(labels, sure=1.0):
    return np.eye(10)[labels] * sure + (1 - sure) / 10


def test_consistent_are_those_with_the_same_label_right_or_wrong():
    before, after = one_hot([1, 2, 3, 1]), one_hot([1, 2, 4, 1])
    rows = {(row["digit"], row["before"]): row for row in consistency(before, after, np.array([1, 9, 4, 1]))}
    every = rows["all", "any"]
    assert (every["digits"], every["same"], every["correct"]) == (4, 3, 3)
    assert every["divergence"] == pytest.approx(1 / 4)  # one of four moved altogether: one bit
    right, wrong = rows["all", "right"], rows["all", "wrong"]
    assert (right["digits"], right["same"], right["correct"]) == (2, 2, 2)
    assert (wrong["digits"], wrong["same"], wrong["correct"]) == (2, 1, 1)
    assert (rows[1, "any"]["digits"], rows[4, "wrong"]["digits"]) == (2, 1)
    assert (4, "right") not in rows
    assert (0, "any") not in rows
    assert every["same_low"] < 0.75 < every["same_high"]


class Left(torch.nn.Module):
    """Sees a 1 while any ink is in the left half, else a 7."""

    def forward(self, images):
        logits = torch.zeros(len(images), 10)
        ink = images[:, :, :14].sum((1, 2)) > 0
        logits[torch.arange(len(images)), torch.where(ink, 1, 7)] = 5.0
        return logits


class Mass(torch.nn.Module):
    """Invariant by construction: sees only the sorted pixels."""

    def forward(self, images):
        return images.reshape(len(images), -1).sort(1).values[:, -10:] * 20


def test_an_invariant_network_is_consistent_where_nothing_is_left_out():
    images = np.zeros((4, 28, 28), np.uint8)
    images[:, 10:18, 12:16] = np.random.default_rng(0).integers(1, 256, (4, 8, 4))
    before = probabilities(Mass(), images)
    labels = before.argmax(1)
    for pixels in (-10, 3, 10):
        for moved in (shift(images, pixels), shift(images, 0, pixels)):
            every = consistency(before, probabilities(Mass(), moved), labels)[0]
            assert (every["same_share"], every["divergence"]) == (1, 0)


def test_a_network_that_looks_at_one_half_loses_the_digit_when_it_leaves_it():
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 5:20, 10:12] = 255
    before = probabilities(Left(), image)
    for pixels, kept in ((2, 1), (3, 1), (4, 0), (8, 0), (-9, 1)):
        every = consistency(before, probabilities(Left(), shift(image, pixels)), np.array([1]))[0]
        assert every["same"] == kept


def test_moves_go_both_ways_along_each_axis():
    both = moves(2, "horizontal", "vertical")
    assert [move.pixels for move in both] == [-2, -1, 0, 1, 2] * 2
    assert [(move.right, move.down) for move in both[:2]] == [(-2, 0), (-1, 0)]
    assert [(move.right, move.down) for move in both[-2:]] == [(0, 1), (0, 2)]


def stroke():
    """An image with a stroke in its left half, that ``Left`` takes for a 1."""
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 5:20, 10:12] = 255
    return image


def test_predictions_count_what_one_class_is_taken_for():
    rows = predictions(one_hot([1, 7, 7, 3]), np.array([1, 1, 1, 3]), 1)
    assert [row["digits"] for row in rows] == [0, 1, 0, 0, 0, 0, 0, 2, 0, 0]
    assert [row["label"] for row in rows] == list(range(10))


def test_the_border_counts_only_where_ink_touches_it():
    images = np.concatenate([stroke(), stroke(), np.zeros((1, 28, 28), np.uint8)])
    images[1, :, :1] = 255  # ink in the first column, which clamping repeats
    images[2, :, :1] = 255
    labels = np.array([1, 1, 7])
    after = along(Left(), images, "horizontal", 14)
    rows = {row["pixels"]: row for row in fill_differences(Left(), images, labels, after, "horizontal")}
    assert list(rows) == list(range(-14, 15))
    # Clamped, both stay a 1 for ever; filled with black, ink that leaves the left half is gone from it.
    assert rows[4] == {"axis": "horizontal", "pixels": 4} | counts(2, 0, 1, 1)
    assert rows[14] == {"axis": "horizontal", "pixels": 14} | counts(2, 2, 1, 1)
    assert rows[0] == {"axis": "horizontal", "pixels": 0} | counts(0, 0, 0, 0)
    assert rows[-4] == {"axis": "horizontal", "pixels": -4} | counts(0, 0, 0, 0)


def counts(digits, other_label, correct_clamped, correct_zero):
    """The counts of a row of ``fill_differences``."""
    return dict(locals())


@given(st.sampled_from(["horizontal", "vertical"]), st.sampled_from(["clamp", "zero"]), st.integers(0, 12))
def test_along_an_axis_is_every_move_by_itself(axis, fill, reach):
    images = np.random.default_rng(reach).integers(0, 256, (2, 28, 28), np.uint8)
    found = along(Left(), images, axis, reach, fill)
    for move, outputs in zip(moves(reach, axis), found, strict=True):
        np.testing.assert_array_equal(
            outputs, probabilities(Left(), shift(images, move.right, move.down, fill))
        )


@given(st.integers(0, 9), st.integers(0, 9), st.integers(-9, 9), st.integers(-9, 9))
def test_a_canvas_holds_every_shift_as_a_window(right, down, by_right, by_down):
    images = np.random.default_rng(0).integers(0, 256, (2, 28, 28), np.uint8)
    by_right, by_down = int(np.clip(by_right, -right, right)), int(np.clip(by_down, -down, down))
    for fill in ("clamp", "zero"):
        wide = canvas(images, right, down, fill)
        window = wide[:, down - by_down : down - by_down + 28, right - by_right : right - by_right + 28]
        np.testing.assert_array_equal(window, shift(images, by_right, by_down, fill))


def test_both_axes_at_once_are_counted_by_class():
    images = np.concatenate([stroke(), stroke(), stroke()])
    labels = np.array([1, 1, 7])
    told = []
    grid = both_ways(Left(), images, labels, probabilities(Left(), images), 4, told.append)
    assert grid["pixels"].tolist() == list(range(-4, 5))
    assert told[-1] == 3
    assert grid["digits"].tolist() == [0, 2, 0, 0, 0, 0, 0, 1, 0, 0]
    right = grid["pixels"] == 4
    assert (grid["same"][1][:, ~right] == 2).all()
    assert (grid["same"][1][:, right] == 0).all()
    assert grid["same"][7].max() == 1


def test_the_class_that_suffers_most_is_one_that_is_there():
    class Corner(torch.nn.Module):
        """Sees a 7 where the upper left pixel has ink, a 3 where it has none."""

        def forward(self, images):
            ink = images.reshape(len(images), -1)[:, 0]
            return torch.stack(
                [ink if label == 7 else 0.5 * (label == 3) + 0 * ink for label in range(10)], 1
            )

    images = np.zeros((3, 28, 28), np.uint8)
    images[2] = 255
    images[1, 5:, 5:] = images[0, 0, 0] = 255
    labels, net = np.array([3, 2, 7]), Corner().eval()
    before = probabilities(net, images)
    grid = both_ways(net, images, labels, before, reach=1)
    kept = {label: int(grid["same"][label].sum()) for label in (2, 3, 7)}
    # All white stays so; one corner pixel leaves to the left and upwards; what lies far from it never comes.
    assert kept == {2: 9, 3: 4, 7: 9}
    assert grid["suffers"] == 3


@pytest.mark.parametrize(
    ("pixels", "reach", "shown"),
    [
        (3, 10, [-10, -8, -5, -3, 0, 3, 5, 8, 10]),
        (9, 10, [-10, -9, 0, 9, 10]),
        (12, 12, [-12, 0, 12]),
        (1, 10, [-10, -7, -4, -1, 0, 1, 4, 7, 10]),
    ],
)
def test_a_film_has_the_shifts_asked_for_and_the_farthest(pixels, reach, shown):
    assert film(pixels, reach) == shown


def test_the_first_of_each_class_are_taken():
    labels = np.array([3, 0, 3, 0, 3, 9])
    assert first_of_each(labels, 2).tolist() == [1, 3, 0, 2, 5]


@pytest.mark.parametrize("pixels", [1, 3])
def test_real_digits_with_ink_near_the_border_are_clamped(real_mnist, pixels):
    from digitlab.data import download, mnist

    images = mnist.from_idx(download.local_files(real_mnist), None).test.images
    touching = images[images[:, :, :3].any((1, 2)) | images[:, :, -3:].any((1, 2))]
    assert len(touching) > 500
    zero_filled = np.zeros_like(touching)
    zero_filled[:, :, pixels:] = touching[:, :, :-pixels]
    moved = shift(touching, right=pixels)
    np.testing.assert_array_equal(moved[:, :, pixels:], zero_filled[:, :, pixels:])
    np.testing.assert_array_equal(moved[:, :, :pixels], np.repeat(touching[:, :, :1], pixels, 2))


@given(st.integers(0, 20))
def test_precision_and_recall_are_those_of_scikit_learn(seed):
    random = np.random.default_rng(seed)
    truth, given_labels = random.integers(0, 9, 60), random.integers(1, 10, 60)
    rows = retrieved(given_labels, truth)
    precision, recall, _, members = precision_recall_fscore_support(
        truth, given_labels, labels=range(10), zero_division=np.nan
    )
    for row, p, r, n in zip(rows, precision, recall, members, strict=True):
        assert row["members"] == n
        for name, expected, total in (("precision", p, row["given"]), ("recall", r, n)):
            if not total:
                assert np.isnan(expected)
                assert row[f"{name}_share"] is row[f"{name}_low"] is row[f"{name}_high"] is None
                continue
            assert row[f"{name}_share"] == pytest.approx(expected)
            ends = stats.binomtest(row["hits"], int(total)).proportion_ci(method="wilson")
            assert (row[f"{name}_low"], row[f"{name}_high"]) == pytest.approx(
                (ends.low, ends.high), abs=1e-12
            )


def test_the_ink_lost_is_what_a_zero_filled_move_lacks():
    images = np.random.default_rng(0).integers(0, 256, (5, 28, 28), np.uint8)
    images[0, :, :9] = 0
    images[1, :, 20:] = 0
    ink = images.sum((1, 2), dtype=float)
    rows = ink_lost(images, 10)
    assert [row["pixels"] for row in rows] == list(range(-10, 11))
    for row in rows:
        left = shift(images, right=row["pixels"], fill="zero").sum((1, 2), dtype=float)
        assert row["lost"] == pytest.approx((1 - left / ink).mean())
        assert (row["cut"], row["digits"]) == ((left < ink).sum(), 5)
        assert row["cut_low"] <= row["cut_share"] == row["cut"] / 5 <= row["cut_high"]
    assert [row["cut"] for row in rows if row["pixels"] in (-9, 0, 8, 9)] == [4, 0, 4, 5]
