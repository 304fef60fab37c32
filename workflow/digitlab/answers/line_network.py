"""Can the network read a line that nobody has cut? With an LSTM, without it, and beside cuts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from digitlab.answers import reading
from digitlab.answers.reading import FLOOR, Ahead, Beside, Cell
from digitlab.answers.section import Number, Section
from digitlab.answers.tables import interval

# By the names of their artifacts: cuts, a network of lines without the LSTM, and with it.
CUTS, PLAIN, LSTM = "cuts", "ctc_plain", "ctc"


@dataclass(frozen=True)
class Line:
    """One condition.

    Attributes:
        gap: of a condition that is one alone, else None.
        floor: errors of digits cut out by the truth; cuts, plain, lstm: of each way, ``plain`` None where it
            was not measured.
        saved: errors of cuts less those with the LSTM, page by page; ahead: what that says of the LSTM.
        precision, recall: of its boxes; lines: found.
    """

    condition: str
    gap: int | None
    floor: Cell
    cuts: Cell
    plain: Cell | None
    lstm: Cell
    saved: Number
    ahead: Beside
    precision: Number
    recall: Number
    lines: Number


@dataclass(frozen=True, kw_only=True)
class LineNetwork(Section):
    """``verdict``: at which gaps the network of lines with the LSTM makes fewer errors than cuts.

    Attributes:
        pages, digits: of each condition; units: of the LSTM; updates, lines: of each network's training.
        ahead_at: gaps at which it is ahead of cuts; behind_at: at which behind; alike_at: at which no
            difference shows.
        touching, overlapping: the LSTM beside the columns alone, at a gap of 0 and at the narrowest one.
        gaps, degraded: a line each.
    """

    verdict: Ahead
    pages: int
    digits: int
    units: int
    updates: int
    lines: int
    ahead_at: list[int]
    behind_at: list[int]
    alike_at: list[int]
    touching: Beside
    overlapping: Beside
    narrowest: int
    gaps: list[Line]
    degraded: list[Line]


def answer(
    config: Mapping[str, Any], lstm: Mapping[str, Any], plain: Mapping[str, Any], **tables: pd.DataFrame
) -> LineNetwork:
    """What the steps ``line_network`` and ``reading_of_lines`` say.

    Args:
        config: resolved; lstm, plain: ``results/line_network/lstm.json`` and ``plain.json``.
        tables: of cuts, both networks and the floor ``summary.csv``, by name, and ``pages.csv``, by name and
            ``_pages``.
    """
    own, training = config["reading"], config["line_network"]
    conditions = [line(tables, name) for name in tables[LSTM].condition]
    gaps = sorted((found for found in conditions if found.gap is not None), key=lambda one: -(one.gap or 0))
    by_gap, by_name = {found.gap: found for found in gaps}, {found.condition: found for found in conditions}
    narrowest = gaps[-1]
    at = {
        side: [found.gap for found in gaps if found.ahead == side and found.gap is not None]
        for side in ("fewer", "more", "undecided")
    }
    touching, overlapping = (
        reading.saved(tables, PLAIN, LSTM, found.condition) for found in (by_gap[0], narrowest)
    )
    beside = by_gap[0].plain, narrowest.plain
    assert beside[0] is not None
    assert beside[1] is not None
    return LineNetwork(
        problem=None,
        question="Can the network read a line that nobody has cut?",
        verdict=reading.ahead(len(at["fewer"]), len(gaps)),
        numbers={
            "apart": by_gap[4].lstm.error,
            "near": by_gap[1].lstm.error,
            "touching": by_gap[0].lstm.error,
            "touching_cuts": by_gap[0].cuts.error,
            "touching_plain": beside[0].error,
            "touching_saved": touching,
            "touching_over_cuts": by_gap[0].saved,
            "narrowest_over_cuts": narrowest.saved,
            "narrowest": narrowest.lstm.error,
            "narrowest_cuts": narrowest.cuts.error,
            "narrowest_plain": beside[1].error,
            "narrowest_saved": overlapping,
            "photo": by_name["photo"].lstm.error,
            "photo_touching": by_name["photo, gap 0"].lstm.error,
            "precision": by_gap[-1].precision,
            "recall": by_gap[-1].recall,
            "fewest_lines": min((found.lines for found in conditions), key=lambda found: found.value or 0),
            "made_up": Number(lstm["lines"], "lstm", unit="lines"),
            "parameters": Number(lstm["parameters"], "lstm"),
            "parameters_plain": Number(plain["parameters"], "plain"),
            "loss": Number(lstm["loss"], "lstm"),
            "loss_plain": Number(plain["loss"], "plain"),
            "sees": Number(lstm["sees"], "lstm", unit="pixels"),
        },
        pages=own["pages"],
        digits=own["pages"] * own["lines"] * own["digits"],
        units=training["units"],
        updates=training["updates"],
        lines=training["lines"],
        ahead_at=at["fewer"],
        behind_at=at["more"],
        alike_at=at["undecided"],
        touching=reading.beside(touching),
        overlapping=reading.beside(overlapping),
        narrowest=narrowest.gap or 0,
        gaps=gaps,
        degraded=[found for found in conditions if found.gap is None],
    )


def line(tables: Mapping[str, pd.DataFrame], condition: str) -> Line:
    """One condition, of all ways that were measured under it."""
    found = reading.row_of(tables[LSTM], condition)
    saved = reading.saved(tables, CUTS, LSTM, condition)

    def measured(name: str, of: str) -> Number:
        if not found[of]:  # a network that reads nothing has no boxes
            return Number(None, LSTM, n=0, unit="share")
        return interval(found, name, LSTM, int(found[of]), "share")

    return Line(
        condition=condition,
        gap=int(condition.removeprefix("gap ")) if condition.startswith("gap ") else None,
        floor=reading.errors(tables, FLOOR, condition),
        cuts=reading.errors(tables, CUTS, condition),
        plain=(
            reading.errors(tables, PLAIN, condition) if condition in set(tables[PLAIN].condition) else None
        ),
        lstm=reading.errors(tables, LSTM, condition),
        saved=saved,
        ahead=reading.beside(saved),
        precision=measured("precision", "found"),
        recall=measured("recall", "digits"),
        lines=measured("line_recall", "lines"),
    )
