"""Gradients by differences, for checking those by hand."""

from collections.abc import Callable

import numpy as np


def central_difference(f: Callable[[np.ndarray], float], at: np.ndarray, epsilon: float) -> np.ndarray:
    """(f(x + eps e_i) - f(x - eps e_i)) / (2 eps) for each element i of ``at``; the same shape as ``at``."""
    at = np.asarray(at, np.float64)
    gradient = np.empty_like(at)
    for i in np.ndindex(at.shape):
        step = np.zeros_like(at)
        step[i] = epsilon
        gradient[i] = (f(at + step) - f(at - step)) / (2 * epsilon)
    return gradient


REGIMES = ("best_epsilon", "best_error", "rounding", "truncation")


def slopes(epsilons: np.ndarray, errors: np.ndarray) -> dict[str, float | None]:
    """The two regimes of a difference quotient's error: slopes on logarithmic axes, and where they meet.

    Rounding: the loss's last digit divided by 2 eps, slope -1. Truncation: the third derivative times
    eps^2 / 6, slope 2.

    Args:
        epsilons: (N,) ascending; ``errors``: (N,) relative to the gradient's norm, not negative.

    Returns:
        ``best_epsilon``, ``best_error``: where the error, smoothed over five neighbours, is smallest;
        ``rounding``, ``truncation``: slopes of straight lines fitted half a decade or more to the left and
        to the right of it, None where fewer than three points lie there. All None where no error is above
        zero and finite, as that of a gradient of exactly zero.
    """
    epsilons, errors = np.asarray(epsilons), np.asarray(errors)
    usable = (errors > 0) & np.isfinite(errors)
    if not usable.any():
        return dict.fromkeys(REGIMES)
    log_e, log_d = np.log10(epsilons[usable]), np.log10(errors[usable])
    # Single points near the minimum can be exact by chance: smooth before looking for it.
    smooth = np.array([np.median(log_d[max(0, i - 2) : i + 3]) for i in range(len(log_d))])
    middle = log_e[smooth.argmin()]

    def slope(side: np.ndarray) -> float | None:
        return float(np.polyfit(log_e[side], log_d[side], 1)[0]) if side.sum() >= 3 else None

    return {
        "best_epsilon": float(10**middle),
        "best_error": float(10 ** smooth.min()),
        # Where the step is lost in the argument's own rounding, the quotient is 0 and the error stays 1.
        "rounding": slope((log_e < middle - 0.5) & (log_d < -0.5)),
        "truncation": slope(log_e > middle + 0.5),
    }
