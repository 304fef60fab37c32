import numpy as np
import pytest

from digitlab.choices import weight_decay
from digitlab.data.mnist import Split


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
    found = weight_decay.trained(train, 0.05, 8.0, 20, 3, 1)
    assert (found["images"], found["dead_pixels"], found["weights"]) == (400, 56, 56 * 30)
    exact = (1 - 0.05 * 8 / 400) ** (20 * np.arange(4))
    np.testing.assert_allclose(found["share"], exact, rtol=1e-5)
    np.testing.assert_allclose(found["share"], weight_decay.shrinkage(0.05, 8.0, 20, 3), rtol=1e-3)


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
