"""How the loss's gradient fades on its way back through a long sequence.

The backward vector is brought to length 1 after each step and the logarithms of the lengths are added up:
the norms themselves leave float64's range after a few hundred to a thousand steps.
"""

import numpy as np

from digitlab.sequences import lstm, rnn
from digitlab.sequences.loss import dL_do


def log10_norm(v: np.ndarray) -> float:
    """Decimal logarithm of the Euclidean norm; minus infinity for zero."""
    norm = np.linalg.norm(v)
    return float(np.log10(norm)) if norm > 0 else -np.inf


def rnn_gradient(cell: rnn.Cell, x: np.ndarray) -> dict[str, np.ndarray]:
    """Decimal logarithms of gradient norms of the last step's loss, by lag.

    Args:
        cell: parameters of the tanh network.
        x: inputs, (T, m).

    Returns:
        By lag 0 ... T-1, each (T,): ``h``: of dL/dh(T - lag); ``b``, ``W``, ``U``: of the share that step
        T - lag has in the gradient with respect to each parameter. Where h(T - lag - 1) = 0, ``W`` is -inf.
    """
    run = rnn.forward(cell, x)
    steps = len(x)
    result = {name: np.full(steps, -np.inf) for name in ("h", "b", "W", "U")}
    backward = cell.V.T @ dL_do(run.y_hat[-1])
    scale = 0.0
    for lag in range(steps):
        t = steps - 1 - lag
        length = np.linalg.norm(backward)
        if length == 0:
            break
        scale += np.log10(length)
        backward = backward / length
        to_a = (1 - run.h[t] ** 2) * backward
        h_before = run.h[t - 1] if t else np.zeros_like(run.h[0])
        through_a = log10_norm(to_a)
        result["h"][lag] = scale
        result["b"][lag] = scale + through_a
        result["W"][lag] = scale + through_a + log10_norm(h_before)
        result["U"][lag] = scale + through_a + log10_norm(x[t])
        backward = cell.W.T @ to_a
    return result


def lstm_gradient(cell: lstm.Cell, x: np.ndarray) -> dict[str, np.ndarray]:
    """Decimal logarithms of the norms of dL/dh and dL/ds of the last step's loss, by lag, each (T,).

    Args:
        cell: parameters of the LSTM.
        x: inputs, (T, m).
    """
    run = lstm.forward(cell, x)
    steps = len(x)
    result = {name: np.full(steps, -np.inf) for name in ("h", "s")}
    to_h = cell.V.T @ dL_do(run.y_hat[-1])
    from_s = np.zeros_like(to_h)  # what comes back to s(t) from s(t+1)
    scale = 0.0
    for lag in range(steps):
        t = steps - 1 - lag
        f, i, q, g = run.f[t], run.i[t], run.q[t], run.g[t]
        s_before = run.s[t - 1] if t else np.zeros_like(f)
        squashed = np.tanh(run.s[t])
        to_s = to_h * q * (1 - squashed**2) + from_s
        result["h"][lag] = scale + log10_norm(to_h)
        result["s"][lag] = scale + log10_norm(to_s)
        slope = 1 - g**2 if cell.candidate == "tanh" else g * (1 - g)
        to_z = (
            to_s * s_before * f * (1 - f)
            + to_s * g * i * (1 - i)
            + to_h * squashed * q * (1 - q)
            + to_s * i * slope
        )
        to_h, from_s = cell.W.T @ to_z, to_s * f
        length = np.sqrt(to_h @ to_h + from_s @ from_s)
        if length == 0:
            break
        scale += np.log10(length)
        to_h, from_s = to_h / length, from_s / length
    return result


def letters(steps: int, alphabet: int, random: np.random.Generator) -> np.ndarray:
    """A random sequence of letters, one-hot, (steps, alphabet)."""
    return np.eye(alphabet)[random.integers(alphabet, size=steps)]


def random_rnn(
    units: int, alphabet: int, radius: float, input_scale: float, random: np.random.Generator
) -> rnn.Cell:
    """A tanh network with W of the given spectral radius, U's deviation ``input_scale``, V's 1/sqrt(n)."""
    W = random_matrix(units, radius, random)
    U = input_scale * random.standard_normal((units, alphabet))
    V = random.standard_normal((2, units)) / np.sqrt(units)
    return rnn.Cell(np.zeros(units), np.zeros(2), W, U, V)


def random_lstm(
    units: int,
    alphabet: int,
    radius: float,
    input_scale: float,
    forget_bias: float,
    random: np.random.Generator,
) -> lstm.Cell:
    """An LSTM with the same random W and U for every gate, all biases 0 but the forget gate's."""
    cell = random_rnn(units, alphabet, radius, input_scale, random)
    zero = np.zeros(units)
    return lstm.Cell(np.full(units, forget_bias), zero, zero, zero, cell.W, cell.U, cell.V, cell.c)


def spectral_radius(W: np.ndarray) -> float:
    """Largest absolute eigenvalue."""
    return float(np.abs(np.linalg.eigvals(W)).max())


def random_matrix(n: int, radius: float, random: np.random.Generator) -> np.ndarray:
    """An (n, n) Gaussian matrix scaled to a spectral radius."""
    W = random.standard_normal((n, n))
    return W * (radius / spectral_radius(W))


def described(log10_norms: np.ndarray) -> dict[str, float | int | None]:
    """What a curve of decimal logarithms of norms by lag comes to.

    Returns:
        ``at_0``, ``at_10``, ``at_100``, ``at_last``: decades relative to lag 0 (``at_0`` absolute), None
        where the norm is exactly zero or the sequence shorter; ``last_nonzero``: the largest lag with a norm
        above zero; ``lag_of_one_percent``: the first lag at which the norm is below a hundredth of the
        first and stays there, None when it never does; ``below_smallest_float``: the first lag at which
        the norm itself is below float64's smallest number, None when it never is.
    """
    start = log10_norms[0]
    last = len(log10_norms) - 1

    def relative(lag: int) -> float | None:
        return float(log10_norms[lag] - start) if lag <= last and np.isfinite(log10_norms[lag]) else None

    below = log10_norms - start < -2
    stays = np.flatnonzero(~below)[-1] + 1
    lost = np.flatnonzero(log10_norms < np.log10(np.finfo(np.float64).smallest_subnormal))
    return {
        "at_0": float(start),
        "at_10": relative(10),
        "at_100": relative(100),
        "at_last": relative(last),
        "last_nonzero": int(np.flatnonzero(np.isfinite(log10_norms))[-1]),
        "lag_of_one_percent": int(stays) if stays <= last else None,
        "below_smallest_float": int(lost[0]) if len(lost) else None,
    }


def last_above(values: np.ndarray, threshold: float) -> int:
    """How many of the first values lie above a threshold without a gap."""
    below = np.flatnonzero(values <= threshold)
    return int(below[0]) if len(below) else len(values)
