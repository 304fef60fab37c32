"""Random recurrent weights of a given spectral radius."""

import numpy as np


def spectral_radius(W: np.ndarray) -> float:
    """Largest absolute eigenvalue."""
    return float(np.abs(np.linalg.eigvals(W)).max())


def random_matrix(n: int, radius: float, random: np.random.Generator) -> np.ndarray:
    """An (n, n) Gaussian matrix scaled to a spectral radius."""
    W = random.standard_normal((n, n))
    return W * (radius / spectral_radius(W))
