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

    def note(self, t: int, *gradients: Tensor) -> None:
        """Keep how much of the gradient arrives at the first and at the last step."""
        if t in (0, self.steps - 1):
            norm = torch.cat(gradients, 1).norm(dim=1).mean(1)
            first, last = self.arrived
            self.arrived = (norm if t == 0 else first, norm if t == self.steps - 1 else last)


class Tanh(Stack):
    """h(t) = tanh(b + W h(t-1) + U x(t))."""

    gates = 1

    def forward(self, letters: Tensor) -> Tensor:
        """Outputs (K, n, B) after the last letter."""
        self.read(letters)
        outputs = self.inputs[:, :, : self.units]
        for x, h in zip(self.inputs[:-1].unbind(), outputs[1:].unbind(), strict=True):
            tanh(torch.bmm(self.P, x), h)
        return outputs[-1]

    def backward(self, dh: Tensor) -> Tensor:
        """Gradient by P."""
        n = self.units
        W = self.P[:, :, :n].transpose(1, 2).contiguous()
        dP = torch.zeros_like(self.P)
        seen, outputs = self.inputs[:-1].transpose(2, 3).unbind(), self.inputs[1:, :, :n].unbind()
        for t in reversed(range(self.steps)):
            da = dh.addcmul(dh * outputs[t], outputs[t], value=-1)  # dh (1 - h^2)
            self.note(t, da)
            dP.baddbmm_(da, seen[t])
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
        outputs = self.inputs[1:, :, :n]
        gates = (part.unbind() for part in self.activations.split(n, 2))
        rows = (self.inputs[:-1], self.activations, self.states[:-1], self.states[1:], self.squashed, outputs)
        for x, a, before, s, squashed, h, i, f, o, g in zip(
            *(part.unbind() for part in rows), *gates, strict=True
        ):
            torch.bmm(P, x, out=a).sigmoid_()
            g.mul_(2).sub_(1)
            torch.mul(f, before, out=s).addcmul_(i, g)
            tanh(s, squashed)
            torch.mul(o, squashed, out=h)
        return outputs[-1]

    def backward(self, dh: Tensor) -> Tensor:
        """Gradient by P."""
        n = self.units
        W = self.P[:, :, :n].transpose(1, 2).contiguous()
        dP = torch.zeros_like(self.P)
        ds = torch.zeros_like(self.states[0])
        da = torch.empty_like(self.activations[0])
        di, df, do, dg = da.split(n, 1)
        through = da[:, : 3 * n]
        scratch, slope = torch.empty_like(ds), torch.empty_like(through)
        parts = (part.unbind() for part in self.activations.split(n, 2))
        rows = (
            self.activations[:, :, : 3 * n],
            self.states[:-1],
            self.squashed,
            self.inputs.transpose(2, 3)[:-1],
        )
        steps = list(zip(*(part.unbind() for part in rows), *parts, strict=True))
        for t in reversed(range(self.steps)):
            gates, before, squashed, seen, i, f, o, g = steps[t]
            torch.mul(dh, squashed, out=do)
            torch.mul(dh, o, out=scratch)
            ds.add_(scratch).addcmul_(scratch.mul_(squashed), squashed, value=-1)  # + dh o (1 - tanh(s)^2)
            torch.mul(ds, g, out=di)
            torch.mul(ds, before, out=df)
            torch.mul(ds, i, out=dg)
            through.mul_(
                torch.addcmul(gates, gates, gates, value=-1, out=slope)
            )  # sigma' = sigma (1 - sigma)
            dg.addcmul_(torch.mul(dg, g, out=scratch), g, value=-1)
            self.note(t, da)
            dP.baddbmm_(da, seen)
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
        outputs, read = self.inputs[:, :, :n], self.inputs[:-1, :, n:]
        parts = (part.unbind() for part in self.activations.split(n, 2))
        rows = (self.inputs[:-1], read, outputs[:-1], outputs[1:])
        room = (self.activations, self.candidates, self.recurrent)
        for x, letter, before, h, a, g, recurrent, r, u in zip(
            *(part.unbind() for part in (*rows, *room)), *parts, strict=True
        ):
            torch.bmm(gates, x, out=a).sigmoid_()
            torch.bmm(W, before, out=recurrent)
            torch.bmm(U, letter, out=g)
            tanh(g.addcmul_(r, recurrent), g)
            torch.lerp(g, before, u, out=h)
        return outputs[-1]

    def backward(self, dh: Tensor) -> Tensor:
        """Gradient by P."""
        n = self.units
        gates = self.P[:, : 2 * n, :n].transpose(1, 2).contiguous()
        W = self.P[:, 2 * n :, :n].transpose(1, 2).contiguous()
        dP = torch.zeros_like(self.P)
        of_gates, of_W, of_U = (torch.zeros_like(part) for part in self.parts(dP))
        da = torch.empty_like(self.activations[0])
        dr, du = da.split(n, 1)
        slope = torch.empty_like(da)
        inputs = self.inputs[:-1]
        seen = (part.transpose(2, 3) for part in (inputs, inputs[:, :, :n], inputs[:, :, n:]))
        rows = (inputs[:, :, :n], self.activations, self.candidates, self.recurrent, *seen)
        parts = (part.unbind() for part in self.activations.split(n, 2))
        steps = list(zip(*(part.unbind() for part in rows), *parts, strict=True))
        for t in reversed(range(self.steps)):
            before, a, g, recurrent, x, h, letter, r, u = steps[t]
            onward = dh * u
            dg = dh - onward
            dg.addcmul_(dg * g, g, value=-1)
            torch.mul(dg, recurrent, out=dr)
            torch.mul(dh, torch.sub(before, g, out=du), out=du)
            da.mul_(torch.addcmul(a, a, a, value=-1, out=slope))
            through = dg * r
            self.note(t, da, dg)
            of_gates.baddbmm_(da, x)
            of_W.baddbmm_(through, h)
            of_U.baddbmm_(dg, letter)
            if t:
                dh = onward.baddbmm_(gates, da).baddbmm_(W, through)
        for part, gradient in zip(self.parts(dP), (of_gates, of_W, of_U), strict=True):
            part.copy_(gradient)
        return dP

    def parts(self, P: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Views of the gates' rows, of the candidate's W, and of its U and b."""
        n = self.units
        return P[:, : 2 * n], P[:, 2 * n :, :n], P[:, 2 * n :, n:]


KINDS: dict[str, type[Stack]] = {"rnn": Tanh, "gru": GRU, "lstm": LSTM}
