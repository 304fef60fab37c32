"""How the loss's gradient fades on its way back through a long sequence.

The backward vector is brought to length 1 after each step and the logarithms of the lengths are added up:
the norms themselves leave float64's range after a few hundred to a thousand steps.
"""

from typing import Any

import numpy as np

from digitlab.sequences import bptt, gru, lstm, rnn
from digitlab.sequences.loss import dL_do, softmax
from digitlab.sequences.matrices import random_matrix


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
        By lag 0 ... T-1, each (T,): ``h``: of dL/dh(T - lag); ``b``, ``W``, ``U``, ``V``, ``c``: of the
        share that step T - lag has in the gradient with respect to each parameter. Minus infinity where
        that is exactly zero: V and c from lag 1 on, W where h(T - lag - 1) = 0.
    """
    run = rnn.forward(cell, x)
    steps = len(x)
    result = {name: np.full(steps, -np.inf) for name in ("h", "b", "W", "U", "V", "c")}
    to_o = dL_do(run.y_hat[-1])
    result["V"][0], result["c"][0] = log10_norm(to_o) + log10_norm(run.h[-1]), log10_norm(to_o)
    backward = cell.V.T @ to_o
    scale = 0.0
    for lag in range(steps):
        t = steps - 1 - lag
        length = np.linalg.norm(backward)
        if length == 0:
            break
        scale += np.log10(length)
        backward = backward / length
        to_a, to_before = bptt.rnn_step(cell, run.h[t], backward)
        h_before = run.h[t - 1] if t else np.zeros_like(run.h[0])
        through_a = log10_norm(to_a)
        result["h"][lag] = scale
        result["b"][lag] = scale + through_a
        result["W"][lag] = scale + through_a + log10_norm(h_before)
        result["U"][lag] = scale + through_a + log10_norm(x[t])
        backward = to_before
    return result


def log10_bound(singular: float, steps: int) -> np.ndarray:
    """What no gradient with respect to h can exceed relative to lag 0, by lag, (steps,).

    One step back multiplies by W^T diag(1 - h^2), whose norm is at most W's largest singular value. Below 1
    it must vanish; above 1 it need not explode (Pascanu, Mikolov & Bengio 2013).

    Args:
        singular: the largest singular value, of which 0 lets nothing through; ``steps``: of the sequence.
    """
    if singular == 0:
        return np.where(np.arange(steps) == 0, 0.0, -np.inf)
    bound: np.ndarray = np.arange(steps) * np.log10(singular)
    return bound


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
        result["h"][lag] = scale + log10_norm(to_h)
        _, to_s, to_h, from_s = bptt.lstm_step(cell, run, steps - 1 - lag, to_h, from_s)
        result["s"][lag] = scale + log10_norm(to_s)
        length = np.sqrt(to_h @ to_h + from_s @ from_s)
        if length == 0:
            break
        scale += np.log10(length)
        to_h, from_s = to_h / length, from_s / length
    return result


def gru_gradient(cell: gru.Cell, x: np.ndarray) -> dict[str, np.ndarray]:
    """Decimal logarithm of the norm of dL/dh of the last step's loss, by lag, (T,), under ``h``.

    Args:
        cell: parameters of the GRU.
        x: inputs, (T, m).
    """
    run = gru.states(cell, x)
    steps = len(x)
    result = np.full(steps, -np.inf)
    backward = cell.V.T @ dL_do(softmax(cell.c + cell.V @ run["h"][-1]))
    scale = 0.0
    for lag in range(steps):
        length = np.linalg.norm(backward)
        if length == 0:
            break
        scale += np.log10(length)
        result[lag] = scale
        backward = gru.step_back(cell, run, steps - 1 - lag, backward / length)
    return {"h": result}


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


def chrono(steps: int, units: int, random: np.random.Generator) -> np.ndarray:
    """Biases of gates that keep: logarithms of uniform numbers from 1 to ``steps`` - 1, (units,).

    Source: Tallec & Ollivier, *Can recurrent neural networks warp time?* (2018).
    """
    biases: np.ndarray = np.log(random.uniform(1, max(steps - 1, 1), units))
    return biases


def random_lstm(
    units: int,
    alphabet: int,
    radius: float,
    input_scale: float,
    forget_bias: float | str,
    steps: int,
    random: np.random.Generator,
) -> lstm.Cell:
    """An LSTM with the same random W and U for every gate, all biases 0 but the forget gate's.

    ``chrono`` as its bias: ``chrono``'s, and the input gate's the negative.
    """
    cell = random_rnn(units, alphabet, radius, input_scale, random)
    zero = np.zeros(units)
    if forget_bias == "chrono":
        forget = chrono(steps, units, random)
        return lstm.Cell(forget, -forget, zero, zero, cell.W, cell.U, cell.V, cell.c)
    return lstm.Cell(np.full(units, forget_bias), zero, zero, zero, cell.W, cell.U, cell.V, cell.c)


def random_gru(
    units: int,
    alphabet: int,
    radius: float,
    input_scale: float,
    update_bias: float | str,
    steps: int,
    random: np.random.Generator,
) -> gru.Cell:
    """A GRU with random W and U for each gate and all biases 0 but the update gate's.

    ``chrono`` as its bias: ``chrono``'s, as the update gate is the share of the state that is kept.
    """
    cells = {gate: random_rnn(units, alphabet, radius, input_scale, random) for gate in gru.GATES}
    b = {gate: np.zeros(units) for gate in gru.GATES}
    b["z"] = chrono(steps, units, random) if update_bias == "chrono" else np.full(units, float(update_bias))
    return gru.Cell(
        b,
        {gate: cell.W for gate, cell in cells.items()},
        {gate: cell.U for gate, cell in cells.items()},
        cells["g"].V,
        cells["g"].c,
    )


def decay(log10_norms: np.ndarray) -> dict[str, float | int | None]:
    """How far a curve of decimal logarithms of norms by lag has come down, and by when.

    Returns:
        ``at_0``, ``at_10``, ``at_100``, ``at_last``: decades relative to lag 0 (``at_0`` absolute), None
        where the norm is exactly zero or the sequence shorter; ``last_nonzero``: the largest lag with a norm
        above zero; ``lag_of_one_percent``: the first lag at which the norm is below a hundredth of the
        first and stays there, None when it never does; ``below_smallest_float``: the first lag at which
        the norm itself is below float64's smallest number, None when it never is. Where the first norm is
        exactly zero nothing comes back: it is lost, and below, from lag 0 on, and the rest None.
    """
    start = log10_norms[0]
    if not np.isfinite(start):
        nothing = dict.fromkeys(("at_0", "at_10", "at_100", "at_last", "last_nonzero"))
        return nothing | {"lag_of_one_percent": 0, "below_smallest_float": 0}
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


def written(log10_norms: np.ndarray) -> np.ndarray:
    """Curves as an artifact holds them: NaN where the norm is exactly zero and has no logarithm."""
    return np.where(np.isneginf(log10_norms), np.nan, log10_norms)


# Of a figure that is None in a draw: what it stands for, so that draws have an order. A gradient of exactly
# zero lies below all others; what never happens comes after all that does.
LAST = {"lag_of_one_percent": np.inf, "below_smallest_float": np.inf}


def over_draws(curves: np.ndarray) -> dict[str, dict[str, Any]]:
    """``decay`` of several networks drawn alike: of each of its figures the middle one and the range.

    Args:
        curves: decimal logarithms of norms by lag, (draws, T).

    Returns:
        By figure ``median``, ``lowest``, ``highest``, and ``draws``, the figure of each.
    """
    rows = [decay(curve) for curve in curves]

    def spread(name: str) -> dict[str, Any]:
        draws = [row[name] for row in rows]
        stand_in = LAST.get(name, -np.inf)
        values = np.array([stand_in if value is None else value for value in draws], np.float64)
        ends = {"median": np.median(values), "lowest": values.min(), "highest": values.max()}
        return {end: float(value) if np.isfinite(value) else None for end, value in ends.items()} | {
            "draws": draws
        }

    return {name: spread(name) for name in rows[0]}
