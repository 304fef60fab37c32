"""When gradient descent with momentum converges on a quadratic: by theory, and by running it."""

from typing import Any

import numpy as np


def converges(eta: float, mu: float, curvature: float = 1.0) -> bool:
    """Whether gradient descent with momentum converges on curvature x^2 / 2, from theory.

    v <- mu v - eta curvature x, x <- x + v has the characteristic polynomial
    z^2 - (1 + mu - eta curvature) z + mu, whose roots lie inside the unit circle exactly when |mu| < 1 and
    0 < eta curvature < 2 (1 + mu) (Jury's conditions).
    """
    return abs(mu) < 1 and 0 < eta * curvature < 2 * (1 + mu)


def converged(eta: np.ndarray, mu: np.ndarray, steps: int = 2000) -> np.ndarray:
    """The same by running it from x = 1, v = 0 with curvature 1; (len(mu), len(eta)) of bool."""
    e, m = np.meshgrid(eta, mu)
    x, v = np.ones_like(e), np.zeros_like(e)
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps):
            v = m * v - e * x
            x = x + v
        # Both, as an undamped swing passes through x = 0 again and again.
        arrived: np.ndarray = np.hypot(x, v) < 0.1
    return arrived


# The triangle in which ``converges`` holds with curvature 1, as a line: eta and mu of its corners.
BORDER = {"border_eta": np.array([0.0, 4.0, 0.0, 0.0]), "border_mu": np.array([-1.0, 1.0, 1.0, -1.0])}


def region(eta: np.ndarray, mu: np.ndarray, steps: int) -> dict[str, np.ndarray]:
    """Where it converges on a grid: ``eta``, ``mu``, (len(mu), len(eta)) of bool ``ran`` and ``theory``."""
    theory = np.array([[converges(e, m) for e in eta] for m in mu])
    return {"eta": eta, "mu": mu, "ran": converged(eta, mu, steps), "theory": theory}


def agreement(eta: np.ndarray, mu: np.ndarray, ran: np.ndarray, theory: np.ndarray) -> dict[str, Any]:
    """How the run's region and the theory's agree.

    Args:
        eta, mu, ran, theory: as ``region`` gives them.

    Returns:
        ``points``, ``agree``; ``off_border``: points that differ though all eight around them are, by theory,
        on the same side of the border; ``above_one`` and ``below_minus_one``: points with mu >= 1 and <= -1
        that converged; ``negative``: those with -1 < mu < 0 that did, ``largest_eta_negative``,
        ``largest_eta_positive``: the largest eta that converged for mu below 0, and from 0 on.
    """
    wider = np.pad(theory, 1, mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(wider, (3, 3)).sum((2, 3))
    beside = (around > 0) & (around < 9)

    def largest(rows: np.ndarray) -> float | None:
        return float(eta[ran[rows].any(0)].max()) if ran[rows].any() else None

    return {
        "points": int(ran.size),
        "agree": int((theory == ran).sum()),
        "off_border": int(((theory != ran) & ~beside).sum()),
        "above_one": int(ran[mu >= 1].sum()),
        "below_minus_one": int(ran[mu <= -1].sum()),
        "negative": int(ran[(mu < 0) & (mu > -1)].sum()),
        "largest_eta_negative": largest(mu < 0),
        "largest_eta_positive": largest(mu >= 0),
    }
