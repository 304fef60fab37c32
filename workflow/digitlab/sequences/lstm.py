"""An LSTM cell in the place of the recurrent connection, unrolled by hand.

Goodfellow, Bengio & Courville, *Deep Learning*, equations 10.40 to 10.44, in vector form, every gate with the
same W and U as the recurrent network that the cell replaces:

    f(t) = sigma(b_f + U x(t) + W h(t-1))                               10.40
    s(t) = f(t) s(t-1) + i(t) phi(b + U x(t) + W h(t-1))                10.41
    i(t) = sigma(b_i + U x(t) + W h(t-1))                               10.42
    h(t) = tanh(s(t)) q(t)                                              10.43
    q(t) = sigma(b_q + U x(t) + W h(t-1))                               10.44

phi is tanh, as nearly every library has it, or the book's logistic function. h(0) = s(0) = 0; float64.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from digitlab.sequences.loss import dL_do, losses, softmax

CANDIDATES = ("tanh", "sigmoid")


def sigmoid(a: np.ndarray) -> np.ndarray:
    """The logistic function, without overflow at either end."""
    return 0.5 * (1 + np.tanh(0.5 * a))


@dataclass(frozen=True)
class Cell:
    """Parameters: biases (n,), ``W`` (n, n), ``U`` (n, m), ``V`` (2, n), ``c`` (2,); ``candidate``'s phi."""

    forget_bias: np.ndarray
    input_bias: np.ndarray
    output_bias: np.ndarray
    candidate_bias: np.ndarray
    W: np.ndarray
    U: np.ndarray
    V: np.ndarray
    c: np.ndarray
    candidate: str = "tanh"

    def __post_init__(self) -> None:
        if self.candidate not in CANDIDATES:
            raise ValueError(f"candidate {self.candidate!r}; allowed: {', '.join(CANDIDATES)}")
        for name in ("W", "U", "V", "c"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), np.float64))
        n = len(self.W)
        for name in ("forget_bias", "input_bias", "output_bias", "candidate_bias"):
            bias = np.asarray(getattr(self, name), np.float64)
            if bias.shape not in ((), (n,)):
                raise ValueError(f"{name} has shape {bias.shape}, but W {self.W.shape} asks for ({n},)")
            object.__setattr__(self, name, np.broadcast_to(bias, (n,)).copy())
        for name, shape in (("W", (n, n)), ("U", (n, self.U.shape[-1])), ("V", (2, n)), ("c", (2,))):
            if getattr(self, name).shape != shape:
                raise ValueError(f"{name} has shape {getattr(self, name).shape}, expected {shape}")

    def with_forget_bias(self, bias: np.ndarray) -> "Cell":
        """The same cell with other forget biases."""
        return replace(self, forget_bias=bias)


@dataclass(frozen=True)
class Forward:
    """Every value of the forward pass, (T, n) each, ``o`` and ``y_hat`` (T, 2), ``losses`` (T,).

    ``f``, ``i``, ``q``: forget, input and output gate; ``g``: candidate; ``s``: state; ``h``: output.
    """

    f: np.ndarray
    i: np.ndarray
    q: np.ndarray
    g: np.ndarray
    s: np.ndarray
    h: np.ndarray
    o: np.ndarray
    y_hat: np.ndarray
    losses: np.ndarray

    def loss(self, summed: bool = False) -> float:
        """Loss at the last step, or the sum over all steps."""
        return float(self.losses.sum() if summed else self.losses[-1])


def forward(cell: Cell, x: np.ndarray) -> Forward:
    """Run a sequence through the cell.

    Args:
        cell: parameters.
        x: inputs, (T, m).

    Raises:
        ValueError: ``x`` is not (T, m) with the m of ``U``; both shapes are named.
    """
    x = np.asarray(x, np.float64)
    if x.ndim != 2 or x.shape[1] != cell.U.shape[1] or not len(x):
        raise ValueError(
            f"x has shape {x.shape}, but U {cell.U.shape} asks for (T, {cell.U.shape[1]}), T >= 1"
        )
    phi = np.tanh if cell.candidate == "tanh" else sigmoid
    f, i, q, g, s, h = np.empty((6, len(x), len(cell.W)))
    h_before = s_before = np.zeros(len(cell.W))
    for t in range(len(x)):
        z = cell.U @ x[t] + cell.W @ h_before  # the same for every gate
        f[t] = sigmoid(cell.forget_bias + z)
        i[t] = sigmoid(cell.input_bias + z)
        q[t] = sigmoid(cell.output_bias + z)
        g[t] = phi(cell.candidate_bias + z)
        s[t] = s_before = f[t] * s_before + i[t] * g[t]
        h[t] = h_before = np.tanh(s[t]) * q[t]
    o = cell.c + h @ cell.V.T
    y_hat = softmax(o)
    return Forward(f, i, q, g, s, h, o, y_hat, losses(o))


@dataclass(frozen=True)
class Unrolled:
    """Derivatives with respect to the forget gate's biases, step by step.

    ``df_db``, ``di_db``, ``dq_db``, ``dg_db``, ``ds_db``, ``dh_db`` (T, n, n): [t, i, j] is the derivative
    of the i-th unit's value at step t by the j-th forget bias, through all earlier steps; ``dL_do`` (T, 2),
    ``dL_dh`` (T, n): of the loss at step t; ``dL_db_by_step`` (T, n): gradient of each step's own loss.
    """

    df_db: np.ndarray
    di_db: np.ndarray
    dq_db: np.ndarray
    dg_db: np.ndarray
    ds_db: np.ndarray
    dh_db: np.ndarray
    dL_do: np.ndarray
    dL_dh: np.ndarray
    dL_db_by_step: np.ndarray

    def gradient(self, summed: bool = False) -> np.ndarray:
        """Gradient with respect to the forget biases, (n,), of the last step's loss or of the sum."""
        gradient: np.ndarray = self.dL_db_by_step.sum(0) if summed else self.dL_db_by_step[-1]
        return gradient


def unrolled_gradient(cell: Cell, x: np.ndarray) -> Unrolled:
    """Gradient with respect to the forget gate's biases by unrolling the network through time.

    Args:
        cell: parameters.
        x: inputs, (T, m).

    Raises:
        ValueError: as ``forward``.
    """
    run = forward(cell, x)
    steps, n = run.h.shape
    df, di, dq, dg, ds, dh = np.zeros((6, steps, n, n))
    s_before = np.zeros(n)
    ds_before = dh_before = np.zeros((n, n))

    def rows(v: np.ndarray) -> np.ndarray:
        return v[:, None]

    for t in range(steps):
        f, i, q, g = run.f[t], run.i[t], run.q[t], run.g[t]
        dz = cell.W @ dh_before  # z(t) = U x(t) + W h(t-1)
        df[t] = rows(f * (1 - f)) * (np.eye(n) + dz)  # f(t) = sigma(b_f + z(t))
        di[t] = rows(i * (1 - i)) * dz
        dq[t] = rows(q * (1 - q)) * dz
        dg[t] = rows(1 - g**2 if cell.candidate == "tanh" else g * (1 - g)) * dz
        ds[t] = (
            rows(s_before) * df[t]
            + rows(f) * ds_before  # s(t) = f s(t-1) + i g
            + rows(g) * di[t]
            + rows(i) * dg[t]
        )
        squashed = np.tanh(run.s[t])
        dh[t] = rows(q * (1 - squashed**2)) * ds[t] + rows(squashed) * dq[t]  # h(t) = tanh(s) q
        s_before, ds_before, dh_before = run.s[t], ds[t], dh[t]
    to_o = np.array([dL_do(y) for y in run.y_hat])
    to_h = to_o @ cell.V
    return Unrolled(df, di, dq, dg, ds, dh, to_o, to_h, np.einsum("ti,tij->tj", to_h, dh))


def from_config(config: Mapping[str, Any]) -> tuple[Cell, np.ndarray]:
    """Cell and inputs from the config's ``lstm`` block, with W, U, V, c and x of the ``rnn`` block in it."""
    biases = {f"{name}_bias": config[f"{name}_bias"] for name in ("forget", "input", "output", "candidate")}
    matrices = {name: config["rnn"][name] for name in ("W", "U", "V", "c")}
    cell = Cell(**biases, **matrices, candidate=config["candidate"])
    return cell, np.array(config["rnn"]["x"], np.float64)
