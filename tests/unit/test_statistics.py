import numpy as np
import pytest
from scipy import stats

from digitlab import statistics


@pytest.mark.parametrize(("k", "n"), [(0, 10), (10, 10), (1, 3), (5, 10), (98, 100), (9948, 10000)])
def test_wilson_is_that_of_scipy(k, n):
    expected = stats.binomtest(k, n).proportion_ci(method="wilson")
    np.testing.assert_allclose(statistics.wilson(k, n), (expected.low, expected.high), rtol=1e-9, atol=1e-12)


def test_no_trials_have_no_interval():
    with pytest.raises(ValueError, match="0 successes in 0 trials"):
        statistics.wilson(0, 0)


def test_effect_size_is_the_t_statistic_without_its_sample_size():
    random = np.random.default_rng(0)
    a, b = random.normal(1, 2, (30, 4)), random.normal(0, 1, (50, 4))
    t = stats.ttest_ind(a, b).statistic
    np.testing.assert_allclose(statistics.effect_size(a, b), t * np.sqrt(1 / 30 + 1 / 50), rtol=1e-10)


def test_groups_without_spread_are_zero_or_infinitely_far_apart():
    a = np.array([[1.0, 1.0], [1.0, 1.0]])
    b = np.array([[1.0, 2.0], [1.0, 2.0]])
    assert statistics.effect_size(a, b).tolist() == [0.0, -np.inf]
