import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial import distance

from digitlab import statistics


@pytest.mark.parametrize(("k", "n"), [(0, 10), (10, 10), (1, 3), (5, 10), (98, 100), (9948, 10000)])
def test_wilson_is_that_of_scipy(k, n):
    expected = stats.binomtest(k, n).proportion_ci(method="wilson")
    np.testing.assert_allclose(statistics.wilson(k, n), (expected.low, expected.high), rtol=1e-9, atol=1e-12)


def test_no_trials_have_no_interval():
    with pytest.raises(ValueError, match="0 successes in 0 trials"):
        statistics.wilson(0, 0)


@given(st.integers(0, 30), st.integers(1, 30), st.integers(0, 30), st.integers(1, 30))
def test_fishers_test_is_that_of_scipy(a, n, b, m):
    a, b = min(a, n), min(b, m)
    expected = stats.fisher_exact([[a, n - a], [b, m - b]]).pvalue
    assert statistics.fisher(a, n, b, m) == pytest.approx(expected)


def test_more_successes_than_trials_are_none():
    with pytest.raises(ValueError, match="5 successes in 4 trials"):
        statistics.fisher(5, 4, 1, 4)


def test_effect_size_is_the_t_statistic_without_its_sample_size():
    random = np.random.default_rng(0)
    a, b = random.normal(1, 2, (30, 4)), random.normal(0, 1, (50, 4))
    t = stats.ttest_ind(a, b).statistic
    np.testing.assert_allclose(statistics.effect_size(a, b), t * np.sqrt(1 / 30 + 1 / 50), rtol=1e-10)


def test_groups_without_spread_are_zero_or_infinitely_far_apart():
    a = np.array([[1.0, 1.0], [1.0, 1.0]])
    b = np.array([[1.0, 2.0], [1.0, 2.0]])
    assert statistics.effect_size(a, b).tolist() == [0.0, -np.inf]


def test_auc_is_mann_and_whitneys_count():
    random = np.random.default_rng(0)
    a, b = random.integers(0, 6, (40, 3)).astype(float), random.integers(1, 8, (25, 3)).astype(float)
    expected = [stats.mannwhitneyu(x, y).statistic / (40 * 25) for x, y in zip(a.T, b.T, strict=True)]
    np.testing.assert_allclose(statistics.auc(a, b), expected)


@pytest.mark.parametrize("area", [0.5, 0.8, 0.97])
def test_the_interval_of_an_auc_covers_as_it_should(area):
    shift = np.sqrt(2) * stats.norm.ppf(area)
    random = np.random.default_rng(1)
    covered = 0
    for _ in range(400):
        a, b = random.normal(shift, 1, (60, 1)), random.normal(0, 1, (80, 1))
        low, high = statistics.auc_interval(float(statistics.auc(a, b)[0]), 60, 80)
        covered += low <= area <= high
    assert 0.925 <= covered / 400 <= 0.985


def test_the_interval_of_a_perfect_auc_has_a_width():
    low, high = statistics.auc_interval(1.0, 50, 50)
    assert 0.85 < low < 1
    assert high == 1


def test_the_interval_of_an_effect_covers_as_it_should():
    random = np.random.default_rng(2)
    a, b = random.normal(1, 1, (40, 500)), random.normal(0, 1, (60, 500))
    low, high = statistics.effect_interval(statistics.effect_size(a, b), 40, 60)
    assert 0.925 <= ((low <= 1) & (high >= 1)).mean() <= 0.975


def test_divergence_is_that_of_scipy():
    p, q = np.random.default_rng(0).dirichlet(np.ones(10), (2, 5))
    expected = [distance.jensenshannon(x, y, 2) ** 2 for x, y in zip(p, q, strict=True)]
    np.testing.assert_allclose(statistics.jensen_shannon(p, q), expected)
    assert statistics.jensen_shannon(np.eye(3)[[0]], np.eye(3)[[1]]).tolist() == [1.0]
    assert statistics.jensen_shannon(p, p).tolist() == [0.0] * 5


def test_the_interval_of_a_mean_is_the_normal_one():
    values = np.array([1.0, 2.0, 4.0])
    expected = stats.norm.interval(0.95, values.mean(), stats.sem(values))
    np.testing.assert_allclose(statistics.mean_interval(values), (values.mean(), *expected))
    assert statistics.mean_interval(np.array([3.0])) == (3.0, 3.0, 3.0)
    with pytest.raises(ValueError, match="no value"):
        statistics.mean_interval(np.array([]))


def test_the_interval_of_few_values_is_students():
    values = np.array([1.0, 2.0, 4.0])
    expected = stats.t.interval(0.95, len(values) - 1, values.mean(), stats.sem(values))
    found = statistics.mean_interval(values, statistics.student(len(values)))
    np.testing.assert_allclose(found, (values.mean(), *expected))
    assert statistics.student(1) == 0


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.1, 0.2, "positive"),
        (-0.2, -0.1, "negative"),
        (-0.1, 0.1, "undecided"),
        (0.0, 0.2, "undecided"),
        (-0.2, 0.0, "undecided"),
    ],
)
def test_the_sign_of_a_difference_is_undecided_where_its_interval_holds_zero(low, high, expected):
    assert statistics.sign(low, high) == expected


def test_correlation_is_that_of_numpy():
    a, b = np.random.default_rng(0).random((2, 3, 5, 4))
    expected = [np.corrcoef(x.ravel(), y.ravel())[0, 1] for x, y in zip(a, b, strict=True)]
    np.testing.assert_allclose(statistics.correlations(a, b), expected)
    flat = np.concatenate([a[:2], np.ones((1, 5, 4))])
    np.testing.assert_allclose(statistics.correlations(flat, b), expected[:2])


def test_thousands_of_splits_are_no_overflow():
    assert 0 < statistics.mcnemar(900, 1100) < 1e-4


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holms_probabilities_reject_what_his_steps_reject(probabilities):
    raised = statistics.holm(probabilities)
    for level in (0.01, 0.05, 0.3):
        rejected, left = set(), sorted(range(len(probabilities)), key=lambda i: probabilities[i])
        while left and probabilities[left[0]] * len(left) <= level:
            rejected.add(left.pop(0))
        # Of equal probabilities either all are rejected or none.
        assert {i for i, p in enumerate(raised) if p <= level} == rejected


def test_holm_is_the_step_down_procedure_by_hand():
    # Sorted: 0.01 x 4, 0.02 x 3, 0.03 x 2, 0.5 x 1, none below the one before it.
    assert statistics.holm([0.03, 0.01, 0.5, 0.02]) == pytest.approx([0.06, 0.04, 0.5, 0.06])
    assert statistics.holm([0.4, 0.9]) == pytest.approx([0.8, 0.9])
    assert statistics.holm([0.6, 0.7]) == [1.0, 1.0]
    assert (statistics.holm([]), statistics.holm([0.2])) == ([], [0.2])


def test_holm_keeps_the_chance_of_any_wrong_claim_below_its_level():
    random = np.random.default_rng(0)
    wrong = [min(statistics.holm(list(random.random(5)))) < 0.05 for _ in range(4000)]
    assert np.mean(wrong) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 4000)


@pytest.mark.parametrize(("first", "second"), [(0, 0), (1, 0), (5, 5), (3, 12), (12, 3), (0, 40), (700, 560)])
def test_mcnemars_test_is_scipys_binomial_test(first, second):
    expected = stats.binomtest(first, first + second).pvalue if first + second else 1.0
    assert statistics.mcnemar(first, second) == pytest.approx(expected, rel=1e-9)
