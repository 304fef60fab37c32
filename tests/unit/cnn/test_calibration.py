import numpy as np
import pytest
import torch
from scipy import optimize
from torch.nn import functional

from digitlab.cnn import calibration


def drawn(n=4000, temperature=1.0, seed=0):
    """Labels drawn from softmax outputs, and those outputs' logits times a temperature as probabilities."""
    random = np.random.default_rng(seed)
    z = random.normal(0, 2, (n, 10))
    exact = np.exp(z) / np.exp(z).sum(1, keepdims=True)
    labels = (random.random(n)[:, None] > exact.cumsum(1)).sum(1)
    said = torch.tensor(z * temperature).softmax(1).numpy()
    return said, labels


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_temperature_that_distorted_the_outputs_is_found(temperature):
    p, labels = drawn(temperature=temperature)
    found = calibration.fitted(p, labels)
    assert found.value == pytest.approx(temperature, rel=0.05)
    assert found.low < temperature < found.high
    assert not found.at_end


def test_the_temperature_is_the_minimum_that_torch_and_lbfgs_find():
    p, labels = drawn(500, 2.0, seed=3)
    z, y = torch.tensor(p).log(), torch.tensor(labels)

    def cost(t):
        return float(functional.cross_entropy(z / float(t[0]), y))

    expected = optimize.minimize(cost, [1.0], method="L-BFGS-B", bounds=[(0.1, 10)], tol=1e-12).x[0]
    assert calibration.fitted(p, labels).value == pytest.approx(expected, rel=1e-3)


def test_the_interval_of_the_temperature_is_the_bootstraps():
    p, labels = drawn(1000, 0.6, seed=5)
    random = np.random.default_rng(0)
    again = []
    for _ in range(200):
        chosen = random.integers(0, len(labels), len(labels))
        again.append(calibration.fitted(p[chosen], labels[chosen]).value)
    found = calibration.fitted(p, labels)
    low, high = np.percentile(again, (2.5, 97.5))
    assert found.high - found.low == pytest.approx(high - low, rel=0.2)


def test_intervals_of_the_temperature_hold_it_nineteen_times_of_twenty():
    held = []
    for seed in range(100):
        p, labels = drawn(300, 0.7, seed)
        found = calibration.fitted(p, labels)
        held.append(found.low < 0.7 < found.high)
    assert np.mean(held) >= 0.88


def test_outputs_that_are_always_right_have_no_temperature_inside_the_bounds():
    p = np.full((20, 10), 0.01)
    p[:, 2] = 0.91
    found = calibration.fitted(p, np.full(20, 2))
    assert found.at_end
    assert (found.low, found.high) == (None, None)
    assert found.value == pytest.approx(calibration.COLDEST, rel=0.01)


def test_no_image_is_refused():
    with pytest.raises(ValueError, match="on no image"):
        calibration.fitted(np.zeros((0, 10)), np.zeros(0, int))


def test_an_output_of_zero_is_no_infinite_loss():
    p = np.zeros((2, 10), np.float32)
    p[:, 0] = 1
    labels = np.array([0, 3])
    assert np.isfinite(calibration.loss(p, labels))
    assert np.isfinite(calibration.scaled(p, 0.1)).all()


def test_scaling_is_softmax_of_divided_logits_and_keeps_the_label():
    z = torch.randn(50, 10, dtype=torch.float64) * 3
    found = calibration.scaled(z.softmax(1).numpy(), 0.4)
    np.testing.assert_allclose(found, (z / 0.4).softmax(1).numpy(), rtol=1e-9)
    assert (found.argmax(1) == z.argmax(1).numpy()).all()
    np.testing.assert_allclose(calibration.scaled(z.softmax(1).numpy(), 1.0), z.softmax(1).numpy())


def test_the_loss_is_torchs():
    p, labels = drawn(200)
    expected = functional.nll_loss(torch.tensor(p).log(), torch.tensor(labels))
    assert calibration.loss(p, labels) == pytest.approx(float(expected))


def test_an_upper_edge_belongs_to_its_bin():
    confidence = np.array([0.1, 0.100001, 0.2, 0.95, 1.0, 0.0])
    assert calibration.binned(confidence, 10).tolist() == [0, 1, 1, 9, 9, 0]


def test_the_calibration_error_is_the_weighted_gap_of_the_bins():
    p, labels = drawn(700, 0.5)
    confidence, right = p.max(1), p.argmax(1) == labels
    expected = 0.0
    for low in np.arange(15) / 15:
        own = (confidence > low) & (confidence <= low + 1 / 15)
        if own.any():
            expected += own.mean() * abs(right[own].mean() - confidence[own].mean())
    found = calibration.error(right - confidence, calibration.binned(confidence, 15))
    assert found == pytest.approx(expected)
    rows = calibration.reliability(confidence, right, 15)
    assert sum(row["digits"] for row in rows) == 700
    filled = [row for row in rows if row["digits"]]
    again = sum(row["digits"] / 700 * abs(row["right_share"] - row["confidence"]) for row in filled)
    assert again == pytest.approx(expected)
    for row in filled:
        assert row["above"] < row["confidence"] <= row["up_to"]
        assert row["right_low"] <= row["right_share"] <= row["right_high"]


def test_resamples_are_those_of_the_images_drawn_again():
    p, labels = drawn(400, 0.5)
    confidence, right = p.max(1), p.argmax(1) == labels
    found = calibration.resampled([confidence, confidence], right, 15, 50, np.random.default_rng(2))
    random = np.random.default_rng(2)
    for row in found:
        chosen = random.integers(0, 400, 400)
        again = calibration.error((right - confidence)[chosen], calibration.binned(confidence[chosen], 15))
        assert row == pytest.approx([again, again])


def test_exact_probabilities_stay_below_what_chance_brings_about():
    random = np.random.default_rng(4)
    below = []
    for seed in range(60):
        p, labels = drawn(500, seed=seed)
        confidence, right = p.max(1), p.argmax(1) == labels
        error = calibration.error(right - confidence, calibration.binned(confidence, 15))
        below.append(error <= calibration.by_chance(confidence, 15, 100, random))
    assert 0.85 <= np.mean(below) <= 1


def test_a_temperature_mends_outputs_that_are_too_even():
    p, labels = drawn(3000, 0.5)
    found = calibration.compared(p, labels, 0.5, 15, 100, np.random.default_rng(0))
    before, after, change = found["as_trained"], found["scaled"], found["change"]
    assert before["gap_low"] > 0  # right more often than it says
    assert after["error"] < after["error_by_chance"] < before["error"]
    assert before["error_low"] <= before["error"] <= before["error_high"]
    assert change["error"] == pytest.approx(before["error"] - after["error"])
    assert 0 < change["low"] < change["error"] < change["high"]
    assert after["loss"] < before["loss"]


def test_without_a_temperature_nothing_is_scaled():
    p, labels = drawn(200)
    found = calibration.compared(p, labels, None, 15, 20, np.random.default_rng(0))
    assert (found["scaled"], found["change"]) == (None, None)


def test_ranking_is_the_share_of_pairs_in_which_the_right_one_has_more():
    confidence = np.array([0.9, 0.8, 0.7, 0.95, 0.6])
    right = np.array([True, True, False, False, True])
    found = calibration.ranking(confidence, right)
    assert found["auc"] == pytest.approx(2 / 6)
    assert found["low"] < found["auc"] < found["high"]
    assert calibration.ranking(confidence, np.ones(5, bool)) is None
    assert calibration.ranking(confidence, np.zeros(5, bool)) is None


def test_what_95_percent_is_worth_is_counted_on_digits_that_have_it():
    p = np.full((4, 10), 0.05 / 9)
    p[:, 1] = 0.95
    p[3] = np.full(10, 0.02 / 9)
    p[3, 1] = 0.98
    found = calibration.worth(p, np.array([1, 1, 2, 1]), 0.5)
    assert (found["digits"], found["right"], found["share"]) == (3, 2, pytest.approx(2 / 3))
    assert found["scaled"] == pytest.approx(calibration.scaled(p[:1], 0.5).max())
    assert calibration.worth(p[3:], np.array([1]), None) is None
