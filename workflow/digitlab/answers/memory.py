"""Which parameters are hard to learn over thousands of steps, and what helps?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from digitlab.answers import motif
from digitlab.answers.motif import Motif
from digitlab.answers.section import Number, Section

# Below a hundredth of the last step's, a gradient no longer weighs against it: lost. Above a hundred: grown.
LOST, GROWN = -2.0, 2.0
# Ten times the last step's gradient drowns that of the recent steps.
DROWNS = 1.0
# One step back multiplies a gradient by W's largest singular value at most: below 1 it must vanish.
MUST_VANISH = 1.0
# Where the table looks, if the run is as long: lags of ten and of a hundred steps.
LAGS = (10, 100)
# A memory of half the sequence is said to do for it.
ENOUGH = 0.5

Fate = Literal["lost", "kept", "grown"]
Decades = float | None


@dataclass(frozen=True)
class Network:
    """The gradient of one network on its way back: with respect to h, for an LSTM to its state.

    Attributes:
        kind: ``rnn`` (tanh), ``gru`` or ``lstm``.
        at_lags: powers of ten relative to the last step's, by the answer's ``lags``; None: exactly zero.
        at_first: the same at the first step; ``fate``: what that comes to.
        lost_after: from this lag on it stays below a hundredth; None: it never does.
        underflow_after: from this lag on no 64-bit float holds it; None: one always does.
        largest_singular_value: of a tanh network's W; ``forget_bias``: an LSTM's. None for the others.
    """

    label: str
    kind: Literal["rnn", "gru", "lstm"]
    at_lags: Sequence[Decades]
    at_first: Decades
    fate: Fate
    lost_after: int | None
    underflow_after: int | None
    largest_singular_value: float | None
    forget_bias: float | str | None


@dataclass(frozen=True)
class Kept:
    """An LSTM that keeps its gradient, and how much of it."""

    label: str
    decades: float
    fate: Literal["kept", "grown"]


@dataclass(frozen=True, kw_only=True)
class Memory(Section):
    """``verdict``: which of the LSTMs keep the gradient of their state over the whole sequence.

    Attributes:
        worked: fate of the worked network's gradient.
        lags: those of ``LAGS`` that the run has; ``near``, ``far``: first and second, None: it has not.
        tanh, lstms: networks by kind; ``others``: all but the LSTMs; ``networks``: all.
        must_vanish, vanishing: labels of tanh networks whose W is bounded, and of those whose is not and
            whose gradient vanishes all the same.
        drowning: tanh networks whose gradient grows.
        longest_kept: the last of the LSTMs that keep theirs; None: none does.
        reach: whether the echo state network's memory does for the sequence.
        sweep: its capacity by spectral radius and leak.
    """

    verdict: Literal["some", "all", "none"]
    steps: int
    units: int
    alphabet: int
    worked: Fate
    lags: Sequence[int]
    near: int | None
    far: int | None
    networks: Sequence[Network]
    tanh: Sequence[Network]
    lstms: Sequence[Network]
    others: Sequence[Network]
    must_vanish: Sequence[str]
    vanishing: Sequence[str]
    drowning: Sequence[Network]
    longest_kept: Kept | None
    reach: Literal["too short", "enough"]
    sweep: Sequence[Mapping[str, float]]
    motif: Motif


def answer(config: Mapping[str, Any], summary: Mapping[str, Any], networks: Sequence[pd.DataFrame]) -> Memory:
    """What the steps ``memory`` and ``motif`` say.

    Args:
        config: resolved.
        summary: ``results/memory/summary.json``; ``networks``: the tables of ``results/motif/``.
    """
    steps = summary["steps"]
    lags = [lag for lag in LAGS if lag < steps]
    rows = [network(row, lags) for row in summary["networks"]]
    tanh, lstms = ([row for row in rows if row.kind == kind] for kind in ("rnn", "lstm"))
    bounded = [row for row in tanh if (row.largest_singular_value or 0) < MUST_VANISH]
    return Memory(
        problem="Problem 4 (1) to (3)",
        question="Which parameters are hard to learn over thousands of steps, and what helps?",
        verdict=which_keep([row.fate for row in lstms]),
        numbers=worked_example(summary["networks"][0]) | echo_state(summary),
        steps=steps,
        units=config["memory"]["units"],
        alphabet=config["memory"]["alphabet"],
        worked=rows[0].fate,
        lags=lags,
        near=LAGS[0] if LAGS[0] in lags else None,
        far=LAGS[1] if LAGS[1] in lags else None,
        networks=rows,
        tanh=tanh,
        lstms=lstms,
        others=tanh + [row for row in rows if row.kind == "gru"],
        must_vanish=[row.label for row in bounded],
        vanishing=[row.label for row in tanh if row not in bounded and row.fate == "lost"],
        drowning=[row for row in tanh if row.at_first is not None and row.at_first > DROWNS],
        longest_kept=longest_kept(lstms),
        reach=reach(summary["echo_state"]["recalled_delays"], steps),
        sweep=summary["sweep"],
        motif=motif.answer(config["motif"], pd.concat(networks, ignore_index=True)),
    )


def network(row: Mapping[str, Any], lags: Sequence[int]) -> Network:
    """A row of ``networks`` in the summary."""
    gradient = row["by_parameter"]["s"] if row["kind"] == "lstm" else row
    return Network(
        label=row["label"],
        kind=row["kind"],
        at_lags=[gradient[f"at_{lag}"] for lag in lags],
        at_first=gradient["at_last"],
        fate=fate(gradient["at_last"]),
        lost_after=gradient["lag_of_one_percent"],
        underflow_after=gradient["below_smallest_float"],
        largest_singular_value=row.get("largest_singular_value"),
        forget_bias=row.get("forget_bias"),
    )


def fate(decades: Decades) -> Fate:
    """What becomes of a gradient that comes back with so many powers of ten; None: it is exactly zero."""
    if decades is None or decades < LOST:
        return "lost"
    return "grown" if decades > GROWN else "kept"


def which_keep(fates: Sequence[Fate]) -> Literal["some", "all", "none"]:
    """How many of the LSTMs keep the gradient of their state."""
    kept = [fate != "lost" for fate in fates]
    return "none" if not any(kept) else "all" if all(kept) else "some"


def longest_kept(lstms: Sequence[Network]) -> Kept | None:
    """The last of the LSTMs that keep their gradient."""
    for row in reversed(lstms):
        if row.fate != "lost" and row.at_first is not None:
            return Kept(row.label, row.at_first, row.fate)
    return None


def reach(recalled_delays: int, steps: int) -> Literal["too short", "enough"]:
    """Whether so many recalled delays do for the sequence."""
    return "too short" if recalled_delays < ENOUGH * steps else "enough"


def worked_example(row: Mapping[str, Any]) -> dict[str, Number]:
    """The worked network's gradient at the first step, and the shares of earlier steps by parameter."""
    shares = row["by_parameter"]
    near, far = (f"at_{lag}" for lag in LAGS)
    quoted = {
        "worked_at_first": row["at_last"],
        "share_of_W": shares["W"][near],
        "share_of_U": shares["U"][near],
        "share_of_b": shares["b"][near],
        "far_share_of_b": shares["b"][far],
    }
    return {name: Number(value, "summary", unit="decades") for name, value in quoted.items()}


def echo_state(summary: Mapping[str, Any]) -> dict[str, Number]:
    """What the echo state network with the largest memory recalls."""
    names = ("spectral_radius", "leak", "recalled_delays", "longest_delay", "capacity")
    quoted = {name: summary["echo_state"][name] for name in names}
    quoted |= {"reservoir_units": summary["echo_state"]["units"], "pairs_tried": len(summary["sweep"])}
    return {name: Number(value, "summary") for name, value in quoted.items()}
