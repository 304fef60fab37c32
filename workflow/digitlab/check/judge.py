"""Whether somebody's figures of a worked example are right, and what would have given those that are not.

A wrong figure is explained when a slip of the catalogue, alone or with another, gives it to the digits that
it was written with: worked from the beginning, or from that person's own earlier figures. One that follows
rightly from an earlier wrong one is right from there on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from digitlab.check import ways
from digitlab.check.causes import Cause, causes, tries_pairs
from digitlab.check.figures import Compared, Figure

Verdict = Literal["right", "right from there on", "explained", "unexplained"]
# How the reading of the loss is known: it was said, the figures decide, or they fit both readings as well.
Known = Literal["stated", "inferred", "either"]


@dataclass(frozen=True)
class Judged:
    """A figure, the right one, the verdict, and what would have given it, the simplest first."""

    figure: Figure
    truth: float
    verdict: Verdict
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Judgement:
    """One network's figures.

    Attributes:
        summed: the loss is the sum over all steps, else the last step's; known: how that is known.
        pairs: pairs of slips were tried.
        figures: in the order in which they are computed.
    """

    summed: bool
    known: Known
    pairs: bool
    figures: tuple[Judged, ...]

    @property
    def slips(self) -> list[tuple[str, ...]]:
        """By figure that slips explain, in order, those of its simplest cause."""
        return [row.causes[0].slips for row in self.figures if row.verdict == "explained"]


def judged(
    parameters: Mapping[str, Any],
    lstm: bool,
    figures: Sequence[Figure],
    summed: bool | None = None,
    asked: int = 1,
) -> Judgement:
    """Every figure with its verdict.

    Args:
        parameters: as ``ways.right_way`` takes them.
        lstm: of the LSTM, else of the recurrent network.
        figures: what somebody gave.
        summed: how the loss is to be read; None infers it: the reading under which more figures are right, or
            right or explained by single slips where as many are.
        asked: significant digits that a figure must have, unless it is exact.
    """
    places = list(ways.shapes(lstm, len(parameters["W"]), len(parameters["x"])))
    figures = sorted(figures, key=lambda f: (places.index(f.name), f.place))
    readings = [
        Compared(ways.right_way(parameters, lstm, reading), figures, asked) for reading in (False, True)
    ]
    known: Known = "stated"
    if summed is None:
        last, whole = (int(reading.right.sum()) for reading in readings)
        if last == whole < len(figures):
            # A slip may have left nothing right that tells them apart: then what it explains does.
            last, whole = (accounted(reading) for reading in readings)
        summed, known = whole > last, "either" if whole == last else "inferred"
    compared = readings[summed]
    rows = [
        Judged(figure, float(truth), verdict(bool(right), found), tuple(found))
        for figure, truth, right, found in zip(
            figures, compared.truth, compared.right, causes(compared), strict=True
        )
    ]
    return Judgement(summed, known, tries_pairs(compared), tuple(rows))


def accounted(reading: Compared) -> int:
    """How many figures are right, or explained without a pair of slips."""
    return int(reading.right.sum()) + sum(bool(found) for found in causes(reading, with_pairs=False))


def verdict(right: bool, found: Sequence[Cause]) -> Verdict:
    """The verdict on one figure, by whether it is right and what would have given it."""
    if right:
        return "right"
    if not found:
        return "unexplained"
    return "explained" if found[0].slips else "right from there on"
