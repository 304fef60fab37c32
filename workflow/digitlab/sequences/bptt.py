"""Back-propagation through time: the gradient of every parameter, from the last step to the first.

Goodfellow, Bengio & Courville, *Deep Learning*, equations 10.17 to 10.28 for the recurrent network; for the
LSTM the same chain rule through equations 10.40 to 10.44. The steps are shared with ``memory``, which follows
the gradient over lengths where it leaves float64's range.
"""

from dataclasses import dataclass

import numpy as np

from digitlab.sequences import lstm, rnn
from digitlab.sequences.loss import dL_do


@dataclass(frozen=True)
class Backward:
    """What flows back, step by step, and what it adds up to.

    Attributes:
        dL_do: (T, 2), gradient of the whole loss by the logits of each step; 0 where a step has no loss.
        dL_dh: (T, n), by the hidden output of each step, through all later steps.
        dL_da: by what stands before the activation: (T, n) for the recurrent network; for the LSTM by gate,
            ``forget``, ``input``, ``output`` and ``candidate``, (T, n) each.
        dL_ds: (T, n), by the LSTM's state; None for the recurrent network.
        gradients: by parameter, each of its parameter's shape.
    """

    dL_do: np.ndarray
    dL_dh: np.ndarray
    dL_da: np.ndarray | dict[str, np.ndarray]
    dL_ds: np.ndarray | None
    gradients: dict[str, np.ndarray]


def rnn_step(cell: rnn.Cell, h: np.ndarray, to_h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """From dL/dh(t) to dL/da(t), and to what reaches h(t-1), (n,) each."""
    to_a = (1 - h**2) * to_h  # h = tanh a
    return to_a, cell.W.T @ to_a  # a = b + W h(t-1) + U x


def rnn_backward(cell: rnn.Cell, x: np.ndarray, summed: bool = False) -> Backward:
    """Gradient of the loss with respect to b, c, W, U and V.

    Args:
        cell: parameters.
        x: inputs, (T, m).
        summed: of the loss summed over all steps, else of the last step's.

    Raises:
        ValueError: as ``rnn.forward``.
    """
    x = np.asarray(x, np.float64)
    run = rnn.forward(cell, x)
    to_o = _losses(run.y_hat, summed)
    to_h, to_a = np.zeros_like(run.h), np.zeros_like(run.h)
    from_later = np.zeros(run.h.shape[1])
    for t in reversed(range(len(x))):
        to_h[t] = cell.V.T @ to_o[t] + from_later
        to_a[t], from_later = rnn_step(cell, run.h[t], to_h[t])
    before = _before(run.h)
    gradients = {
        "b": to_a.sum(0),
        "c": to_o.sum(0),
        "W": to_a.T @ before,
        "U": to_a.T @ x,
        "V": to_o.T @ run.h,
    }
    return Backward(to_o, to_h, to_a, None, gradients)


def lstm_step(
    cell: lstm.Cell, run: lstm.Forward, t: int, to_h: np.ndarray, from_s: np.ndarray
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray, np.ndarray]:
    """One step back through the cell.

    Args:
        cell: parameters.
        run: the forward pass.
        t: the step, from 0.
        to_h: dL/dh(t), (n,).
        from_s: what comes back to s(t) from s(t+1), (n,).

    Returns:
        dL/d(what stands before each gate's activation) by gate, dL/ds(t), what reaches h(t-1), and what
        reaches s(t-1), (n,) each.
    """
    f, i, q, g = run.f[t], run.i[t], run.q[t], run.g[t]
    s_before = run.s[t - 1] if t else np.zeros_like(f)
    squashed = np.tanh(run.s[t])
    to_s = to_h * q * (1 - squashed**2) + from_s  # h = tanh(s) q
    to_a = {  # s = f s(t-1) + i g
        "forget": to_s * s_before * f * (1 - f),
        "input": to_s * g * i * (1 - i),
        "output": to_h * squashed * q * (1 - q),
        "candidate": to_s * i * (1 - g**2 if cell.candidate == "tanh" else g * (1 - g)),
    }
    return to_a, to_s, cell.W.T @ sum(to_a.values()), to_s * f


def lstm_backward(cell: lstm.Cell, x: np.ndarray, summed: bool = False) -> Backward:
    """Gradient of the loss with respect to the four biases, c, W, U and V.

    Args:
        cell: parameters.
        x: inputs, (T, m).
        summed: of the loss summed over all steps, else of the last step's.

    Raises:
        ValueError: as ``lstm.forward``.
    """
    x = np.asarray(x, np.float64)
    run = lstm.forward(cell, x)
    to_o = _losses(run.y_hat, summed)
    to_h, to_s = np.zeros_like(run.h), np.zeros_like(run.h)
    to_a = {name: np.zeros_like(run.h) for name in ("forget", "input", "output", "candidate")}
    from_later = from_s = np.zeros(run.h.shape[1])
    for t in reversed(range(len(x))):
        to_h[t] = cell.V.T @ to_o[t] + from_later
        gates, to_s[t], from_later, from_s = lstm_step(cell, run, t, to_h[t], from_s)
        for name, value in gates.items():
            to_a[name][t] = value
    to_z = np.sum(list(to_a.values()), 0)  # z = U x + W h(t-1) is the same for every gate
    gradients = {f"{name}_bias": values.sum(0) for name, values in to_a.items()}
    gradients |= {"c": to_o.sum(0), "W": to_z.T @ _before(run.h), "U": to_z.T @ x, "V": to_o.T @ run.h}
    return Backward(to_o, to_h, to_a, to_s, gradients)


def _losses(y_hat: np.ndarray, summed: bool) -> np.ndarray:
    """dL/do by step, (T, 2), for either reading of the loss."""
    to_o = np.array([dL_do(y) for y in y_hat])
    if not summed:
        to_o[:-1] = 0
    return to_o


def _before(h: np.ndarray) -> np.ndarray:
    """h(t-1) for each step, (T, n), with h(0) = 0."""
    return np.vstack([np.zeros_like(h[:1]), h[:-1]])
