import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from digitlab import regions
from digitlab.robustness import parts


def test_a_drop_that_only_rises_with_the_ink_leaves_nothing_beyond_it():
    random = np.random.default_rng(0)
    ink = random.random((5, 6, 6))
    where = random.integers(0, 9, (5, 6, 6))
    # Saturating, as a probability that is lost altogether: a line would leave something.
    drop = np.minimum(3 * ink, 0.9)
    rows = parts.drop_by_part(drop, ink, where)
    assert [row["drop"] for row in rows] == sorted((row["drop"] for row in rows), reverse=True)
    for row in rows:
        assert row["beyond_ink"] == pytest.approx(0, abs=1e-12)
        assert row["drop_low"] <= row["drop"] <= row["drop_high"]
        assert row["ink_low"] <= row["ink"] <= row["ink_high"]


def test_the_part_whose_drop_is_not_the_inks_stands_out():
    ink = np.ones((4, 3, 3)) / 9
    where = np.tile(np.arange(9).reshape(3, 3), (4, 1, 1))
    drop = np.zeros((4, 3, 3))
    drop[:, 2, 0] = 0.9
    first, *others = parts.drop_by_part(drop, ink, where)
    assert (first["part"], first["digits"]) == ("lower left", 4)
    assert first["beyond_ink"] == pytest.approx(0.8)
    assert first["beyond_ink_low"] == pytest.approx(0.8)
    assert all(row["beyond_ink"] == pytest.approx(-0.1) for row in others)


def test_the_deepest_part_of_each_image_is_counted():
    where = np.tile(np.array([[0, 0, 4], [4, 8, 9]]), (3, 1, 1))
    drop = np.array(
        [
            [[0.9, 0.0, 0.4], [0.6, 0.1, 1.0]],  # means 0.45, 0.5, 0.1; what hides no ink is not compared
            [[0.2, 0.2, 0.3], [0.3, 0.8, 0.9]],
            [[0.1, 0.1, 0.7], [0.5, 0.2, 0.0]],
        ]
    )
    assert parts.deepest_part(drop, where).tolist() == [4, 8, 4]
    rows = {row["part"]: row for row in parts.drop_by_part(drop, np.zeros_like(drop), where)}
    assert {name: row["deepest"] for name, row in rows.items()} == {
        "upper left": 0,
        "centre": 2,
        "lower right": 1,
        "no ink": 0,
    }
    assert rows["centre"]["deepest_share"] == pytest.approx(2 / 3)
    assert rows["centre"]["deepest_low"] < 2 / 3 < rows["centre"]["deepest_high"]
    inkless = np.full((1, 2, 2), regions.NO_INK)
    assert parts.deepest_part(np.ones((1, 2, 2)), inkless).tolist() == [regions.NO_INK]


def test_the_part_of_each_images_worst_square_is_counted():
    where = np.tile(np.array([[0, 0, 4], [4, 8, 9]]), (3, 1, 1))
    drop = np.array(
        [
            [[0.9, 0.0, 0.4], [0.6, 0.1, 0.8]],  # upper left by one square, the centre by the mean
            [[0.2, 0.2, 0.3], [0.3, 0.8, 0.9]],  # the worst hides no ink
            [[0.1, 0.1, 0.7], [0.5, 0.2, 0.0]],
        ]
    )
    assert parts.worst_part(drop, where).tolist() == [0, 9, 4]
    rows = {row["part"]: row for row in parts.drop_by_part(drop, np.zeros_like(drop), where)}
    assert {name: (row["deepest"], row["worst"]) for name, row in rows.items()} == {
        "upper left": (0, 1),
        "centre": (2, 1),
        "lower right": (1, 0),
        "no ink": (0, 1),
    }
    interval = stats.binomtest(1, 3).proportion_ci(method="wilson")
    row = rows["no ink"]
    assert (row["worst_low"], row["worst_high"]) == pytest.approx((interval.low, interval.high))


@given(st.lists(st.tuples(st.integers(0, 6), st.floats(-1, 1)), min_size=1, max_size=30))
def test_the_monotone_fit_is_scipys_on_the_means_of_equal_inks(points):
    ink, drop = np.array([[x for x, _ in points]], float), np.array([[y for _, y in points]])
    _, which, counts = np.unique(ink, return_inverse=True, return_counts=True)
    means = np.bincount(which.ravel(), drop.ravel()) / counts
    expected = optimize.isotonic_regression(means, weights=counts).x[which.ravel()]
    np.testing.assert_allclose(parts.monotone(drop, ink).ravel(), expected, atol=1e-9)


def test_what_the_ink_explains_is_the_mean_over_images_of_each_share_of_variance():
    positions = np.arange(12.0)
    ink = np.stack([positions, positions, positions]).reshape(3, 3, 4)
    half = np.where(positions % 2, positions, 0)
    drop = np.stack([positions, -positions, half]).reshape(3, 3, 4)
    summary = parts.explained(drop, ink)
    r = np.corrcoef(positions, half)[0, 1]
    assert summary["ink_correlation"] == pytest.approx(r / 3)  # 1 and -1 cancel each other
    assert summary["by_line"] == pytest.approx((2 + r**2) / 3)  # their squares do not
    fitted = optimize.isotonic_regression(half).x
    share = 1 - ((half - fitted) ** 2).sum() / ((half - half.mean()) ** 2).sum()
    assert summary["by_monotone"] == pytest.approx((1 + 0 + share) / 3)  # a drop that falls with ink: none
    assert summary["ink_digits"] == 3
    spread = 1.959964 * np.std([1, 1, r**2], ddof=1) / np.sqrt(3)
    assert summary["by_line_high"] - summary["by_line"] == pytest.approx(spread)


def test_a_monotone_fit_follows_what_saturates_and_a_line_does_not():
    ink = np.linspace(0, 1, 100).reshape(1, 10, 10)
    summary = parts.explained(np.minimum(5 * ink, 0.9), ink)
    assert summary["by_monotone"] == pytest.approx(1)
    assert summary["by_line"] < 0.6


def test_maps_that_nowhere_vary_explain_nothing():
    flat, ink = np.full((1, 3, 3), 0.2), np.arange(9.0).reshape(1, 3, 3)
    for summary in (parts.explained(flat, ink), parts.explained(ink, flat)):
        assert summary.pop("ink_digits") == 0
        assert set(summary.values()) == {None}
