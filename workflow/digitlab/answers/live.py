"""Is the network that runs in the page the one that the report is about?"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from digitlab.answers.section import Number, Section

# Edges and strokes in the first layer, parts of digits in the third; every network has three.
MAPPED = (1, 3)


@dataclass(frozen=True, kw_only=True)
class Smaller:
    """A form of fewer bits that was tried first: how many labels it changes, near-ties left out."""

    bits: int
    changed: int


@dataclass(frozen=True, kw_only=True)
class Maps:
    """A convolution, counted from 1, and how many channels it has."""

    layer: int
    channels: int


@dataclass(frozen=True, kw_only=True)
class Live(Section):
    """``verdict``: which of torch's labels it gives: each, each but near-ties, or not even those.

    Attributes:
        bits: a weight.
        smaller: the form that was refused; None where the smallest would do.
        maps: the layers whose maps the first screen shows.
    """

    verdict: Literal["equal", "near-ties", "others"]
    bits: int
    smaller: Smaller | None
    maps: list[Maps]


def answer(config: Mapping[str, Any], summary: Mapping[str, Any]) -> Live:
    """What ``results/live/summary.json`` says."""
    *refused, used = summary["tried"]
    images = used["images"]
    differ = images - used["equal"]
    return Live(
        problem=None,
        question="Is the network that runs in this page the one that the report is about?",
        verdict="equal" if not differ else "near-ties" if differ == used["near_ties"] else "others",
        numbers={
            "weights": Number(summary["weights"], "summary"),
            "equal": Number(used["equal"], "summary", n=images, unit="images"),
            "differ": Number(differ, "summary", n=images, unit="images"),
            "largest": Number(at_most(used["largest"]), "summary", n=images, unit="points"),
            "near_tie": Number(summary["near_tie"], "summary", unit="points"),
        },
        bits=used["bits"],
        smaller=smaller(refused[-1]) if refused else None,
        maps=[Maps(layer=layer, channels=config["cnn"]["channels"][layer - 1]) for layer in MAPPED],
    )


def at_most(difference: float) -> float:
    """A bound on it with no more decimals than are said: rounded up to a hundredth of a point."""
    return math.ceil(1e4 * difference) / 1e4


def smaller(tried: Mapping[str, Any]) -> Smaller:
    """What speaks against a form."""
    return Smaller(bits=tried["bits"], changed=tried["images"] - tried["equal"] - tried["near_ties"])
