"""For which eta and mu does gradient descent with momentum converge?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from digitlab.answers.section import Number, Section

Agreement = Literal["everywhere", "but at the border", "not everywhere"]
# Up to which eta it converges with a negative momentum, against one from 0 on.
Negative = Literal["never", "smaller", "not smaller"]
# So many points that differ are named one by one.
NAMED = 4


@dataclass(frozen=True)
class Point:
    """A point where run and theory differ; ``factor``: by what an error is multiplied at each step."""

    eta: float
    mu: float
    factor: float


@dataclass(frozen=True, kw_only=True)
class Momentum(Section):
    """``verdict``: where the points that were run do what theory says.

    Attributes:
        above_one: whether any point with a momentum of 1 or more converges.
        negative: what a negative momentum allows.
        single: whether one point differs.
        differing: the points that differ, one by one; empty where there are too many for that.
    """

    verdict: Agreement
    above_one: bool
    negative: Negative
    single: bool
    differing: Sequence[Point]


def answer(config: Mapping[str, Any], summary: Mapping[str, Any]) -> Momentum:
    """What ``results/momentum/summary.json`` says."""
    largest = summary["largest_eta_negative"], summary["largest_eta_positive"]
    differing = [Point(point["eta"], point["mu"], point["factor"]) for point in summary["differing"]]
    return Momentum(
        problem=None,
        question="For which η and μ does gradient descent with momentum converge?",
        verdict=agreement(summary["points"], summary["agree"], summary["off_border"]),
        numbers={
            "points": Number(summary["points"], "summary", unit="points run"),
            "agreeing": Number(summary["agree"], "summary", unit="points run"),
            "off_border": Number(summary["off_border"], "summary", unit="points run"),
            "beside": Number(
                max(0, len(differing) - summary["on_border"] - summary["off_border"]),
                "summary",
                unit="points run",
            ),
            "on_border": Number(summary["on_border"], "summary", n=len(differing), unit="points run"),
            "converging_above_one": Number(summary["above_one"], "summary", unit="points run"),
            "converging_negative": Number(summary["negative"], "summary", unit="points run"),
            "largest_negative": Number(largest[0], "summary"),
            "largest_positive": Number(largest[1], "summary"),
        },
        above_one=summary["above_one"] > 0,
        negative=negative(summary["negative"], *largest),
        single=len(differing) == 1,
        differing=differing if len(differing) <= NAMED else [],
    )


def agreement(points: int, agree: int, off_border: int) -> Agreement:
    """The verdict on how many points agree, and how many of the others lie away from the border."""
    if agree == points:
        return "everywhere"
    return "not everywhere" if off_border else "but at the border"


def negative(converging: int, largest_negative: float | None, largest_positive: float | None) -> Negative:
    """What a negative momentum allows, by the points that converge and the largest eta on each side of 0."""
    if not converging:
        return "never"
    if largest_negative is None or largest_positive is None or largest_negative >= largest_positive:
        return "not smaller"
    return "smaller"
