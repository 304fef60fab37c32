"""Whether a few seeds can tell two ways to train apart."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import stats


def t_interval(values: np.ndarray) -> tuple[float, float, float]:
    """Mean of a few independent values with Student's 95% interval.

    Raises:
        ValueError: fewer than two values, of which nothing can be said.
    """
    values = np.asarray(values, np.float64)
    if len(values) < 2:
        raise ValueError(f"{len(values)} values; two or more are needed")
    mean, half = float(values.mean()), float(values.std(ddof=1)) / math.sqrt(len(values))
    half *= float(stats.t.ppf(0.975, len(values) - 1))
    return mean, mean - half, mean + half


def paired(first: Sequence[float], second: Sequence[float]) -> dict[str, Any]:
    """Mean of the differences first - second, seed by seed, and what it says.

    Args:
        first: accuracies of one way, by seed; ``second``: of the other, with the same seeds.

    Returns:
        ``difference``, ``low``, ``high`` (Student's 95% interval), ``verdict``: ``first``, ``second``, or
        ``undecided`` where the interval holds 0.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} and {len(second)} values; pairs are needed")
    difference, low, high = t_interval(np.subtract(first, second))
    verdict = "first" if low > 0 else "second" if high < 0 else "undecided"
    return {"difference": difference, "low": low, "high": high, "verdict": verdict}


def ranked(accuracies: Mapping[str, Sequence[float]]) -> list[dict[str, Any]]:
    """Ways to train by their mean accuracy, the best first, each compared with the best.

    Returns:
        ``name``, ``mean``, ``low``, ``high``, ``accuracies``; for all but the first ``behind``: ``paired``
        of the best against it.
    """
    rows = []
    order = sorted(accuracies, key=lambda name: -float(np.mean(accuracies[name])))
    for name in order:
        mean, low, high = t_interval(np.asarray(accuracies[name]))
        row = {"name": name, "mean": mean, "low": low, "high": high, "accuracies": list(accuracies[name])}
        row["behind"] = paired(accuracies[order[0]], accuracies[name]) if name != order[0] else None
        rows.append(row)
    return rows
