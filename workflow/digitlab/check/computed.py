"""What many ways of computing a worked example lead to, all at once; ``ways`` says what a way is."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np

from digitlab.check.ways import (
    IDENTITY,
    SIGMOID,
    STATE_EVERYWHERE,
    STATE_TO_OUTPUT,
    TANH,
    Array,
    Way,
    shapes,
)

# Elements of the arrays that are computed at once: what bounds the memory.
AT_ONCE = 3_000_000

Given = Mapping[str, Array]


def figures(ways: Sequence[Way], given: Given | None = None) -> dict[str, Array]:
    """What each way leads to, by the names of an answer file.

    Args:
        ways: of one network, with the same n, m and T.
        given: by name, figures to go on from instead of those computed, NaN where none is given: each figure
            is then what follows from those before it. Of the figures' own shapes, or with a row a way.

    Returns:
        Arrays with a row a way: ``y_hat`` (K, T, 2), ``loss`` (K,), and so on; with ``given``, what was
        computed and not what was put in its place.
    """
    first = ways[0]
    n, steps = first.units, first.steps
    rows = max(1, AT_ONCE // (steps * n * (n + 2) * 12 + 40 * n * n))
    given = {} if given is None else given
    whole: dict[str, Array] = {}
    for kind in dict.fromkeys(way.precision for way in ways):
        places = np.array([place for place, way in enumerate(ways) if way.precision == kind])
        for begin in range(0, len(places), rows):
            at = places[begin : begin + rows]
            own = {name: value[at] if _by_way(name, value, first) else value for name, value in given.items()}
            with np.errstate(all="ignore"):  # what overflows in a wrong way is no figure of anybody's
                found = _Computed([ways[place] for place in at], own).figures()
            for name, value in found.items():
                if name not in whole:
                    whole[name] = np.empty((len(ways), *value.shape[1:]))
                whole[name][at] = value
    return whole


def _by_way(name: str, value: Array, way: Way) -> bool:
    """Whether a figure that is given has a row a way."""
    return value.ndim > len(shapes(way.is_lstm, way.units, way.steps)[name])


class _Computed:
    """Ways stacked, and what they lead to. K ways, P biases at once for each."""

    def __init__(self, ways: Sequence[Way], given: Given) -> None:
        self.dtype: type = np.float64 if ways[0].precision == "double" else np.float32
        self.precision = ways[0].precision
        self.lstm, self.count = ways[0].is_lstm, len(ways)
        self.n, self.steps = ways[0].units, ways[0].steps
        self.given = given
        self.found: dict[str, list[Array]] = {}
        self.w: Any = SimpleNamespace()  # each field of Way with a row a way
        for name in (f.name for f in fields(Way) if f.name != "precision"):
            values = np.array([getattr(way, name) for way in ways])
            setattr(self.w, name, values.astype(self.dtype) if values.dtype == np.float64 else values)

    def figures(self) -> dict[str, Array]:
        """Everything, in the order in which it is computed by hand."""
        own = self.w.biases[np.arange(self.count), self.w.bias_at]
        inside = self.run(own[:, None], note=True)
        o = self.note("o", _flat(self.outputs(inside)))
        y = self.written(self.rounded(_softmax(o), self.w.round_y))
        losses = self.note("L", self.losses(y, o))
        self.note("loss", self.rounded((self.w.weights * losses).sum(1), self.w.round_loss))
        quotient = self.note("gradient_central_difference", self.w.signs * self.quotient(own))
        gradient = self.note(
            "gradient_unrolled",
            self.rounded(self.w.signs * self.gradient(_flat_all(inside), y), self.w.round_gradient),
        )
        followed = np.where(_before(self.w.from_quotient, 1), quotient, gradient)
        step = _before(self.w.direction * self.w.rate, 1) * self.w.step_signs * followed
        updated = self.note("updated_bias", own + step)
        self.note("updated_loss", self.loss_at(updated[:, None])[:, 0])
        return {
            name: np.stack(values, 1) if name in self._by_step else values[0]
            for name, values in self.found.items()
        }

    @cached_property
    def _by_step(self) -> set[str]:
        """Figures that are noted step by step."""
        own = ("f", "i", "q", "g", "s", "h") if self.lstm else ("a", "h")
        return {*own, *(f"d{name}_db" for name in own)}

    def note(self, name: str, value: Array, t: int | None = None) -> Array:
        """Keep a figure, (K, ...), and go on with what was given in its place."""
        self.found.setdefault(name, []).append(value)
        if name not in self.given:
            return value
        given: Array = self.given[name].astype(self.dtype)
        if t is not None:
            given = given[..., t, :, :] if name.endswith("_db") else given[..., t, :]
        return np.where(np.isnan(given), value, given)

    def rounded(self, value: Array, decimals: Array) -> Array:
        """Each way's numbers to its own decimals."""
        if np.isinf(decimals).all():
            return value
        scale: Array = _before(np.where(np.isinf(decimals), 1, 10.0**decimals), value.ndim - 1).astype(
            self.dtype
        )
        exact = _before(np.isinf(decimals), value.ndim - 1)
        rounded: Array = np.where(exact, value, np.rint(value * scale) / scale)
        return rounded

    def tanh(self, a: Array) -> Array:
        """The hyperbolic tangent, as the precision has it."""
        if self.precision == "single by exponentials":
            up, down = np.exp(a), np.exp(-a)
            quotient: Array = (up - down) / (up + down)
            return quotient
        exact = a.astype(np.float64) if self.precision == "single, nearest" else a
        curve: Array = np.tanh(exact).astype(self.dtype, copy=False)
        return curve

    def sigmoid(self, a: Array) -> Array:
        """The logistic function."""
        value: Array = self.dtype(0.5) * (1 + self.tanh(self.dtype(0.5) * a))
        return value

    def run(self, bias: Array, note: bool = False) -> dict[str, list[Array]]:
        """The forward pass with other biases in the place of those that are differentiated.

        Args:
            bias: (K, P, n).
            note: of the one bias of each way, and what is given is gone on from.

        Returns:
            By name and step, (K, P, n) each; of the LSTM also ``squash`` and the gates by their roles.
        """
        found: dict[str, list[Array]] = {}

        def keep(name: str, value: Array, t: int) -> Array:
            if note and name in self._by_step:
                value = self.note(name, value[:, 0], t)[:, None]
            found.setdefault(name, []).append(value)
            return value

        biases = np.repeat(self.w.biases[:, None], bias.shape[1], 1)  # (K, P, gates, n)
        biases[np.arange(self.count), :, self.w.bias_at] = bias
        driven = np.matmul(self.w.x, self.w.U.swapaxes(1, 2))  # U x(t), (K, T, n)
        h, s = self.w.h_start[:, None], self.w.s_start[:, None]
        for t in range(self.steps):
            recurrent = np.matmul(h, self.w.W.swapaxes(1, 2))
            if not self.lstm:
                a = biases[:, :, 0] + recurrent + driven[:, t, None]
                a = keep("a", self.rounded(a, self.w.round_a), t)
                h = keep("h", self.rounded(self.tanh(a), self.w.round_h), t)
                continue
            z = (recurrent + driven[:, t, None])[:, :, None]
            gates = self.rounded(self.sigmoid(biases[:, :, :3] + z), self.w.round_a)
            f, i, q = (keep(name, gates[:, :, place], t) for place, name in enumerate("fiq"))
            a = biases[:, :, 3] + z[:, :, 0]
            kind = _before(self.w.candidate, 2)
            g = np.where(kind == TANH, self.tanh(a), np.where(kind == SIGMOID, self.sigmoid(a), a))
            g = keep("g", self.rounded(g, self.w.round_a), t)
            keeps, admits, emits = self.by_roles(np.stack([f, i, q], 2))
            s = keep("s", self.rounded(keeps * s + admits * g, self.w.round_h), t)
            squash = keep("squash", np.where(_before(self.w.squashed, 2), self.tanh(s), s), t)
            h = np.where(_before(self.w.exposed == STATE_EVERYWHERE, 2), s, squash * emits)
            h = keep("h", self.rounded(h, self.w.round_h), t)
            for name, value in (("keeps", keeps), ("admits", admits), ("emits", emits)):
                keep(name, value, t)
        return found

    def by_roles(self, gates: Array) -> tuple[Array, Array, Array]:
        """What keeps, what admits and what puts out, of gates (K, P, 3, ...)."""
        chosen = np.take_along_axis(gates, self.w.roles.reshape(-1, 1, 3, *[1] * (gates.ndim - 3)), 2)
        return chosen[:, :, 0], chosen[:, :, 1], chosen[:, :, 2]

    def outputs(self, inside: Mapping[str, list[Array]]) -> Array:
        """o = c + V h, (K, P, T, 2)."""
        h = np.stack(inside["h"], 2)
        if self.lstm:
            h = np.where(_before(self.w.exposed == STATE_TO_OUTPUT, 3), np.stack(inside["s"], 2), h)
        o: Array = self.w.c[:, None, None] + np.matmul(h, self.w.V.swapaxes(1, 2)[:, None])
        return o

    def written(self, y: Array) -> Array:
        """Outputs as they are written down, and the same again as they are used."""
        exchanged = _before(self.w.written_exchanged, 2)
        y = self.note("y_hat", np.where(exchanged, y[..., ::-1], y))
        return np.where(exchanged, y[..., ::-1], y)

    def losses(self, y: Array, o: Array) -> Array:
        """L = (y1 - 0.5)^2 - log y2 by step; y and o (K, ..., 2)."""
        exchanged = _before(self.w.loss_exchanged, y.ndim - 1)
        y, o = np.where(exchanged, y[..., ::-1], y), np.where(exchanged, o[..., ::-1], o)
        tiny = np.finfo(self.dtype).tiny
        shifted = o - o.max(-1, keepdims=True)
        # Where y2 is too small for a float, its logarithm is taken from the logits.
        of_logits = shifted[..., 1] - np.log(np.exp(shifted).sum(-1))
        log_y2 = np.where(y[..., 1] < tiny, of_logits, np.log(np.maximum(y[..., 1], tiny)))
        of_steps: Array = (y[..., 0] - self.dtype(0.5)) ** 2 - _before(self.w.log, y.ndim - 2) * log_y2
        return of_steps

    def loss_at(self, bias: Array) -> Array:
        """The loss, (K, P), with other biases, (K, P, n)."""
        o = self.outputs(self.run(bias))
        losses = self.losses(self.rounded(_softmax(o), self.w.round_y), o)
        return self.rounded((self.w.weights[:, None] * losses).sum(-1), self.w.round_loss)

    def quotient(self, own: Array) -> Array:
        """The difference quotient by each bias, (K, n)."""
        moved = _before(self.w.epsilon, 2) * np.eye(self.n, dtype=self.dtype)
        below, above = (own[:, None] + side[:, None, None] * moved for side in (-self.w.minus, self.w.plus))
        values = self.loss_at(np.concatenate([below, above], 1))
        minus = self.note("loss_minus_epsilon", values[:, : self.n])
        plus = self.note("loss_plus_epsilon", values[:, self.n :])
        return (plus - minus) / _before(self.w.divisor * self.w.epsilon, 1)  # type: ignore[no-any-return]

    def gradient(self, inside: Mapping[str, list[Array]], y: Array) -> Array:
        """The unrolled gradient, (K, n)."""
        to_h_by_b = self._lstm_derivatives(inside) if self.lstm else self._rnn_derivatives(inside)
        to_o = self.note("dL_do", self.dL_do(y))
        to_h = self.note("dL_dh", np.matmul(to_o, self.w.V_back))
        by_step = self.note("dL_db_by_step", (to_h[..., None] * np.stack(to_h_by_b, 1)).sum(2))
        forward: Array = (self.w.weights_back[..., None] * by_step).sum(1)
        if self.lstm:
            return forward
        slope = self._slope
        from_later = np.zeros_like(to_h[:, 0])
        through, shares = np.zeros_like(to_h), np.zeros_like(to_h)
        for t in reversed(range(self.steps)):
            through[:, t] = self.w.weights_back[:, t, None] * to_h[:, t] + from_later
            at = self._given_at("backward_dL_dh", through[:, t], t)
            shares[:, t] = slope[:, t] * at
            from_later = np.matmul(self._given_at("backward_dL_da", shares[:, t], t)[:, None], self.w.W_back)[
                :, 0
            ]
        self.note("backward_dL_dh", through)
        shares = self.note("backward_dL_da", shares)
        return np.where(_before(self.w.backward, 1), shares.sum(1), forward)

    def _given_at(self, name: str, value: Array, t: int) -> Array:
        """What was given of one step, else ``value``, (K, n)."""
        if name not in self.given:
            return value
        given: Array = self.given[name][..., t, :].astype(self.dtype)
        return np.where(np.isnan(given), value, given)

    def dL_do(self, y: Array) -> Array:
        """Gradient of each step's loss by the logits, (K, T, 2), as ``sequences.loss.dL_do`` has it."""
        exchanged = _before(self.w.loss_exchanged_back, 2)
        y = np.where(exchanged, y[..., ::-1], y)
        y1, y2 = y[..., 0], y[..., 1]
        log = _before(self.w.log_back, 1)
        to_y1 = _before(self.w.square, 1) * (y1 - self.dtype(0.5))
        mean = y1 * to_y1 - log  # y2 (-log / y2): nothing is divided by an output that may be zero
        through = np.stack([y1 * to_y1 - y1 * mean, -log - y2 * mean], -1)
        direct = np.stack([to_y1, -log / y2], -1)
        to_o = np.where(_before(self.w.softmax_slope, 2), through, direct)
        return np.where(exchanged, to_o[..., ::-1], to_o)

    def _rnn_derivatives(self, inside: Mapping[str, list[Array]]) -> list[Array]:
        """dh(t)/db by step, (K, n, n) each."""
        h = np.stack(inside["h"], 1)
        self._slope = self.note("slope_of_tanh", 1 + _before(self.w.tanh_slope, 2) * h**2)
        found: list[Array] = []
        before: Array = np.zeros((self.count, self.n, self.n), self.dtype)
        for t in range(self.steps):
            da = np.eye(self.n, dtype=self.dtype) + np.matmul(self.w.W_back, before)
            da = self.note("da_db", da, t)
            dh = self.rounded(self._slope[:, t, :, None] * da, self.w.round_derivatives)
            before = self.note("dh_db", dh, t)
            found.append(before)
        return found

    def _lstm_derivatives(self, inside: Mapping[str, list[Array]]) -> list[Array]:
        """The derivative of what the outputs get by the bias, by step, (K, n, n) each."""
        found = []
        eye: Array = np.eye(self.n, dtype=self.dtype)
        s_before = np.broadcast_to(self.w.s_start, (self.count, self.n))
        ds_before: Array = np.zeros((self.count, self.n, self.n), self.dtype)
        dh_before = ds_before
        tanh_slope, sigma_slope = _before(self.w.tanh_slope, 1), _before(self.w.sigma_slope, 1)
        for t in range(self.steps):
            f, i, q, g, s, squash, keeps, admits, emits = (
                inside[name][t] for name in ("f", "i", "q", "g", "s", "squash", "keeps", "admits", "emits")
            )
            dz = np.matmul(self.w.W_back, dh_before)
            dgates = []
            for place, (name, gate) in enumerate((("df_db", f), ("di_db", i), ("dq_db", q))):
                slope = np.where(sigma_slope, gate * (1 - gate), 1)
                direct = _before(self.w.bias_at == place, 2) * eye
                dgates.append(self.note(name, slope[..., None] * (direct + dz), t)[:, None])
            kind = _before(self.w.candidate, 1)
            slope = np.where(kind == IDENTITY, 1, 1 + tanh_slope * g**2)
            slope = np.where(kind == SIGMOID, np.where(sigma_slope, g * (1 - g), 1), slope)
            dg = self.note("dg_db", slope[..., None] * dz, t)
            dkeeps, dadmits, demits = (part[:, 0] for part in self.by_roles(np.stack(dgates, 2)))
            ds = (
                s_before[..., None] * dkeeps
                + keeps[..., None] * ds_before * _before(self.w.state_back, 2)
                + g[..., None] * dadmits
                + admits[..., None] * dg
            )
            ds = self.note("ds_db", self.rounded(ds, self.w.round_derivatives), t)
            slope = np.where(_before(self.w.squashed, 1), 1 + tanh_slope * squash**2, 1)
            dh = (emits * slope)[..., None] * ds + squash[..., None] * demits
            dh = np.where(_before(self.w.exposed == STATE_EVERYWHERE, 2), ds, dh)
            dh = self.note("dh_db", self.rounded(dh, self.w.round_derivatives), t)
            found.append(np.where(_before(self.w.exposed == STATE_TO_OUTPUT, 2), ds, dh))
            s_before, ds_before, dh_before = s, ds, dh
        return found


def _before(value: Array, axes: int) -> Array:
    """Numbers of each way, (K,), with so many axes of length 1 behind."""
    return value.reshape(-1, *[1] * axes)


def _flat(value: Array) -> Array:
    """The one bias of each way: (K, 1, ...) without the second axis."""
    return value[:, 0]


def _flat_all(inside: Mapping[str, list[Array]]) -> dict[str, list[Array]]:
    return {name: [value[:, 0] for value in values] for name, values in inside.items()}


def _softmax(o: Array) -> Array:
    """Softmax over the last axis."""
    e: Array = np.exp(o - o.max(-1, keepdims=True))
    shares: Array = e / e.sum(-1, keepdims=True)
    return shares
