from functools import partial

import numpy as np
import pytest

from digitlab.choices import weight_decay
from digitlab.data.mnist import Split
from digitlab.errors import InputError


def test_the_exponential_is_what_many_small_updates_come_to():
    weight = np.array([2.0, -3.0])
    measured = [weight]
    for _ in range(3):
        for _ in range(20000 // 10):
            weight = weight - 0.1 * 5.0 / 20000 * weight
        measured.append(weight)
    predicted = weight_decay.shrinkage(0.1, 5.0, 10, 3)
    np.testing.assert_allclose(np.stack(measured) / measured[0], np.tile(predicted[:, None], 2), rtol=1e-5)
    np.testing.assert_allclose(weight_decay.shrinkage(0.1, 5.0, 10, 1), [1, np.exp(-0.05)])


def test_weights_of_dead_pixels_shrink_as_predicted_in_a_real_training():
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (400, 28, 28), np.uint8)
    images[:, :2] = 0
    train = Split(images, random.integers(0, 10, 400).astype(np.uint8))
    measured = weight_decay.trained(train, 0.05, 8.0, 20, 3, 1)
    assert (measured["images"], measured["dead_pixels"], measured["weights"]) == (400, 56, 56 * 30)
    exact = (1 - 0.05 * 8 / 400) ** (20 * np.arange(4))
    np.testing.assert_allclose(measured["share"], exact, rtol=1e-5)
    np.testing.assert_allclose(measured["share"], weight_decay.shrinkage(0.05, 8.0, 20, 3), rtol=1e-3)


def test_a_penalty_learned_by_descent_falls_below_zero_unless_stopped():
    free = weight_decay.learned_penalty(0.1, 5, 10, 35, 10, None)
    stopped = weight_decay.learned_penalty(0.1, 5, 10, 35, 10, 0.0)
    assert (np.diff(free["decay"]) <= 0).all()
    assert free["decay"][-1] < 0
    assert stopped["decay"].min() == stopped["decay"][-1] == 0
    assert stopped["weight"][-1] == pytest.approx(10, rel=2e-2)
    assert free["weight"][-1] > 10
    # One step by hand.
    w, decay = 10.0, 5.0
    assert free["decay"][1] == pytest.approx(decay - 0.1 * w * w / 20)
    assert free["weight"][1] == pytest.approx(w - 0.1 * (0 + decay * w / 10))


LEARNED = {"learning_rate": 0.1, "decay": 5, "images": 10, "steps": 35, "target": 10}
MEASURED = {"images": 400, "dead_pixels": 56, "weights": 1680, "share": np.array([1, 0.8, 0.7])}


def test_descent_on_lambda_stands_by_step_with_and_without_a_floor():
    table = weight_decay.learned(**LEARNED)
    assert table.step.tolist() == list(range(36))
    assert table.free_decay.min() < 0 == table.stopped_decay.min()
    assert table.free_weight[0] == table.stopped_weight[0] == 10


def test_the_summary_says_where_lambda_crossed_zero_and_how_far_the_prediction_is_off():
    table = weight_decay.learned(**LEARNED)
    summary = weight_decay.summary(MEASURED, np.array([1, 0.9, 0.75]), table, {"weights": 7}, [])
    crossed = summary["crossed_zero_after"]
    assert table.free_decay[crossed] < 0 <= table.free_decay[crossed - 1]
    assert summary["largest_difference"] == pytest.approx(0.1)
    assert (summary["last_decay"], summary["last_weight"]) == (table.free_decay[35], table.free_weight[35])
    assert (summary["last_cost"], summary["stopped_weight"]) == (
        table.free_cost[35],
        table.stopped_weight[35],
    )
    assert (summary["images"], summary["dead_pixels"], summary["weights"]) == (400, 56, 1680)
    short = weight_decay.learned(**LEARNED | {"steps": 2})
    assert weight_decay.summary(MEASURED, np.ones(3), short, {}, [])["crossed_zero_after"] is None


def test_large_weights_shrink_as_predicted_until_the_data_hold_them():
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (600, 28, 28), np.uint8)
    train = Split(images, random.integers(0, 10, 600).astype(np.uint8))
    found = weight_decay.wide(train, 0.01, 120.0, 20, 400, 12, 1)
    assert (found["weights"], len(found["sizes"])) == (784 * 30 + 30 * 10, 13)
    assert found["sizes"][0] == pytest.approx(1, abs=0.02)
    predicted = weight_decay.shrinkage(0.01, 120.0, 20, 12)
    assert found["sizes"][2] / found["sizes"][0] == pytest.approx(predicted[2], rel=0.1)
    assert weight_decay.wide(train, 0.01, 120.0, 20, 400, 12, 1)["sizes"].tolist() == found["sizes"].tolist()


def test_the_tail_is_where_a_size_is_twice_the_prediction():
    predicted = np.array([1, 0.5, 0.25, 0.125])
    found = weight_decay.tail(2 * np.array([1, 0.52, 0.3, 0.3]), predicted, 16)
    assert (found["as_predicted"], found["tails_off"]) == (1, 3)
    assert (found["last"], found["times"]) == (pytest.approx(0.6), pytest.approx(2.4))
    kept = weight_decay.tail(predicted, predicted, 16)
    assert (kept["as_predicted"], kept["tails_off"]) == (3, None)


def test_eta_goes_down_the_derivative_of_the_cost_after_the_step_that_it_took():
    def cost(rate):
        w = 0.0 - rate * (0.0 - 10)
        return (w - 10) ** 2 / 2

    derivative = (cost(0.1 + 1e-6) - cost(0.1 - 1e-6)) / 2e-6
    after_one, after_two = (weight_decay.learned_rate(0.1, 0.001, 10, steps)["rate"] for steps in (1, 2))
    assert after_one == 0.1
    assert after_two - 0.1 == pytest.approx(-0.001 * derivative, rel=1e-6)


def test_an_eta_that_stays_is_plain_descent():
    found = weight_decay.learned_rate(0.1, 0.0, 10, 20)
    assert found["cost"] == pytest.approx((10 * 0.9**20) ** 2 / 2)
    assert found["rate"] == 0.1
    assert weight_decay.learned_rate(0.01, 0.1, 10, 35) == {"own": 0.1, "rate": None, "cost": None}


def noise(images=30):
    random = np.random.default_rng(0)
    return Split(
        random.integers(0, 256, (images, 28, 28), np.uint8), (np.arange(images) % 10).astype(np.uint8)
    )


@pytest.mark.parametrize("train", [weight_decay.trained, partial(weight_decay.wide, images=30)])
def test_weights_that_leave_all_bounds_are_named_with_their_epoch(train):
    with pytest.raises(InputError, match=r"in epoch \d: weight_decay\.(wide\.)?learning_rate is 0\.5"):
        train(noise(), eta=0.5, decay=1e9, batch=5, epochs=9, seed=0)
    with pytest.raises(InputError, match=r"weight_decay.batch_size is 31; allowed: up to 30"):
        train(noise(), eta=0.5, decay=1.0, batch=31, epochs=1, seed=0)


def test_descent_that_leaves_all_bounds_is_named_with_its_step():
    with pytest.raises(InputError, match=r"at step \d+: .* decay 1e\+09; allowed: smaller ones"):
        weight_decay.learned(decay=1e9, images=10, learning_rate=0.1, target=10, steps=35)
    assert weight_decay.learned_rate(1e200, 0.0, 1.0, 2)["cost"] is None


def test_a_prediction_below_what_a_float_holds_is_no_division():
    found = weight_decay.tail(np.array([1.0, 0.5]), np.array([1.0, 0.0]), 4)
    assert found == {"as_predicted": 0, "tails_off": 1, "last": 0.5, "times": 1.0}
