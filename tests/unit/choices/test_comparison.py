import math

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


def test_each_is_compared_with_the_first_and_corrected_for_how_many_there_are():
    random = np.random.default_rng(1)
    ways = {name: random.normal(mean, 0.001, 5) for name, mean in (("a", 0.98), ("b", 0.979), ("c", 0.97))}
    rows = comparison.compared(ways)
    assert [row["name"] for row in rows] == ["a", "b", "c"]
    assert rows[0]["behind"] is None
    expected = [stats.ttest_rel(ways["a"], ways[name]).pvalue for name in "bc"]
    found = [row["behind"] for row in rows[1:]]
    np.testing.assert_allclose([part["p"] for part in found], expected)
    assert found[1]["corrected"] == pytest.approx(2 * expected[1])  # the smaller of two
    assert found[0]["corrected"] == pytest.approx(max(expected[0], 2 * expected[1]))
    assert comparison.compared({"a": [0.5, 0.6]})[0]["behind"] is None


def test_differences_that_are_all_the_same_are_none_or_sure():
    assert comparison.paired([0.5, 0.6], [0.5, 0.6])["p"] == 1.0
    assert comparison.paired([0.75, 0.5], [0.5, 0.25])["p"] == 0.0


def fit(seed, accuracy, validation=None, costs=(0.5, 0.2)):
    history = [
        {"epoch": epoch, "cost": cost, "validation_accuracy": (validation or accuracy) - 0.1 / epoch}
        for epoch, cost in enumerate(costs, 1)
    ]
    return {"seed": seed, "test_accuracy": accuracy, "history": history}


def point(rate, alone, chosen_alone):
    return {"settings": {"learning_rate": rate}, "alone": alone, "chosen_alone": chosen_alone}


TRIED = [point(0.1, 0, 0), point(0.2, 40, 44), point(0.4, 20, 80)]


def record(variant, fits, tried=TRIED):
    return {"variant": variant, "optimizer": "sgd", "settings": {"learning_rate": 0.1}, "fits": fits} | {
        **{"tried": tried, "validation_images": 9000, "test_images": 1000, "parameters": 77}
    }


PUBLISHED = {"sgd": 0.97, "sgd_momentum": 0.98, "adagrad": 0.95, "adam": 0.96, "sgd_batch_norm": 0.9}


def test_a_choice_is_as_sure_as_mcnemars_test_makes_it():
    found = comparison.tuned(record("sgd", []))
    # 40 against 44 is chance, 20 against 80 is none.
    assert found == {"tried": 3, "lead": 4, "level": [{"learning_rate": 0.2}]}
    assert comparison.tuned(record("sgd", [], TRIED[:1])) == {"tried": 1, "lead": None, "level": []}


def test_the_best_on_the_validation_images_is_compared_on_the_test_images():
    # The first is better on the images that decide, the second on those that do not.
    first = record("momentum", [fit(1, 0.90, 0.97), fit(2, 0.91, 0.98)])
    second = record("sgd", [fit(1, 0.95, 0.96), fit(2, 0.955, 0.95)])
    summary = comparison.optimizers([second, first], PUBLISHED)
    assert [row["name"] for row in summary["ranked"]] == ["momentum", "sgd"]
    assert [row["published"] for row in summary["ranked"]] == [0.98, 0.97]
    assert summary["ranked"][1]["behind"]["mean"] == pytest.approx(-0.0475)
    assert [row["validation"] for row in summary["ranked"]] == [pytest.approx(0.925), pytest.approx(0.905)]
    # Of each the network that is better on the validation images.
    assert [row["best_errors"] for row in summary["ranked"]] == [90, 50]
    assert [row["lead"] for row in summary["ranked"]] == [4, 4]
    assert (summary["repeats"], summary["confidence"], summary["parameters"]) == (2, 0.95, 77)
    assert (summary["validation_images"], summary["test_images"]) == (9000, 1000)


def test_batch_norm_is_compared_with_the_same_optimizer_without():
    with_it = record("batch_norm", [fit(1, 0.95), fit(2, 0.97)]) | {"settings": {"learning_rate": 1.0}}
    without = record("sgd", [fit(1, 0.9), fit(2, 0.91)])
    summary = comparison.batch_norm(with_it, without, PUBLISHED)
    assert (summary["optimizer"], summary["repeats"]) == ("sgd", 2)
    assert summary["difference"]["mean"] == pytest.approx(0.055)
    assert (summary["with"]["accuracy"]["mean"], summary["without"]["accuracy"]["mean"]) == (
        pytest.approx(0.96),
        pytest.approx(0.905),
    )
    assert (summary["with"]["published"], summary["without"]["published"]) == (0.9, 0.97)
    assert summary["with"]["settings"]["learning_rate"] == pytest.approx(1.0)
    assert (summary["without"]["lead"], summary["validation_images"]) == (4, 9000)


def test_curves_have_every_network_by_epoch():
    fits = {"b": [fit(1, 0.9), fit(2, 0.8, costs=(0.7, None))], "a": [fit(1, 0.5)]}
    table = comparison.curves(fits)
    at = list(zip(table.variant, table.network, table.epoch, strict=True))
    assert at == [("b", 0, 1), ("b", 0, 2), ("b", 1, 1), ("b", 1, 2), ("a", 0, 1), ("a", 0, 2)]
    assert table.cost[[0, 1, 2]].tolist() == [0.5, 0.2, 0.7]
    assert math.isnan(table.cost[3])  # was no finite number
    assert table.errors[[0, 2]].tolist() == pytest.approx([0.2, 0.3])
