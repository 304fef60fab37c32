"""Intervals and effect sizes."""

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np

# Of every interval here.
CONFIDENCE = 0.95
# Two-sided 95% of the normal distribution.
Z = 1.959963984540054
# What has a smaller probability is less likely than all else together.
HALF = 0.5


def wilson(successes: int, trials: int, z: float = Z) -> tuple[float, float]:
    """Wilson's interval for a proportion (Wilson 1927), inside [0, 1] also for 0 and ``trials`` successes.

    Raises:
        ValueError: no trials, or more successes than trials.
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes in {trials} trials")
    share = successes / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / (1 + z * z / trials)
    # Exact at the ends, where rounding would leave a trace.
    return (centre - half if successes else 0.0), (centre + half if successes < trials else 1.0)


def mcnemar(only_first: int, only_second: int) -> float:
    """P-value of McNemar's exact test: two-sided, binomial with 1/2 (McNemar 1947).

    Args:
        only_first: pairs in which the first alone succeeds; ``only_second``: the second alone. Those in which
            both do or neither does say nothing.
    """
    apart = only_first + only_second
    tail = sum(math.comb(apart, k) for k in range(min(only_first, only_second) + 1))
    # Whole numbers of any length: no rounding before the one division.
    p: float = 2 * tail / 2**apart
    return min(1.0, p)


def fisher(first: int, of_first: int, second: int, of_second: int) -> float:
    """P-value of Fisher's exact test that two shares are one: two-sided, by the tables no more likely.

    Args:
        first, second: successes; ``of_first``, ``of_second``: of how many.

    Raises:
        ValueError: more successes than trials.
    """
    if not (0 <= first <= of_first and 0 <= second <= of_second):
        raise ValueError(f"{first} successes in {of_first} trials, {second} in {of_second}")
    successes = first + second
    # Whole numbers of any length: tables as likely as the one seen are told exactly.
    ways = [
        math.comb(of_first, k) * math.comb(of_second, successes - k)
        for k in range(max(0, successes - of_second), min(of_first, successes) + 1)
    ]
    seen = math.comb(of_first, first) * math.comb(of_second, second)
    p: float = sum(way for way in ways if way <= seen) / sum(ways)
    return p


def sign(low: float, high: float) -> Literal["positive", "negative", "undecided"]:
    """What an interval says of a difference; undecided where it holds 0, its ends included."""
    return "positive" if low > 0 else "negative" if high < 0 else "undecided"


def effect_size(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """How far two groups' means lie apart, in pooled standard deviations (Cohen's d), column by column.

    Args:
        first: (N, columns), ``second``: (M, columns); two rows or more each.

    Returns:
        (columns,): positive where ``first`` is larger; 0 where neither group varies and the means agree,
        infinite where neither varies and they differ.
    """
    n, m = len(first), len(second)
    if n < 2 or m < 2:
        raise ValueError(f"groups of {n} and {m}; two or more each are needed")
    first, second = first.astype(np.float64), second.astype(np.float64)
    difference = first.mean(0) - second.mean(0)
    pooled = np.sqrt(((n - 1) * first.var(0, ddof=1) + (m - 1) * second.var(0, ddof=1)) / (n + m - 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(difference == 0, 0.0, difference / pooled)


def effect_interval(d: np.ndarray, n: int, m: int, z: float = Z) -> tuple[np.ndarray, np.ndarray]:
    """Interval for Cohen's d of groups of ``n`` and ``m`` (Hedges & Olkin 1985, large samples)."""
    d = np.asarray(d, np.float64)
    half = z * np.sqrt((n + m) / (n * m) + d * d / (2 * (n + m)))
    return d - half, d + half


def auc(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Chance that a random row of ``first`` lies above one of ``second``, ties counting half.

    The area under the ROC curve by Mann & Whitney's count.

    Args:
        first: (N, columns), ``second``: (M, columns); one row or more each.

    Returns:
        (columns,), 0.5 where a column tells nothing.
    """
    if not len(first) or not len(second):
        raise ValueError(f"groups of {len(first)} and {len(second)}; one or more each are needed")
    areas = np.empty(first.shape[1])
    for column, (a, b) in enumerate(zip(first.T, np.sort(second, axis=0).T, strict=True)):
        below, up_to = np.searchsorted(b, a, "left"), np.searchsorted(b, a, "right")
        areas[column] = (below + up_to).sum() / (2 * len(a) * len(b))
    return areas


def auc_interval(area: float, n: int, m: int, z: float = Z) -> tuple[float, float]:
    """Interval for an AUC of groups of ``n`` and ``m``, with a width also at 0 and 1.

    The areas from which the measured one is no further than ``z`` standard errors, those of Hanley & McNeil
    (1982) with both groups at their mean size (Newcombe 2006, method 5).
    """
    size = (n + m) / 2

    def error(a: float) -> float:
        spread = 1 + (size - 1) * (1 - a) / (2 - a) + (size - 1) * a / (1 + a)
        return math.sqrt(a * (1 - a) * spread / (n * m))

    def limit(end: float) -> float:
        inside, outside = area, end
        for _ in range(60):
            middle = (inside + outside) / 2
            if abs(middle - area) <= z * error(middle):
                inside = middle
            else:
                outside = middle
        return inside

    return limit(0.0), limit(1.0)


def jensen_shannon(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Jensen-Shannon divergence in bits, row by row: 0 for equal distributions, 1 for disjoint ones.

    Args:
        p: (..., K), rows that add up to 1; ``q``: the same shape.

    Source: Lin, *Divergence measures based on the Shannon entropy* (1991).
    """
    p, q = np.asarray(p, np.float64), np.asarray(q, np.float64)
    middle = (p + q) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = [np.where(x > 0, x * np.log2(x / middle), 0.0).sum(-1) for x in (p, q)]
    # Rounding can leave a trace on either side of the bounds.
    bits: np.ndarray = np.clip((terms[0] + terms[1]) / 2, 0.0, 1.0)
    return bits


def mean_interval(values: np.ndarray, z: float = Z) -> tuple[float, float, float]:
    """Mean of independent values with its normal interval; that of a single value has no width.

    Raises:
        ValueError: no value.
    """
    values = np.asarray(values, np.float64)
    if not len(values):
        raise ValueError("no value")
    mean = float(values.mean())
    half = z * float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    return mean, mean - half, mean + half


def student(count: int) -> float:
    """Half of Student's 95% interval of a mean of ``count`` values, in standard errors; 0 for one."""
    from scipy.special import stdtrit  # a tenth of a second, and the report does without where nothing asks

    return float(stdtrit(count - 1, (1 + CONFIDENCE) / 2)) if count > 1 else 0.0


def correlations(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Pearson's correlation of each pair of maps that both vary.

    Args:
        first: (N, ...), ``second``: the same shape.

    Returns:
        One number a pair, without those for which it is not defined.
    """
    if not first.size:
        return np.empty(0)
    a, b = (x.reshape(len(x), -1).astype(np.float64) for x in (first, second))
    a, b = a - a.mean(1, keepdims=True), b - b.mean(1, keepdims=True)
    scale = np.sqrt((a**2).sum(1) * (b**2).sum(1))
    defined = scale > 0
    by_pair: np.ndarray = (a * b).sum(1)[defined] / scale[defined]
    return by_pair


def holm(probabilities: Sequence[float]) -> list[float]:
    """Probabilities of several comparisons, corrected for their number (Holm 1979), in the order given.

    Each is what it must be below for its comparison to count at that level while the chance that any of them
    counts wrongly stays below it too: the k-th smallest of m times m - k + 1, never below a smaller one's.
    """
    corrected = [1.0] * len(probabilities)
    largest = 0.0
    order = sorted(range(len(probabilities)), key=lambda place: probabilities[place])
    for before, place in enumerate(order):
        largest = max(largest, min(1.0, (len(order) - before) * probabilities[place]))
        corrected[place] = largest
    return corrected
