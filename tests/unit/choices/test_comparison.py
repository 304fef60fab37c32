import numpy as np
import pytest
from scipy import stats

from digitlab.choices import comparison


def test_the_interval_is_students():
    values = np.array([0.97, 0.975, 0.971, 0.978])
    expected = stats.ttest_1samp(values, 0).confidence_interval()
    interval = comparison.t_interval(values)
    assert list(interval) == ["mean", "low", "high"]
    np.testing.assert_allclose(list(interval.values()), (values.mean(), expected.low, expected.high))
    with pytest.raises(ValueError, match="1 values; two or more"):
        comparison.t_interval(np.array([1.0]))


def test_pairs_are_the_paired_t_test():
    random = np.random.default_rng(0)
    a = random.normal(0.98, 0.002, 6)
    b = a - random.normal(0.001, 0.0005, 6)
    difference = comparison.paired(a, b)
    expected = stats.ttest_rel(a, b).confidence_interval()
    np.testing.assert_allclose((difference["low"], difference["high"]), (expected.low, expected.high))
    assert difference["mean"] == pytest.approx((a - b).mean())
    assert comparison.paired(b, a)["high"] == pytest.approx(-difference["low"])
    with pytest.raises(ValueError, match="6 and 5 values"):
        comparison.paired(a, b[:5])


def test_ways_are_ranked_by_their_mean_and_compared_with_the_best():
    rows = comparison.ranked({"low": [0.5, 0.52], "high": [0.9, 0.92], "middle": [0.7, 0.9]})
    assert [row["name"] for row in rows] == ["high", "middle", "low"]
    assert rows[0]["behind"] is None
    assert rows[1]["behind"]["low"] < 0 < rows[1]["behind"]["high"]
    assert rows[2]["behind"]["low"] > 0
    assert rows[2]["behind"]["mean"] == pytest.approx(0.4)


def fit(variant, seed, accuracy, costs=(0.5, 0.2), optimizer="sgd"):
    history = [
        {"epoch": epoch, "cost": cost, "validation_accuracy": accuracy - 0.1 / epoch}
        for epoch, cost in enumerate(costs, 1)
    ]
    chosen = {"variant": variant, "optimizer": optimizer, "settings": {"learning_rate": 0.1 * len(variant)}}
    return chosen | {"seed": seed, "test_accuracy": accuracy, "history": history}


PUBLISHED = {"sgd": 0.97, "sgd_momentum": 0.98, "adagrad": 0.95, "adam": 0.96, "sgd_batch_norm": 0.9}


def test_optimizers_stand_with_their_settings_and_the_published_figure_of_the_same():
    fits = [fit("sgd", 1, 0.9), fit("sgd", 2, 0.92), fit("momentum", 1, 0.95), fit("momentum", 2, 0.96)]
    summary = comparison.optimizers(fits, PUBLISHED)
    assert [row["name"] for row in summary["ranked"]] == ["momentum", "sgd"]
    assert [row["published"] for row in summary["ranked"]] == [0.98, 0.97]
    assert [row["settings"]["learning_rate"] for row in summary["ranked"]] == [
        pytest.approx(0.8),
        pytest.approx(0.3),
    ]
    assert (summary["repeats"], summary["confidence"]) == (2, 0.95)


def test_batch_norm_is_compared_with_the_same_optimizer_without():
    with_it = [fit("batch_norm", 1, 0.95), fit("batch_norm", 2, 0.97)]
    without = [fit("sgd", 1, 0.9), fit("sgd", 2, 0.91)]
    summary = comparison.batch_norm(with_it, without, PUBLISHED)
    assert (summary["optimizer"], summary["repeats"]) == ("sgd", 2)
    assert summary["difference"]["mean"] == pytest.approx(0.055)
    assert (summary["with"]["accuracy"]["mean"], summary["without"]["accuracy"]["mean"]) == (
        pytest.approx(0.96),
        pytest.approx(0.905),
    )
    assert (summary["with"]["published"], summary["without"]["published"]) == (0.9, 0.97)
    assert summary["with"]["settings"]["learning_rate"] == pytest.approx(1.0)


def test_curves_are_mean_and_range_over_seeds_by_epoch():
    fits = {"b": [fit("b", 1, 0.9), fit("b", 2, 0.8, costs=(0.7, None))], "a": [fit("a", 1, 0.5)]}
    table = comparison.curves(fits)
    assert list(zip(table.variant, table.epoch, strict=True)) == [("b", 1), ("b", 2), ("a", 1), ("a", 2)]
    first, second = table.iloc[0], table.iloc[1]
    assert (first.cost_mean, first.cost_lowest, first.cost_highest) == (pytest.approx(0.6), 0.5, 0.7)
    errors = (first.errors_mean, first.errors_lowest, first.errors_highest)
    assert errors == (pytest.approx(0.25), pytest.approx(0.2), pytest.approx(0.3))
    assert (second.cost_mean, second.cost_highest) == (0.2, 0.2)  # the other's was no finite number
