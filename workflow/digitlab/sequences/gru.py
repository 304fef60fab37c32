"""A gated recurrent unit, forward and the gradient's way back.

Cho et al., *Learning phrase representations using RNN encoder-decoder* (2014), in torch's form (the reset
gate is applied to W h after the product), so that ``torch.nn.GRUCell`` is an oracle:

    r(t) = sigma(b_r + U_r x(t) + W_r h(t-1))
    z(t) = sigma(b_z + U_z x(t) + W_z h(t-1))
    g(t) = tanh(b_g + U_g x(t) + r(t) (W_g h(t-1)))
    h(t) = (1 - z(t)) g(t) + z(t) h(t-1)
"""

from dataclasses import dataclass

import numpy as np

from digitlab.sequences.lstm import sigmoid

GATES = ("r", "z", "g")


@dataclass(frozen=True)
class Cell:
    """Parameters by gate: ``b`` (n,), ``W`` (n, n), ``U`` (n, m); output ``V`` (2, n), ``c`` (2,)."""

    b: dict[str, np.ndarray]
    W: dict[str, np.ndarray]
    U: dict[str, np.ndarray]
    V: np.ndarray
    c: np.ndarray


def states(cell: Cell, x: np.ndarray) -> dict[str, np.ndarray]:
    """``r``, ``z``, ``g``, ``h`` by step, and ``w``: W_g h(t-1), (T, n) each, from h(0) = 0."""
    run = {name: np.empty((len(x), len(cell.b["z"]))) for name in (*GATES, "w", "h")}
    h = np.zeros(len(cell.b["z"]))
    for t in range(len(x)):
        r, z = (sigmoid(cell.b[k] + cell.U[k] @ x[t] + cell.W[k] @ h) for k in ("r", "z"))
        w = cell.W["g"] @ h
        g = np.tanh(cell.b["g"] + cell.U["g"] @ x[t] + r * w)
        h = (1 - z) * g + z * h
        for name, value in zip((*GATES, "w", "h"), (r, z, g, w, h), strict=True):
            run[name][t] = value
    return run


def step_back(cell: Cell, run: dict[str, np.ndarray], t: int, to_h: np.ndarray) -> np.ndarray:
    """From dL/dh(t) to dL/dh(t-1), (n,)."""
    r, z, g, w = (run[name][t] for name in ("r", "z", "g", "w"))
    before = run["h"][t - 1] if t else np.zeros_like(z)
    to_g = to_h * (1 - z) * (1 - g**2)
    to_z = to_h * (before - g) * z * (1 - z)
    to_r = to_g * w * r * (1 - r)
    through_gates = (cell.W["g"].T @ (to_g * r), cell.W["z"].T @ to_z, cell.W["r"].T @ to_r)
    to_before: np.ndarray = sum(through_gates, start=to_h * z)
    return to_before
