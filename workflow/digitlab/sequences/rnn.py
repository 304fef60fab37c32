"""The recurrent network of equations 10.8 to 10.11, unrolled by hand.

Goodfellow, Bengio & Courville, *Deep Learning*, section 10.2:

    a(t) = b + W h(t-1) + U x(t)      10.8
    h(t) = tanh a(t)                  10.9
    o(t) = c + V h(t)                 10.10
    y(t) = softmax o(t)               10.11

with h(0) = 0. Everything is float64, unless a cell is made in another precision to see what that does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from digitlab.sequences.loss import dL_do, losses, softmax


@dataclass(frozen=True)
class Cell:
    """Parameters: ``b`` (n,), ``c`` (2,), ``W`` (n, n), ``U`` (n, m), ``V`` (2, n), all of one ``dtype``."""

    b: np.ndarray
    c: np.ndarray
    W: np.ndarray
    U: np.ndarray
    V: np.ndarray
    dtype: type = np.float64

    def __post_init__(self) -> None:
        for name in ("b", "c", "W", "U", "V"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), self.dtype))
        n = len(self.b)
        for name, shape in (("W", (n, n)), ("U", (n, self.U.shape[-1])), ("V", (2, n)), ("c", (2,))):
            if getattr(self, name).shape != shape:
                raise ValueError(
                    f"{name} has shape {getattr(self, name).shape}, but b {self.b.shape} asks for {shape}"
                )

    def with_bias(self, b: np.ndarray) -> "Cell":
        """The same cell with another ``b``."""
        return replace(self, b=b)

    def in_precision(self, dtype: type) -> "Cell":
        """The same cell with every number and every operation of another kind."""
        return replace(self, dtype=dtype)


@dataclass(frozen=True)
class Forward:
    """Every value of the forward pass: ``a``, ``h`` (T, n), ``o``, ``y_hat`` (T, 2), ``losses`` (T,)."""

    a: np.ndarray
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
    x = np.asarray(x, cell.dtype)
    if x.ndim != 2 or x.shape[1] != cell.U.shape[1] or not len(x):
        raise ValueError(
            f"x has shape {x.shape}, but U {cell.U.shape} asks for (T, {cell.U.shape[1]}), T >= 1"
        )
    a: np.ndarray = np.empty((len(x), len(cell.b)), cell.dtype)
    h = np.empty_like(a)
    before: np.ndarray = np.zeros(len(cell.b), cell.dtype)
    for t in range(len(x)):
        a[t] = cell.b + cell.W @ before + cell.U @ x[t]
        h[t] = before = np.tanh(a[t])
    o = cell.c + h @ cell.V.T
    y_hat = softmax(o)
    return Forward(a, h, o, y_hat, losses(o))


@dataclass(frozen=True)
class Unrolled:
    """Derivatives with respect to ``b``, step by step.

    ``da_db``, ``dh_db`` (T, n, n): [t, i, j] is the derivative of a_i(t) or h_i(t) by b_j, through all
    earlier steps; ``dL_dy``, ``dL_do`` (T, 2) and ``dL_dh`` (T, n): of the loss at step t by what stands
    directly before it; ``dL_db_by_step`` (T, n): gradient of each step's own loss.
    """

    da_db: np.ndarray
    dh_db: np.ndarray
    dL_do: np.ndarray
    dL_dh: np.ndarray
    dL_db_by_step: np.ndarray

    def gradient(self, summed: bool = False) -> np.ndarray:
        """Gradient with respect to ``b``, (n,), of the last step's loss or of the sum over all steps."""
        gradient: np.ndarray = self.dL_db_by_step.sum(0) if summed else self.dL_db_by_step[-1]
        return gradient


def unrolled_gradient(cell: Cell, x: np.ndarray) -> Unrolled:
    """Gradient with respect to ``b`` by carrying the derivatives forward through the unrolled network.

    Section 10.2.2 of the book gives the backward form; this is the same chain rule from the other end, which
    is the one that can be followed by hand.

    Args:
        cell: parameters.
        x: inputs, (T, m).

    Raises:
        ValueError: as ``forward``.
    """
    run = forward(cell, x)
    steps, n = run.h.shape
    da_db = np.empty((steps, n, n))
    dh_db = np.empty((steps, n, n))
    before = np.zeros((n, n))
    for t in range(steps):
        da_db[t] = np.eye(n) + cell.W @ before  # a(t) = b + W h(t-1) + U x(t)
        dh_db[t] = before = (1 - run.h[t] ** 2)[:, None] * da_db[t]  # h(t) = tanh a(t)
    to_o = np.array([dL_do(y) for y in run.y_hat])
    to_h = to_o @ cell.V  # o(t) = c + V h(t)
    by_step = np.einsum("ti,tij->tj", to_h, dh_db)
    return Unrolled(da_db, dh_db, to_o, to_h, by_step)


def from_config(config: Mapping[str, Any]) -> tuple[Cell, np.ndarray]:
    """Cell and inputs from the config's ``rnn`` block."""
    b, c, W, U, V = (np.array(config[name], np.float64) for name in ("b", "c", "W", "U", "V"))
    return Cell(b, c, W, U, V), np.array(config["x"], np.float64)
