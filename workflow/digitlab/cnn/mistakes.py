"""Which test images the network gets wrong, and what it takes them for."""

from typing import Any

import numpy as np
from scipy import stats
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from digitlab import statistics
from digitlab.data.mnist import CLASSES

# Ordered pairs of two different digits: ways to be wrong.
PAIRS = CLASSES * (CLASSES - 1)


def confusion(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """How many digits of each class get which label.

    Args:
        probabilities: the network's outputs, (N, 10).
        labels: the true classes, (N,).

    Returns:
        int (10, 10): a row a true class, a column a label given.
    """
    counts: np.ndarray = confusion_matrix(labels, probabilities.argmax(1), labels=range(CLASSES))
    return counts


def by_digit(probabilities: np.ndarray, labels: np.ndarray) -> list[dict[str, float]]:
    """Recall and precision of each class, with Wilson's intervals.

    Returns:
        A row a digit: ``digit``, ``digits`` (of that class), ``labelled`` (given that label), ``right``
        (both), and ``recall_share``, ``recall_low``, ``recall_high``, ``precision_share`` and so on; NaN
        where nothing is of the class, or given the label.
    """
    counts = confusion(probabilities, labels)
    found = precision_recall_fscore_support(
        labels, probabilities.argmax(1), labels=range(CLASSES), zero_division=np.nan
    )
    precision, recall = found[0], found[1]
    rows = []
    for digit in range(CLASSES):
        own, given = int(counts[digit].sum()), int(counts[:, digit].sum())
        right = int(counts[digit, digit])
        row: dict[str, float] = {"digit": digit, "digits": own, "labelled": given, "right": right}
        for name, share, of in (("recall", recall[digit], own), ("precision", precision[digit], given)):
            low, high = statistics.wilson(right, of) if of else (np.nan, np.nan)
            row |= {f"{name}_share": float(share), f"{name}_low": low, f"{name}_high": high}
        rows.append(row)
    return rows


def wrong(probabilities: np.ndarray, labels: np.ndarray) -> dict[str, np.ndarray]:
    """Every image that gets another label than its own, the surest first; ties by index.

    Returns:
        Columns: ``index``, ``truth``, ``label``, ``probability_of_label``, ``probability_of_truth``.
    """
    given = probabilities.argmax(1)
    at = np.flatnonzero(given != labels)
    at = at[np.argsort(-probabilities[at, given[at]], kind="stable")]
    return {
        "index": at,
        "truth": labels[at].astype(int),
        "label": given[at],
        "probability_of_label": probabilities[at, given[at]].astype(float),
        "probability_of_truth": probabilities[at, labels[at]].astype(float),
    }


def crowding(counts: np.ndarray) -> float:
    """Chance that some ordered pair of digits has as many errors as the most confused one has.

    Were each error as likely to fall on any of the 90 pairs: an exact binomial test of the largest count,
    times 90 (Bonferroni), 1 at most.

    Args:
        counts: as ``confusion`` gives them.
    """
    errors = counts[~np.eye(len(counts), dtype=bool)]
    if not errors.sum():
        return 1.0
    test = stats.binomtest(int(errors.max()), int(errors.sum()), 1 / PAIRS, alternative="greater")
    return float(min(1.0, PAIRS * test.pvalue))


def against(first: np.ndarray, second: np.ndarray) -> dict[str, Any]:
    """Errors of two networks on the same images, by McNemar's exact test.

    Args:
        first: whether the one is wrong, bool (N,); ``second``: the other.

    Returns:
        ``errors``, ``other_errors``, ``only``, ``only_other`` (images that one of them alone gets wrong) and
        ``p``, two-sided: 1 where both are wrong on the same images.
    """
    only, only_other = int((first & ~second).sum()), int((second & ~first).sum())
    discordant = only + only_other
    return {
        "errors": int(first.sum()),
        "other_errors": int(second.sum()),
        "only": only,
        "only_other": only_other,
        "p": float(stats.binomtest(only, discordant).pvalue) if discordant else 1.0,
    }
