"""Do the identities hold that a network's derivatives rest on?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from digitlab.answers.section import Number, Section

# An identity holds where its two sides differ by no more than rounding brings about, or, where one side is a
# central difference, than that is off by.
ROUNDING, OF_DIFFERENCES = 1e-12, 1e-9
BY_DIFFERENCES = ("logistic_slope", "tanh_slope")
# A measured length may exceed its bound by rounding.
SLACK = 1 + 1e-12

Verdict = Literal["all", "not all"]


@dataclass(frozen=True)
class Identity:
    """One identity, whether it holds, and the largest difference between its sides."""

    name: str
    holds: bool
    error: Number


@dataclass(frozen=True)
class Overflow:
    """Where a softmax as written fails.

    Attributes:
        precision: of its numbers; naive: the first whole logit, beside 0, that is too large.
        finite: whether it is a number at ten times that where the largest is taken off first.
    """

    precision: str
    naive: int
    finite: bool


@dataclass(frozen=True, kw_only=True)
class Identities(Section):
    """``verdict``: whether every identity holds on all numbers that it was tried on.

    Attributes:
        depth: layers that a gradient goes back through; ``units`` in each; ``samples``: inputs.
        full_rank: whether the stacked layers have as high a rank as their narrowest allows.
        bounded: whether no gradient was longer than its bound at any depth.
    """

    verdict: Verdict
    identities: list[Identity]
    overflow: list[Overflow]
    depth: int
    units: int
    samples: int
    full_rank: bool
    bounded: bool


def answer(config: Mapping[str, Any], summary: Mapping[str, Any], depth: pd.DataFrame) -> Identities:
    """What ``results/identities/summary.json`` and ``depth.csv`` say."""
    chosen = config["identities"]
    rows = [
        Identity(name, holds(name, error), Number(error, "summary", n=summary["samples"]))
        for name, error in summary["errors"].items()
    ]
    last = depth[depth.layers == depth.layers.max()].set_index("activation")
    return Identities(
        problem=None,
        question="Do the identities hold that a network's derivatives rest on?",
        verdict="all" if all(row.holds for row in rows) else "not all",
        numbers={
            "rank": Number(summary["rank"], "summary"),
            "narrowest": Number(summary["narrowest"], "summary", unit="units"),
        }
        | {
            f"{name}_{column}": Number(float(last.loc[name, column]), "depth", n=summary["samples"])
            for name in ("logistic", "tanh")
            for column in ("typical", "largest", "bound")
        },
        identities=rows,
        overflow=[Overflow(**row) for row in summary["overflow"]],
        depth=chosen["depth"],
        units=chosen["units"],
        samples=summary["samples"],
        full_rank=summary["rank"] == summary["narrowest"],
        bounded=bool((depth.largest <= SLACK * depth.bound).all()),
    )


def holds(name: str, error: float) -> bool:
    """Whether the two sides of an identity are the same but for what computing them costs."""
    return error <= (OF_DIFFERENCES if name in BY_DIFFERENCES else ROUNDING)
