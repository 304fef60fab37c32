"""An echo state network: the recurrent part stays as drawn, only the output is fitted.

Jaeger, *Short term memory in echo state networks* (2001): how well a linear readout of the state recalls the
input of k steps ago, and the sum over all k, which cannot exceed the number of units.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from digitlab.sequences.matrices import random_matrix

# A delay counts as recalled where the readout explains more than half of the input's variance.
RECALLED = 0.5


def states(
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
    x: np.ndarray,
    leak: float = 1.0,
    start: np.ndarray | None = None,
) -> np.ndarray:
    """h(t) = (1 - leak) h(t-1) + leak tanh(b + W h(t-1) + U x(t)), (T, n), for ``x`` (T, m).

    h(0) is ``start``, (n,), 0 where it is None.

    Equations 2 and 3 of Lukosevicius, *A practical guide to applying echo state networks* (2012).
    """
    h = np.empty((len(x), len(b)))
    before = np.zeros(len(b)) if start is None else start
    drive = b + x @ U.T
    for t in range(len(x)):
        h[t] = before = (1 - leak) * before + leak * np.tanh(drive[t] + W @ before)
    return h


def last_states(W: np.ndarray, U: np.ndarray, letters: np.ndarray, leak: float = 1.0) -> np.ndarray:
    """The state after the last letter of each sequence, (N, n), all biases 0.

    Args:
        W: (n, n); ``U``: (n, alphabet).
        letters: int (N, T), read one-hot.
        leak: as in ``states``.
    """
    h = np.zeros((len(letters), len(W)), np.float32)
    W, U = W.T.astype(np.float32), U.T.astype(np.float32)
    for t in range(letters.shape[1]):
        h = (1 - leak) * h + leak * np.tanh(U[letters[:, t]] + h @ W)
    return h.astype(np.float64)


def fit_output(h: np.ndarray, targets: np.ndarray, ridge: float) -> tuple[np.ndarray, np.ndarray]:
    """V and c of o = c + V h by ridge regression; the bias is not penalised.

    Args:
        h: states, (T, n).
        targets: (T, k).
        ridge: penalty relative to the centred states' mean square times T.

    Returns:
        ``V`` (k, n) and ``c`` (k,).
    """
    mean_h, mean_y = h.mean(0), targets.mean(0)
    H, Y = h - mean_h, targets - mean_y
    penalty = ridge * np.square(H).sum() / H.shape[1]
    # The stacked least-squares form keeps twice the digits of the normal equations.
    n = H.shape[1]
    A = np.vstack([H, np.sqrt(penalty) * np.eye(n)])
    V = np.linalg.lstsq(A, np.vstack([Y, np.zeros((n, Y.shape[1]))]), rcond=None)[0].T
    return V, mean_y - V @ mean_h


def recall(
    units: int,
    radius: float,
    input_scale: float,
    steps: int,
    washout: int,
    ridge: float,
    longest_delay: int,
    random: np.random.Generator,
    leak: float = 1.0,
) -> np.ndarray:
    """Squared correlation of the fitted recall with the input of k steps ago, k = 1 ... longest_delay.

    Fitted on one random sequence and measured on a second one that the same reservoir has not seen.

    Returns:
        (longest_delay,), each in [0, 1]; the sum is the memory capacity.
    """
    W = random_matrix(units, radius, random)
    U = random.uniform(-input_scale, input_scale, (units, 1))
    b = np.zeros(units)
    start = washout + longest_delay

    def driven() -> tuple[np.ndarray, np.ndarray]:
        """States under a random input, and for each of them the inputs of 1 ... longest_delay steps ago."""
        u = random.uniform(-1, 1, (steps, 1))
        delayed = [u[start - k : steps - k, 0] for k in range(1, longest_delay + 1)]
        return states(W, U, b, u, leak)[start:], np.column_stack(delayed)

    V, c = fit_output(*driven(), ridge)
    h, delayed = driven()
    recalled = h @ V.T + c
    covariance = ((recalled - recalled.mean(0)) * (delayed - delayed.mean(0))).mean(0)
    squared: np.ndarray = covariance**2 / (recalled.var(0) * delayed.var(0))
    return squared


def left_of_start(
    units: int, radius: float, input_scale: float, steps: int, leak: float, random: np.random.Generator
) -> float:
    """Share of the distance between two starting states that is left after so many steps of the same input.

    The echo state property is that nothing is left in the end: the state is an echo of the input alone.

    Args:
        units, radius, input_scale, leak: of the reservoir, as in ``recall``.
        steps: that it is driven for from h(0) = 0, and from a state drawn uniformly between -1 and 1.
    """
    W = random_matrix(units, radius, random)
    U = random.uniform(-input_scale, input_scale, (units, 1))
    x, b, start = random.uniform(-1, 1, (steps, 1)), np.zeros(units), random.uniform(-1, 1, units)
    ends = [states(W, U, b, x, leak, h)[-1] for h in (np.zeros(units), start)]
    return float(np.linalg.norm(ends[1] - ends[0]) / np.linalg.norm(start))


def sweep(
    radii: Sequence[float], leaks: Sequence[float], seed: int, **reservoir: Any
) -> list[dict[str, Any]]:
    """What the same reservoir, fed the same inputs, recalls with each pair of spectral radius and leak.

    Args:
        radii, leaks: what is tried, each with each.
        seed: of the reservoir and its inputs, so that only what is swept differs.
        reservoir: the other arguments of ``recall``.

    Returns:
        A row a pair: ``spectral_radius``, ``leak``, ``recall`` by delay, ``capacity`` (their sum),
        ``recalled_delays``: how many are recalled, from the first on without a gap, and ``left``: what
        ``left_of_start`` gives over a whole sequence.
    """
    rows = []
    for radius in radii:
        for leak in leaks:
            by_delay = recall(**reservoir, radius=radius, leak=leak, random=np.random.default_rng(seed))
            drawn = {name: reservoir[name] for name in ("units", "input_scale", "steps")}
            left = left_of_start(**drawn, radius=radius, leak=leak, random=np.random.default_rng(seed))
            rows.append(
                {"spectral_radius": radius, "leak": leak, "capacity": by_delay.sum(), "recall": by_delay}
                | {"recalled_delays": first_above(by_delay, RECALLED), "left": left}
            )
    return rows


def first_above(values: np.ndarray, threshold: float) -> int:
    """How many of the first values lie above a threshold without a gap."""
    below = np.flatnonzero(values <= threshold)
    return int(below[0]) if len(below) else len(values)
