import numpy as np
import pytest
from scipy import stats

from digitlab import statistics
from digitlab.cnn import mistakes


def guesses(n=300, seed=0, right=0.8):
    """Probabilities and labels of a network that is right that often; class 7 is never given as label."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 10, n).astype(np.uint8)
    given = np.where(random.random(n) < right, labels, random.integers(0, 10, n))
    given[given == 7] = 1
    p = random.random((n, 10)) / 20
    p[np.arange(n), given] = 0.5 + random.random(n) / 2
    return (p / p.sum(1, keepdims=True)).astype(np.float32), labels, given


def test_the_confusion_matrix_counts_each_image_once_by_truth_and_label():
    p, labels, given = guesses()
    counts = mistakes.confusion(p, labels)
    expected = np.zeros((10, 10), int)
    for truth, label in zip(labels, given, strict=True):
        expected[truth, label] += 1
    np.testing.assert_array_equal(counts, expected)


def test_a_class_without_images_still_has_its_row():
    p, labels, _ = guesses()
    keep = labels != 3
    assert mistakes.confusion(p[keep], labels[keep]).shape == (10, 10)
    row = mistakes.by_digit(p[keep], labels[keep])[3]
    assert row["digits"] == 0
    assert np.isnan([row["recall_share"], row["recall_low"], row["recall_high"]]).all()


def test_recall_and_precision_are_shares_of_the_class_and_of_the_label():
    p, labels, given = guesses()
    for digit, row in enumerate(mistakes.by_digit(p, labels)):
        own, named = labels == digit, given == digit
        assert (row["digits"], row["labelled"], row["right"]) == (own.sum(), named.sum(), (own & named).sum())
        assert row["recall_share"] == pytest.approx((own & named).sum() / own.sum())
        assert (row["recall_low"], row["recall_high"]) == statistics.wilson(row["right"], row["digits"])
        if digit == 7:
            assert np.isnan([row["precision_share"], row["precision_low"]]).all()
        else:
            assert row["precision_share"] == pytest.approx((own & named).sum() / named.sum())
            assert (row["precision_low"], row["precision_high"]) == statistics.wilson(
                row["right"], row["labelled"]
            )


def test_wrong_images_are_all_there_the_surest_first():
    p, labels, given = guesses()
    found = mistakes.wrong(p, labels)
    assert set(found["index"]) == set(np.flatnonzero(given != labels))
    assert (np.diff(found["probability_of_label"]) <= 0).all()
    for k, index in enumerate(found["index"]):
        assert (found["truth"][k], found["label"][k]) == (labels[index], given[index])
        assert found["probability_of_label"][k] == p[index].max()
        assert found["probability_of_truth"][k] == p[index, labels[index]]


def test_of_wrong_images_as_sure_the_first_comes_first():
    p = np.tile(np.float32([0.1, 0.9] + [0] * 8), (3, 1))
    assert mistakes.wrong(p, np.zeros(3, np.uint8))["index"].tolist() == [0, 1, 2]


def test_no_wrong_image_leaves_empty_columns():
    p, _, given = guesses()
    found = mistakes.wrong(p, given.astype(np.uint8))
    assert {len(column) for column in found.values()} == {0}
    assert mistakes.crowding(mistakes.confusion(p, given)) == 1


def test_crowding_is_the_binomial_tail_over_ninety_pairs():
    counts = np.diag([100] * 10)
    counts[4, 9], counts[2, 7], counts[0, 6] = 4, 2, 1
    assert mistakes.crowding(counts) == pytest.approx(90 * stats.binom.sf(3, 7, 1 / 90))
    spread = 100 * np.eye(10, dtype=int) + 1
    assert mistakes.crowding(spread) == 1


def test_errors_spread_at_random_seldom_count_as_crowded():
    random = np.random.default_rng(1)
    found = []
    for _ in range(200):
        counts = np.zeros(90, int)
        np.add.at(counts, random.integers(0, 90, 40), 1)
        matrix = np.diag([100] * 10)
        matrix[~np.eye(10, dtype=bool)] = counts
        found.append(mistakes.crowding(matrix) < 0.05)
    assert np.mean(found) <= 0.05


def test_two_networks_are_compared_by_the_images_that_one_alone_gets_wrong():
    first = np.array([1, 1, 1, 1, 1, 1, 0, 0, 0, 0], bool)
    second = np.array([1, 1, 0, 0, 0, 0, 1, 0, 0, 0], bool)
    found = mistakes.against(first, second)
    assert found == {"errors": 6, "other_errors": 3, "only": 4, "only_other": 1, "p": pytest.approx(0.375)}
    assert mistakes.against(first, first)["p"] == 1
