"""Recurrent networks of one shape, run and differentiated side by side: every product is a batch of products.

Sequences of letters go in, one-hot; the output after the last letter counts. K networks, B sequences each.
The gradient is unrolled by hand, as in `bptt`, for all networks at once: at these sizes a third to an eighth
of the time of one network after the other.

Parameters are one matrix a network, P = [W U b], (K, gates x n, n + alphabet + 1), which multiplies
[h(t-1); x(t); 1]. Equations 10.8 and 10.40 to 10.44 of Goodfellow, Bengio & Courville, *Deep Learning*, with
tanh on the LSTM's candidate and on its state, as torch has them; the GRU is torch's with no bias inside the
reset.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import torch
from torch import Tensor


@contextmanager
def without_denormals() -> Iterator[None]:
    """Numbers below 1e-38 count as zero: closed gates run into them, and they take ten times as long."""
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)


def tanh(x: Tensor, out: Tensor) -> Tensor:
    """tanh(x) = 2 sigma(2x) - 1, to within the last bits of 1: a third of the time of torch's tanh."""
    half = torch.mul(x, 2, out=out).sigmoid_()
    return torch.mul(half, 2, out=out).sub_(1)


class Stack(ABC):
    """What the kinds have in common: the letters and the outputs of every step, and room to work in.

    Attributes:
        P: parameters, (K, gates x n, n + alphabet + 1).
        inputs: [h(t-1); x(t); 1] of each step, (T + 1, K, n + alphabet + 1, B).
        arrived: norm of the loss's gradient by the activations, mean over sequences, (K,), at the first and
            at the last step of the latest ``backward``.
    """

    gates: ClassVar[int]

    def __init__(self, P: Tensor, units: int, batch: int, steps: int) -> None:
        """Room for ``batch`` sequences of ``steps`` letters in each of the networks ``P``."""
        self.P, self.units, self.steps = P, units, steps
        self.inputs = P.new_zeros(steps + 1, len(P), P.shape[2], batch)
        self.inputs[:, :, -1] = 1
        self.arrived = (P.new_zeros(len(P)), P.new_zeros(len(P)))

    def read(self, letters: Tensor) -> None:
        """Letters (K, B, T) as the inputs of the steps."""
        x = self.inputs[:-1, :, self.units : -1]
        x.zero_().scatter_(2, letters.permute(2, 0, 1)[:, :, None], 1)

    @abstractmethod
    def forward(self, letters: Tensor) -> Tensor:
        """Outputs (K, n, B) after the last of the letters (K, B, T)."""

    @abstractmethod
    def backward(self, dh: Tensor) -> Tensor:
        """Gradient by ``P`` of a loss whose gradient by the last outputs is ``dh`` (K, n, B).

        The letters are those of the latest ``forward``.
        """

    def note(self, t: int, gradient: Tensor) -> None:
        """Keep how much of the gradient arrives at the first and at the last step."""
        if t in (0, self.steps - 1):
            norm = gradient.norm(dim=1).mean(1)
            first, last = self.arrived
            self.arrived = (norm if t == 0 else first, norm if t == self.steps - 1 else last)


class Tanh(Stack):
    """h(t) = tanh(b + W h(t-1) + U x(t))."""

    gates = 1

    def forward(self, letters: Tensor) -> Tensor:
        """Outputs (K, n, B) after the last letter."""
        self.read(letters)
        n = self.units
        for t in range(self.steps):
            tanh(torch.bmm(self.P, self.inputs[t]), self.inputs[t + 1, :, :n])
        return self.inputs[-1, :, :n]

    def backward(self, dh: Tensor) -> Tensor:
        """Gradient by P."""
        n = self.units
        W = self.P[:, :, :n].transpose(1, 2).contiguous()
        dP = torch.zeros_like(self.P)
        for t in reversed(range(self.steps)):
            h = self.inputs[t + 1, :, :n]
            da = dh.addcmul(dh * h, h, value=-1)  # dh (1 - h^2)
            self.note(t, da)
            dP.baddbmm_(da, self.inputs[t].transpose(1, 2))
            if t:
                dh = torch.bmm(W, da)
        return dP


class LSTM(Stack):
    """Gates in the order i, f, o and the candidate g: s = f s + i g, h = o tanh(s)."""

    gates = 4

    def __init__(self, P: Tensor, units: int, batch: int, steps: int) -> None:
        """Room for the gates and states as well."""
        super().__init__(P, units, batch, steps)
        K, n = len(P), units
        self.activations = P.new_empty(steps, K, 4 * n, batch)
        self.states = P.new_zeros(steps + 1, K, n, batch)
        self.squashed = P.new_empty(steps, K, n, batch)

    def forward(self, letters: Tensor) -> Tensor:
        """Outputs (K, n, B) after the last letter."""
        self.read(letters)
        n = self.units
        # Twice the candidate's: tanh(a) = 2 sigma(2a) - 1, so that one sigma serves all four.
        P = torch.cat([self.P[:, : 3 * n], 2 * self.P[:, 3 * n :]], 1)
        for t in range(self.steps):
            a = torch.bmm(P, self.inputs[t], out=self.activations[t]).sigmoid_()
            g = a[:, 3 * n :].mul_(2).sub_(1)
            s = torch.mul(a[:, n : 2 * n], self.states[t], out=self.states[t + 1])
            s.addcmul_(a[:, :n], g)
            tanh(s, self.squashed[t])
            torch.mul(a[:, 2 * n : 3 * n], self.squashed[t], out=self.inputs[t + 1, :, :n])
        return self.inputs[-1, :, :n]

    def backward(self, dh: Tensor) -> Tensor:
        """Gradient by P."""
        n = self.units
        W = self.P[:, :, :n].transpose(1, 2).contiguous()
        dP = torch.zeros_like(self.P)
        ds = torch.zeros_like(self.states[0])
        da = torch.empty_like(self.activations[0])
        scratch = torch.empty_like(ds)
        for t in reversed(range(self.steps)):
            a, squashed = self.activations[t], self.squashed[t]
            i, f, o, g = a.split(n, 1)
            di, df, do, dg = da.split(n, 1)
            torch.mul(dh, squashed, out=do)
            torch.mul(dh, o, out=scratch)
            ds.add_(scratch).addcmul_(scratch.mul_(squashed), squashed, value=-1)  # + dh o (1 - tanh(s)^2)
            torch.mul(ds, g, out=di)
            torch.mul(ds, self.states[t], out=df)
            torch.mul(ds, i, out=dg)
            gates = a[:, : 3 * n]
            da[:, : 3 * n].mul_(gates.addcmul(gates, gates, value=-1))  # sigma' = sigma (1 - sigma)
            dg.addcmul_(torch.mul(dg, g, out=scratch), g, value=-1)
            self.note(t, da)
            dP.baddbmm_(da, self.inputs[t].transpose(1, 2))
            if t:
                ds.mul_(f)
                dh = torch.bmm(W, da)
        return dP


class GRU(Stack):
    """Reset r, update u and candidate g = tanh(U x + b + r W h): h = (1 - u) g + u h."""

    gates = 3

    def __init__(self, P: Tensor, units: int, batch: int, steps: int) -> None:
        """Room for the gates, the candidate and its recurrent part as well."""
        super().__init__(P, units, batch, steps)
        K, n = len(P), units
        self.activations = P.new_empty(steps, K, 2 * n, batch)
        self.candidates = P.new_empty(steps, K, n, batch)
        self.recurrent = P.new_empty(steps, K, n, batch)

    def forward(self, letters: Tensor) -> Tensor:
        """Outputs (K, n, B) after the last letter."""
        self.read(letters)
        n = self.units
        gates = self.P[:, : 2 * n].contiguous()
        W, U = self.P[:, 2 * n :, :n].contiguous(), self.P[:, 2 * n :, n:].contiguous()
        for t in range(self.steps):
            before = self.inputs[t, :, :n]
            a = torch.bmm(gates, self.inputs[t], out=self.activations[t]).sigmoid_()
            torch.bmm(W, before, out=self.recurrent[t])
            g = torch.bmm(U, self.inputs[t, :, n:], out=self.candidates[t])
            tanh(g.addcmul_(a[:, :n], self.recurrent[t]), g)
            torch.lerp(g, before, a[:, n:], out=self.inputs[t + 1, :, :n])
        return self.inputs[-1, :, :n]

    def backward(self, dh: Tensor) -> Tensor:
        """Gradient by P."""
        n = self.units
        gates = self.P[:, : 2 * n, :n].transpose(1, 2).contiguous()
        W = self.P[:, 2 * n :, :n].transpose(1, 2).contiguous()
        dP = torch.zeros_like(self.P)
        of_gates, of_W, of_U = (torch.zeros_like(part) for part in self.parts(dP))
        for t in reversed(range(self.steps)):
            before, a, g = self.inputs[t, :, :n], self.activations[t], self.candidates[t]
            r, u = a[:, :n], a[:, n:]
            dg = dh - dh * u
            dg = dg.addcmul(dg * g, g, value=-1)
            da = torch.cat([dg * self.recurrent[t], dh * (before - g)], 1)
            da.mul_(a.addcmul(a, a, value=-1))
            through = dg * r
            self.note(t, torch.cat([da, dg], 1))
            of_gates.baddbmm_(da, self.inputs[t].transpose(1, 2))
            of_W.baddbmm_(through, before.transpose(1, 2))
            of_U.baddbmm_(dg, self.inputs[t, :, n:].transpose(1, 2))
            if t:
                dh = (dh * u).baddbmm_(gates, da).baddbmm_(W, through)
        for part, gradient in zip(self.parts(dP), (of_gates, of_W, of_U), strict=True):
            part.copy_(gradient)
        return dP

    def parts(self, P: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Views of the gates' rows, of the candidate's W, and of its U and b."""
        n = self.units
        return P[:, : 2 * n], P[:, 2 * n :, :n], P[:, 2 * n :, n:]


KINDS: dict[str, type[Stack]] = {"rnn": Tanh, "gru": GRU, "lstm": LSTM}
