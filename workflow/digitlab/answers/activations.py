"""How much gradient does an activation let through?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from digitlab.answers.section import Number, Section

# Decades of a gradient that has not vanished: a tenth is left. A sigmoid's steepest slope, 1/4, would leave
# a millionth after ten layers.
KEPT = -1.0

# With which of the initialisations a stack of sigmoid layers keeps its gradient.
Stacks = Literal["with some weights", "with any weights", "with none"]


@dataclass(frozen=True)
class Left:
    """What is left of the gradient after all layers, in decades, over draws; None: exactly zero."""

    median: float | None
    lowest: float | None
    highest: float | None


@dataclass(frozen=True)
class Row:
    """What weights that begin one way leave of the gradient, by activation."""

    initialisation: str
    left: Mapping[str, Left]


@dataclass(frozen=True, kw_only=True)
class Activations(Section):
    """``verdict``: what stacks of sigmoid layers do to a gradient, by the median.

    Attributes:
        depth: layers; ``units`` in each; ``draws`` of weights and inputs, ``single``: whether that is one.
        overflows: whether a softmax as written does, at a large logit.
        names: the activations; ``rows``: an initialisation each.
    """

    verdict: Stacks
    depth: int
    units: int
    draws: int
    single: bool
    overflows: bool
    names: list[str]
    rows: list[Row]


def answer(config: Mapping[str, Any], summary: Mapping[str, Any]) -> Activations:
    """What ``results/activations/summary.json`` says."""
    facts, ends = summary["facts"], summary["ends"]
    names = list(dict.fromkeys(end["activation"] for end in ends))
    rows = [
        Row(
            initialisation,
            {
                end["activation"]: Left(end["median"], end["lowest"], end["highest"])
                for end in ends
                if end["initialisation"] == initialisation
            },
        )
        for initialisation in dict.fromkeys(end["initialisation"] for end in ends)
    ]
    return Activations(
        problem=None,
        question="How much gradient does an activation let through?",
        verdict=stacks([row.left["sigmoid"].median for row in rows]),
        numbers={
            name: Number(summary[name], "summary") for name in ("widest_at", "width", "largest_search_error")
        }
        | {
            name: Number(facts[name], "summary")
            for name in ("softmax_shift", "large_logit", "tanh_is_sigmoid", "stacked_linear")
        },
        depth=summary["depth"],
        units=summary["units"],
        draws=summary["draws"],
        single=summary["draws"] == 1,
        overflows=facts["naive_softmax_overflows"],
        names=names,
        rows=rows,
    )


def stacks(decades: Sequence[float | None]) -> Stacks:
    """The verdict on what is left of a gradient with each initialisation; None: nothing at all."""
    kept = [left is not None and left >= KEPT for left in decades]
    if all(kept):
        return "with any weights"
    return "with some weights" if any(kept) else "with none"
