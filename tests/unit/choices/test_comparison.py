import numpy as np
import pytest
from scipy import stats

from digitlab.choices import comparison


def test_the_interval_is_students():
    values = np.array([0.97, 0.975, 0.971, 0.978])
    expected = stats.ttest_1samp(values, 0).confidence_interval()
    np.testing.assert_allclose(comparison.t_interval(values), (values.mean(), expected.low, expected.high))
    with pytest.raises(ValueError, match="1 values; two or more"):
        comparison.t_interval(np.array([1.0]))


def test_pairs_are_the_paired_t_test():
    random = np.random.default_rng(0)
    a = random.normal(0.98, 0.002, 6)
    b = a - random.normal(0.001, 0.0005, 6)
    found = comparison.paired(a, b)
    expected = stats.ttest_rel(a, b).confidence_interval()
    np.testing.assert_allclose((found["low"], found["high"]), (expected.low, expected.high))
    assert found["verdict"] == "first"
    assert comparison.paired(b, a)["verdict"] == "second"
    assert comparison.paired(a, a[::-1])["verdict"] == "undecided"
    with pytest.raises(ValueError, match="6 and 5 values"):
        comparison.paired(a, b[:5])


def test_ways_are_ranked_by_their_mean_and_compared_with_the_best():
    rows = comparison.ranked({"low": [0.5, 0.52], "high": [0.9, 0.92], "middle": [0.7, 0.9]})
    assert [row["name"] for row in rows] == ["high", "middle", "low"]
    assert rows[0]["behind"] is None
    assert rows[1]["behind"]["verdict"] == "undecided"
    assert rows[2]["behind"]["verdict"] == "first"
    assert rows[2]["behind"]["difference"] == pytest.approx(0.4)
