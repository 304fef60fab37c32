"""Recurrent networks of one shape, run and differentiated side by side: every product is a stack of products.

Sequences of letters go in, one-hot; the output after the last letter counts. K networks, B sequences each.
The gradient is unrolled by hand, as in `bptt`, for all networks at once. In numpy: at these sizes its
functions of elements take a third of the time of torch's, its products the same.

Parameters are one matrix a network, P = [W U b], (K, gates x n, n + alphabet + 1), which multiplies
[h(t-1); x(t); 1]. Equations 10.8 and 10.40 to 10.44 of Goodfellow, Bengio & Courville, *Deep Learning*, with
tanh on the LSTM's candidate and on its state, as torch has them; the GRU is torch's with no bias inside the
reset.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import numpy as np
import torch
from numpy import add, matmul, multiply, subtract, tanh

Array = np.ndarray[Any, Any]


@contextmanager
def without_denormals() -> Iterator[None]:
    """Numbers below 1e-38 count as zero: closed gates run into them, and they take ten times as long.

    A setting of the processor for this thread, numpy's arithmetic included, that torch knows to switch.
    """
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)


def by_step(*arrays: Array) -> Iterator[tuple[Array, ...]]:
    """Arrays (T, ...) step by step; each step's views are made once."""
    return zip(*(list(array) for array in arrays), strict=True)


def halves(gates: Array) -> None:
    """From tanh(x / 2) to sigma(x) = (1 + tanh(x / 2)) / 2, in place."""
    multiply(gates, 0.5, out=gates)
    add(gates, 0.5, out=gates)


class Stack(ABC):
    """What the kinds have in common: the letters and the outputs of every step, and room to work in.

    Attributes:
        P: parameters, (K, gates x n, n + alphabet + 1).
        inputs: [h(t-1); x(t); 1] of each step, (T + 1, K, n + alphabet + 1, B).
        arrived: norm of the loss's gradient by the activations, mean over sequences, (K,), at the first and
            at the last step of the latest ``backward``.
    """

    gates: ClassVar[int]

    def __init__(self, P: Array, units: int, batch: int, steps: int) -> None:
        """Room for ``batch`` sequences of ``steps`` letters in each of the networks ``P``."""
        self.P, self.units, self.steps, self.batch = P, units, steps, batch
        self.inputs = self.room(steps + 1, P.shape[2])
        self.inputs[:, :, -1] = 1
        self.arrived = (np.zeros(len(P)), np.zeros(len(P)))

    def room(self, steps: int, rows: int) -> Array:
        """Zeros (steps, K, rows, B)."""
        return np.zeros((steps, len(self.P), rows, self.batch), self.P.dtype)

    def read(self, letters: Array) -> None:
        """Letters (K, B, T) as the inputs of the steps."""
        x = self.inputs[:-1, :, self.units : -1]
        x[:] = np.arange(x.shape[2])[:, None] == letters.transpose(2, 0, 1)[:, :, None]

    @abstractmethod
    def forward(self, letters: Array) -> Array:
        """Outputs (K, n, B) after the last of the letters (K, B, T); valid until the next call."""

    @abstractmethod
    def backward(self, dh: Array) -> Array:
        """Gradient by ``P`` of a loss whose gradient by the last outputs is ``dh`` (K, n, B).

        The letters are those of the latest ``forward``.
        """

    def note(self, t: int, gradient: Array) -> None:
        """Keep how much of the gradient arrives at the first and at the last step."""
        if t in (0, self.steps - 1):
            norm = np.linalg.norm(gradient, axis=1).mean(1)
            first, last = self.arrived
            self.arrived = (norm if t == 0 else first, norm if t == self.steps - 1 else last)

    def transposed(self, *rows: slice) -> list[Array]:
        """Rows of each network's W, transposed, in memory of their own."""
        return [np.ascontiguousarray(self.P[:, part, : self.units].transpose(0, 2, 1)) for part in rows]


class Tanh(Stack):
    """h(t) = tanh(b + W h(t-1) + U x(t))."""

    gates = 1

    def forward(self, letters: Array) -> Array:
        """Outputs (K, n, B) after the last letter."""
        self.read(letters)
        outputs = self.inputs[1:, :, : self.units]
        for x, h in by_step(self.inputs[:-1], outputs):
            tanh(matmul(self.P, x, out=h), out=h)
        return self.inputs[-1, :, : self.units]

    def backward(self, dh: Array) -> Array:
        """Gradient by P."""
        [W] = self.transposed(slice(None))
        dP, product, da = np.zeros_like(self.P), np.empty_like(self.P), np.empty_like(dh)
        dh = dh.copy()
        steps = list(by_step(self.inputs[:-1].transpose(0, 1, 3, 2), self.inputs[1:, :, : self.units]))
        for t in reversed(range(self.steps)):
            x, h = steps[t]
            multiply(dh, h, out=da)
            da *= h
            subtract(dh, da, out=da)  # dh (1 - h^2)
            self.note(t, da)
            dP += matmul(da, x, out=product)
            matmul(W, da, out=dh)
        return dP


class LSTM(Stack):
    """Gates in the order i, f, o and the candidate g: s = f s + i g, h = o tanh(s)."""

    gates = 4

    def __init__(self, P: Array, units: int, batch: int, steps: int) -> None:
        """Room for the gates and states as well."""
        super().__init__(P, units, batch, steps)
        self.activations = self.room(steps, 4 * units)
        self.states = self.room(steps + 1, units)
        self.squashed = self.room(steps, units)

    def forward(self, letters: Array) -> Array:
        """Outputs (K, n, B) after the last letter."""
        self.read(letters)
        n = self.units
        # Half of what the gates are read from: one tanh serves all four.
        P = np.concatenate([0.5 * self.P[:, : 3 * n], self.P[:, 3 * n :]], 1)
        outputs, states, written = self.inputs[1:, :, :n], self.states, self.room(1, n)[0]
        parts = (*np.split(self.activations, 4, 2), self.activations[:, :, : 3 * n])
        for x, a, before, s, squashed, h, i, f, o, g, gates in by_step(
            self.inputs[:-1], self.activations, states[:-1], states[1:], self.squashed, outputs, *parts
        ):
            tanh(matmul(P, x, out=a), out=a)
            halves(gates)
            multiply(f, before, out=s)
            s += multiply(i, g, out=written)
            multiply(o, tanh(s, out=squashed), out=h)
        return self.inputs[-1, :, : self.units]

    def backward(self, dh: Array) -> Array:
        """Gradient by P."""
        n = self.units
        [W] = self.transposed(slice(None))
        dP, product = np.zeros_like(self.P), np.empty_like(self.P)
        dh, ds, scratch = dh.copy(), np.zeros_like(dh), np.empty_like(dh)
        da = self.room(1, 4 * n)[0]
        di, df, do, dg = np.split(da, 4, 1)
        through = da[:, : 3 * n]
        slope = np.empty_like(through)
        seen, gated = self.inputs[:-1].transpose(0, 1, 3, 2), self.activations[:, :, : 3 * n]
        steps = list(by_step(seen, gated, self.states[:-1], self.squashed, *np.split(self.activations, 4, 2)))
        for t in reversed(range(self.steps)):
            x, gates, before, squashed, i, f, o, g = steps[t]
            multiply(dh, squashed, out=do)
            ds += multiply(dh, o, out=scratch)  # ds + dh o (1 - tanh(s)^2)
            scratch *= squashed
            scratch *= squashed
            ds -= scratch
            multiply(ds, g, out=di)
            multiply(ds, before, out=df)
            multiply(ds, i, out=dg)
            multiply(gates, gates, out=slope)
            through *= subtract(gates, slope, out=slope)  # sigma' = sigma - sigma^2
            multiply(dg, g, out=scratch)
            scratch *= g
            dg -= scratch
            self.note(t, da)
            dP += matmul(da, x, out=product)
            ds *= f
            matmul(W, da, out=dh)
        return dP


class GRU(Stack):
    """Reset r, update u and candidate g = tanh(U x + b + r W h): h = (1 - u) g + u h."""

    gates = 3

    def __init__(self, P: Array, units: int, batch: int, steps: int) -> None:
        """Room for the gates, the candidate and its recurrent part as well."""
        super().__init__(P, units, batch, steps)
        self.activations = self.room(steps, 3 * units)
        self.recurrent = self.room(steps, units)

    def forward(self, letters: Array) -> Array:
        """Outputs (K, n, B) after the last letter."""
        self.read(letters)
        n = self.units
        # What needs no reset: the gates, from half of what they are read from, and the candidate without W.
        P = np.concatenate([0.5 * self.P[:, : 2 * n], self.P[:, 2 * n :]], 1)
        P[:, 2 * n :, :n] = 0
        W = np.ascontiguousarray(self.P[:, 2 * n :, :n])
        before, outputs = self.inputs[:-1, :, :n], self.inputs[1:, :, :n]
        parts = (*np.split(self.activations, 3, 2), self.activations[:, :, : 2 * n])
        scratch = self.room(1, n)[0]
        for x, a, last, h, recurrent, r, u, g, gates in by_step(
            self.inputs[:-1], self.activations, before, outputs, self.recurrent, *parts
        ):
            matmul(P, x, out=a)
            halves(tanh(gates, out=gates))
            g += multiply(r, matmul(W, last, out=recurrent), out=scratch)
            tanh(g, out=g)
            subtract(last, g, out=h)
            h *= u
            h += g
        return self.inputs[-1, :, : self.units]

    def backward(self, dh: Array) -> Array:
        """Gradient by P."""
        n = self.units
        gates_W, W = self.transposed(slice(2 * n), slice(2 * n, None))
        dP, product = np.zeros_like(self.P), np.empty_like(self.P)
        dW, product_W = np.zeros_like(W), np.empty_like(W)
        dh, scratch, through = dh.copy(), np.empty_like(dh), np.empty_like(dh)
        da = self.room(1, 3 * n)[0]
        dr, du, dg = np.split(da, 3, 1)
        of_gates = da[:, : 2 * n]
        slope = np.empty_like(of_gates)
        before, gated = self.inputs[:-1, :, :n], self.activations[:, :, : 2 * n]
        seen = (self.inputs[:-1].transpose(0, 1, 3, 2), before.transpose(0, 1, 3, 2))
        steps = list(by_step(*seen, before, gated, self.recurrent, *np.split(self.activations, 3, 2)))
        for t in reversed(range(self.steps)):
            x, h, last, gates, recurrent, r, u, g = steps[t]
            onward = multiply(dh, u, out=scratch)
            subtract(dh, onward, out=dg)  # dh (1 - u) (1 - g^2)
            multiply(dg, g, out=through)
            through *= g
            dg -= through
            multiply(dg, recurrent, out=dr)
            subtract(last, g, out=du)
            du *= dh
            multiply(gates, gates, out=slope)
            of_gates *= subtract(gates, slope, out=slope)  # sigma' = sigma - sigma^2
            self.note(t, da)
            dP += matmul(da, x, out=product)
            dW += matmul(multiply(dg, r, out=through), h, out=product_W)
            matmul(gates_W, of_gates, out=dh)
            dh += onward
            dh += matmul(W, through, out=scratch)
        dP[:, 2 * n :, :n] = dW  # the candidate reads W h through the reset
        return dP


KINDS: dict[str, type[Stack]] = {"rnn": Tanh, "gru": GRU, "lstm": LSTM}
