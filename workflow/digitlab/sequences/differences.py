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
