"""When gradient descent with momentum converges on a quadratic: by theory, and by running it."""

from typing import Any

import numpy as np

# A factor this near to 1 is 1 but for rounding: such a point lies on the border itself.
ON_BORDER = 1e-6


def axis(low: float, high: float, points: int) -> np.ndarray:
    """Evenly spaced values from ``low`` to ``high``, (points,); what is zero up to rounding is zero."""
    values: np.ndarray = np.linspace(low, high, points)
    values[np.abs(values) < 1e-9 * abs(high - low)] = 0.0
    return values


def factor(eta: float, mu: float, curvature: float = 1.0) -> float:
    """By what an error is multiplied at each step in the long run.

    v <- mu v - eta curvature x, x <- x + v has the characteristic polynomial
    z^2 - (1 + mu - eta curvature) z + mu; the larger absolute value of its two roots.
    """
    return float(np.abs(np.roots([1.0, -(1 + mu - eta * curvature), mu])).max())


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
        ``points``, ``agree``; ``differing``: each point that differs, with ``eta``, ``mu``, ``ran`` and its
        ``factor``; ``on_border``: how many of them lie on the border itself, where the factor is 1 but for
        rounding; ``off_border``: those that differ though all eight around them are, by theory, on the same
        side of the border; ``above_one`` and ``below_minus_one``: points with mu >= 1 and <= -1
        that converged; ``negative``: those with -1 < mu < 0 that did, ``largest_eta_negative``,
        ``largest_eta_positive``: the largest eta that converged for mu below 0, and from 0 on.
    """
    wider = np.pad(theory, 1, mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(wider, (3, 3)).sum((2, 3))
    beside = (around > 0) & (around < 9)

    def largest(rows: np.ndarray) -> float | None:
        return float(eta[ran[rows].any(0)].max()) if ran[rows].any() else None

    differing = [
        {"eta": float(eta[j]), "mu": float(mu[i]), "ran": bool(ran[i, j]), "factor": factor(eta[j], mu[i])}
        for i, j in np.argwhere(theory != ran)
    ]
    return {
        "points": int(ran.size),
        "agree": int((theory == ran).sum()),
        "differing": differing,
        "on_border": sum(abs(point["factor"] - 1) < ON_BORDER for point in differing),
        "off_border": int(((theory != ran) & ~beside).sum()),
        "above_one": int(ran[mu >= 1].sum()),
        "below_minus_one": int(ran[mu <= -1].sum()),
        "negative": int(ran[(mu < 0) & (mu > -1)].sum()),
        "largest_eta_negative": largest(mu < 0),
        "largest_eta_positive": largest(mu >= 0),
    }
