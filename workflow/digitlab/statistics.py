"""Intervals and effect sizes."""

import math

import numpy as np

# Two-sided 95% of the normal distribution.
Z = 1.959963984540054


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
