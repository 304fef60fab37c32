"""What changes when an LSTM cell takes the recurrent connection's place?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from digitlab.answers import unrolled
from digitlab.answers.section import Number, Section
from digitlab.answers.unrolled import Change, Line, Reading

Gate = Literal["held open", "not held open"]
Candidate = Literal["tanh", "sigmoid"]
Biases = Mapping[str, Any]


@dataclass(frozen=True)
class Intermediates:
    """Values by step, and derivatives by the forget gate's biases, of a cell small enough to be shown."""

    forward: Sequence[Line]
    derivatives: Sequence[Line]


@dataclass(frozen=True)
class Variant:
    """The same sequence with other biases. ``left``: share of the first step's state left at the last."""

    name: str
    candidate: Candidate
    forget: Sequence[float]
    input: Sequence[float]
    output: Sequence[float]
    last_output: Sequence[float]
    loss: float
    gradient: Sequence[float]
    left: float


@dataclass(frozen=True)
class Check:
    """A published figure beside what their others give. ``reproduced``: by the cause, where it differs."""

    quantity: str
    theirs: float
    ours: float
    agrees: bool
    cause: str | None
    reproduced: float | None


@dataclass(frozen=True, kw_only=True)
class Lstm(Section):
    """``verdict``: what one step of descent on the forget biases does to the loss.

    Attributes:
        biases: ``forget``, ``input``, ``output``, ``candidate``; ``closest_biases``: of those tried, the
            ones whose outputs come closest to the published ones.
        forget_gate: whether all its biases are positive.
        others_half_open: input and output gate have biases of 0.
        rnns_own_bias: the candidate has the recurrent network's b.
        intermediates: None where there are too many to show.
        recovered: the published cell's biases were found.
    """

    verdict: Change
    candidate: Candidate
    biases: Biases
    forget_gate: Gate
    others_half_open: bool
    rnns_own_bias: bool
    outputs: Sequence[Sequence[float]]
    last: Reading
    intermediates: Intermediates | None
    variants: Sequence[Variant]
    recovered: bool
    closest_biases: Biases
    biases_tried: Sequence[Any]
    checks: Sequence[Check]


def answer(
    config: Mapping[str, Any],
    bptt: Mapping[str, Any],
    rnn: Mapping[str, Any],
    published: Mapping[str, Any],
) -> Lstm:
    """What the step ``lstm`` says, beside ``rnn`` and what ``published`` says of the LSTM.

    Args:
        config: resolved.
        bptt: ``results/lstm/bptt.json``; ``rnn``: ``results/rnn/bptt.json``.
        published: ``results/published/comparison.json``.
    """
    given, biases = published["lstm"], bptt["biases"]
    steps, units = len(bptt["y_hat"]), len(bptt["gradient_unrolled"])
    variants = [variant(row) for row in bptt["variants"]]
    return Lstm(
        problem="Problem 5",
        question="What changes when an LSTM cell takes the recurrent connection’s place?",
        verdict=unrolled.change(bptt["loss"], bptt["updated_loss"]),
        numbers=figures(bptt, rnn, variants)
        | {
            "combinations_tried": Number(given["tried"], "published"),
            "closest_difference": Number(given["closest"]["difference"], "published"),
        },
        candidate=bptt["candidate"],
        biases=biases,
        forget_gate="held open" if min(biases["forget"]) > 0 else "not held open",
        others_half_open=not np.any([biases["input"], biases["output"]]),
        rnns_own_bias=list(biases["candidate"]) == [float(value) for value in config["rnn"]["b"]],
        outputs=bptt["y_hat"],
        last=unrolled.reading(bptt),
        intermediates=intermediates(bptt) if unrolled.legible(steps, units) else None,
        variants=variants,
        recovered=given["recovered"],
        closest_biases=given["closest"]["biases"],
        biases_tried=given["biases_tried"],
        checks=[check(row) for row in given["consistency"]],
    )


def figures(
    bptt: Mapping[str, Any], rnn: Mapping[str, Any], variants: Sequence[Variant]
) -> dict[str, Number]:
    """The figures quoted of the worked cell, of its variants and of the recurrent network."""
    gate = np.array(bptt["intermediates"]["f"])
    configured = named(variants, "as configured", bptt["candidate"])
    without_memory = named(variants, "no memory", "tanh")
    return {
        "loss": Number(bptt["loss"], "bptt"),
        "rnn_loss": Number(rnn["loss"], "rnn"),
        "loss_change": Number(abs(bptt["updated_loss"] - bptt["loss"]), "bptt"),
        "epsilon": Number(bptt["epsilon"], "bptt"),
        "learning_rate": Number(bptt["learning_rate"], "bptt"),
        "forget_gate_lowest": Number(float(gate.min()), "bptt"),
        "forget_gate_highest": Number(float(gate.max()), "bptt"),
        "state_left": Number(configured.left, "bptt", unit="share"),
        "loss_without_memory": Number(without_memory.loss, "bptt"),
    }


def variant(row: Mapping[str, Any]) -> Variant:
    """A row of ``variants`` in ``results/lstm/bptt.json``."""
    names = ("name", "candidate", "forget", "input", "output", "loss", "gradient")
    return Variant(**{name: row[name] for name in names}, last_output=row["y_hat"][-1], left=row["kept"])


def named(variants: Sequence[Variant], name: str, candidate: str) -> Variant:
    """The variant with these biases and this candidate activation."""
    [only] = [row for row in variants if (row.name, row.candidate) == (name, candidate)]
    return only


def check(row: Mapping[str, Any]) -> Check:
    """A row of ``consistency`` in the comparison; what is reproduced is only said where figures differ."""
    reproduced = None if row["agrees"] else row.get("reproduced")
    names = ("quantity", "theirs", "ours", "agrees", "cause")
    return Check(**{name: row[name] for name in names}, reproduced=reproduced)


def intermediates(bptt: Mapping[str, Any]) -> Intermediates:
    """The tables of ``results/lstm/bptt.json``."""
    inside = bptt["intermediates"]
    derivatives = (
        *("df_db", "di_db", "dq_db", "dg_db", "ds_db", "dh_db"),
        *("dL_dh", "dL_db_by_step"),
    )
    return Intermediates(
        forward=unrolled.by_step(inside, ("f", "i", "q", "g", "s", "h", "o", "y_hat", "L")),
        derivatives=unrolled.by_step(inside, derivatives),
    )
