"""Which parameters are hard to learn over thousands of steps, and what helps?"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
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
# Of the distance between two starting states this share is rounding.
FORGOTTEN = 1e-6
# A memory of half the sequence is said to do for it.
ENOUGH = 0.5

Fate = Literal["lost", "kept", "grown"]
Course = Fate | Literal["scaled"]
Decades = float | None
Keep = Literal["some", "all", "none"]


@dataclass(frozen=True)
class Spread:
    """A figure of networks drawn alike, the median and the range; None: exactly zero, or never."""

    median: float | None
    lowest: float | None
    highest: float | None


@dataclass(frozen=True)
class Network:
    """The gradient of networks drawn alike on its way back.

    Attributes:
        kind: ``rnn`` (tanh), ``gru`` or ``lstm``.
        by: with respect to what: ``h``, which every network has, or an LSTM's state ``s``.
        draws: how many networks; ``kept``: in how many of them the gradient is not lost; ``alike``: in how
            many it comes to what its median does; ``drowning``: in how many the first step's is more
            than ten times the last one's.
        at_lags: powers of ten relative to the last step's, by the answer's ``lags``; None: exactly zero.
        at_first: the same at the first step; ``fate``: what its median comes to, ``scaled`` where an LSTM's
            by h falls most within the first of the lags; ``beyond``: what is left of it
            from there on, None: the run is too short to tell.
        lost_after: from this lag on it stays below a hundredth; None: it never does.
        underflow_after: from this lag on no 64-bit float holds it; None: one always does.
        largest_singular_value: of tanh networks' W, the largest of all; ``bias``: of the gate that keeps, of
            the others. None where they have none.
    """

    label: str
    kind: Literal["rnn", "gru", "lstm"]
    by: Literal["h", "s"]
    draws: int
    kept: int
    alike: int
    drowning: int
    at_lags: Sequence[Spread]
    at_first: Spread
    beyond: Spread | None
    fate: Course
    lost_after: Spread
    underflow_after: Spread
    largest_singular_value: float | None
    bias: float | str | None


@dataclass(frozen=True, kw_only=True)
class Memory(Section):
    """``verdict``: which of the LSTMs keep the gradient of their state over the whole sequence.

    Attributes:
        worked: fate of the worked network's gradient.
        lags: those of ``LAGS`` that the run has; ``near``, ``far``: first and second, None: it has not.
        tanh, grus, lstms: networks by kind, the LSTMs by s; ``by_h``: all by h; ``networks``: all rows.
        keeping: biases of the LSTMs that keep it; open_grus: which of the GRUs do.
        must_vanish, vanishing: labels of tanh networks whose W is bounded, and of those whose is not and
            whose gradient vanishes all the same.
        drowning: tanh networks whose median gradient grows.
        nothing: labels of networks whose gradient is exactly zero at the last step already.
        draws: networks of each kind; ``single``: whether that is one.
        gate_radius: spectral radius of W in the gated networks.
        at_end: what of the pair with the largest memory lies at the end of what was tried.
        forgetting: whether the echo state network shown forgets where it began; ``remembers``: the smallest
            spectral radius at which one does not, None: all forget.
        reach: whether the echo state network's memory does for the sequence.
        sweep: its capacity by spectral radius and leak.
    """

    verdict: Keep
    steps: int
    draws: int
    single: bool
    gate_radius: float
    units: int
    alphabet: int
    worked: Fate
    lags: Sequence[int]
    near: int | None
    far: int | None
    networks: Sequence[Network]
    tanh: Sequence[Network]
    grus: Sequence[Network]
    lstms: Sequence[Network]
    by_h: Sequence[Network]
    keeping: Sequence[float | str]
    open_grus: Keep
    must_vanish: Sequence[str]
    vanishing: Sequence[str]
    drowning: Sequence[Network]
    nothing: Sequence[str]
    reach: Literal["too short", "enough"]
    at_end: Sequence[str]
    forgetting: bool
    remembers: float | None
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
    by_h = [network(row, lags, "h") for row in summary["networks"]]
    by_s = [network(row, lags, "s") for row in summary["networks"] if row["kind"] == "lstm"]
    tanh, grus = ([row for row in by_h if row.kind == kind] for kind in ("rnn", "gru"))
    bounded = [row for row in tanh if (row.largest_singular_value or 0) < MUST_VANISH]
    echo, sweep = summary["echo_state"], summary["sweep"]
    learned = motif.answer(config["motif"], pd.concat(networks, ignore_index=True))
    return Memory(
        problem="Problem 4 (1) to (3)",
        question="Which parameters are hard to learn over thousands of steps, and what helps?",
        verdict=which_keep([row.fate for row in by_s]),
        numbers=worked_example(summary["networks"][0]) | echo_state(summary) | solved(learned),
        steps=steps,
        draws=config["memory"]["draws"],
        single=config["memory"]["draws"] == 1,
        gate_radius=config["memory"]["gate_weight_scale"],
        units=config["memory"]["units"],
        alphabet=config["memory"]["alphabet"],
        worked=fate(by_h[0].at_first.median),
        lags=lags,
        near=LAGS[0] if LAGS[0] in lags else None,
        far=LAGS[1] if LAGS[1] in lags else None,
        networks=sorted(by_h + by_s, key=lambda row: [other.label for other in by_h].index(row.label)),
        tanh=tanh,
        grus=grus,
        lstms=by_s,
        by_h=by_h,
        keeping=[row.bias for row in by_s if row.bias is not None and row.fate != "lost"],
        open_grus=which_keep([row.fate for row in grus]),
        must_vanish=[row.label for row in bounded],
        vanishing=[row.label for row in tanh if row not in bounded and row.fate == "lost"],
        drowning=[row for row in tanh if row.at_first.median is not None and row.at_first.median > DROWNS],
        nothing=[row["label"] for row in summary["networks"] if row["by"]["h"]["at_0"]["median"] is None],
        reach=reach(echo["recalled_delays"], steps),
        at_end=ends(echo, sweep),
        forgetting=forgets(next(row for row in sweep if pair(row) == pair(echo))["left"]),
        remembers=min((row["spectral_radius"] for row in sweep if not forgets(row["left"])), default=None),
        sweep=sweep,
        motif=learned,
    )


def network(row: Mapping[str, Any], lags: Sequence[int], by: Literal["h", "s"]) -> Network:
    """A row of ``networks`` in the summary, by ``h`` or by an LSTM's state."""
    gradient = row["by"][by]
    at_last, near = gradient["at_last"], gradient[f"at_{LAGS[0]}"]
    # Only by h does an LSTM's gradient leave the output without passing through gates and W.
    told_apart = row["kind"] == "lstm" and by == "h" and set(LAGS) <= set(lags)
    beyond = [
        None if last is None or early is None else last - early
        for last, early in zip(at_last["draws"], near["draws"], strict=True)
    ]
    own = course(at_last["median"], near["median"] if told_apart else None)
    drawn = [
        course(last, early if told_apart else None)
        for last, early in zip(at_last["draws"], near["draws"], strict=True)
    ]
    return Network(
        label=row["label"],
        kind=row["kind"],
        by=by,
        draws=row["draws"],
        kept=sum(fate != "lost" for fate in drawn),
        alike=drawn.count(own),
        drowning=sum(decades is not None and decades > DROWNS for decades in at_last["draws"]),
        at_lags=[spread(gradient[f"at_{lag}"]) for lag in lags],
        at_first=spread(at_last),
        beyond=spread_of(beyond) if told_apart else None,
        fate=own,
        lost_after=spread(gradient["lag_of_one_percent"]),
        underflow_after=spread(gradient["below_smallest_float"]),
        largest_singular_value=max(row.get("largest_singular_values", []), default=None),
        bias=row.get("forget_bias", row.get("update_bias")),
    )


def spread(part: Mapping[str, Any]) -> Spread:
    """A figure of the summary without those of the single draws."""
    return Spread(part["median"], part["lowest"], part["highest"])


def spread_of(draws: Sequence[Decades]) -> Spread:
    """The median and the range of decades; None, exactly zero, lies below all others."""
    values = [-math.inf if value is None else value for value in draws]
    ends = median(values), min(values), max(values)
    return Spread(*(value if math.isfinite(value) else None for value in ends))


def course(decades: Decades, near: Decades) -> Course:
    """What becomes of a gradient, where a factor that it meets once is told from fading with the lag.

    Args:
        decades: at the first step; ``near``: at the first of the lags, None where nothing is to be told
            apart. A gradient that fades evenly over a run as long as the last of the lags loses more beyond
            the first than up to it.
    """
    whole = fate(decades)
    if whole != "lost" or decades is None or near is None:
        return whole
    beyond = decades - near
    return "scaled" if near < beyond and fate(beyond) != "lost" else whole


def fate(decades: Decades) -> Fate:
    """What becomes of a gradient that comes back with so many powers of ten; None: it is exactly zero."""
    if decades is None or decades < LOST:
        return "lost"
    return "grown" if decades > GROWN else "kept"


def which_keep(fates: Sequence[Course]) -> Keep:
    """How many of several kinds of network keep their gradient."""
    kept = [fate != "lost" for fate in fates]
    return "none" if not any(kept) else "all" if all(kept) else "some"


def pair(row: Mapping[str, float]) -> tuple[float, float]:
    """What is swept: spectral radius and leak."""
    return row["spectral_radius"], row["leak"]


def ends(best: Mapping[str, float], sweep: Sequence[Mapping[str, float]]) -> list[str]:
    """What of the best pair is the lowest or highest of several tried; a leak above 1 there is not."""
    found = []
    for name in ("spectral_radius", "leak"):
        tried = {row[name] for row in sweep}
        beyond = {max(tried)} - ({1} if name == "leak" else set())
        if len(tried) > 1 and best[name] in {min(tried)} | beyond:
            found.append(name.replace("_", " "))
    return found


def forgets(left: float) -> bool:
    """Whether nothing but rounding is left of where a network began."""
    return left < FORGOTTEN


def reach(recalled_delays: int, steps: int) -> Literal["too short", "enough"]:
    """Whether so many recalled delays do for the sequence."""
    return "too short" if recalled_delays < ENOUGH * steps else "enough"


def worked_example(row: Mapping[str, Any]) -> dict[str, Number]:
    """The worked network's gradient at the first step, and the shares of earlier steps by parameter."""
    shares = {name: {key: part["median"] for key, part in of.items()} for name, of in row["by"].items()}
    near, far = (f"at_{lag}" for lag in LAGS)
    quoted = {
        "worked_at_first": shares["h"]["at_last"],
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


def solved(found: Motif) -> dict[str, Number]:
    """Of networks by what of the gradient arrived at the start, the shares that solved their lag."""
    early, promised = found.early, found.promised
    counts = {
        "early_ungated": (early.ungated, early.of_ungated) if early else (0, 0),
        "early_gated": (early.gated, early.of_gated) if early else (0, 0),
        "early_reversed": (early.reversed, early.of_reversed) if early else (0, 0),
        "promised_solved": (promised.of - promised.unsolved, promised.of) if promised else (0, 0),
    }
    return {name: share_of(*counted) for name, counted in counts.items()}


def share_of(some: int, of: int) -> Number:
    """A share of networks, not defined of none; no interval: those of one seed are not independent."""
    return Number(some / of if of else None, "networks", n=of, unit="share")
