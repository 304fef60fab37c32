"""How are lines of digits read, apart and touching?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from digitlab import statistics
from digitlab.answers.section import Number, Section
from digitlab.answers.tables import Row, interval
from digitlab.report.formats import general

# By the names of their artifacts.
FLOOR, ALONE = "isolated", "alone"
WAYS = ("components_dilated", "components", "cuts_plain", "cuts_further", "cuts_junk", "cuts")
KINDS = ("misread", "merged", "split", "cropped", "missed", "spurious")
# Where the assumptions are put to the test: digits of both kinds stand there.
TOUCHING, BROKEN = "gap 1", "broken strokes"
# The gaps at which kinds of failures are listed.
KINDS_AT = ("gap 4", "gap 1", "gap 0", "gap -1")
# Below this a probability is called unlikely by chance.
LEVEL = 0.05

Ahead = Literal["at every gap", "at some gaps", "at no gap"]
Beside = Literal["fewer", "more", "undecided"]
Assumed = Literal["fail more", "fail less", "undecided"]


@dataclass(frozen=True)
class Cell:
    """A way to read under a condition: edits, and their share of the digits with its interval over pages."""

    way: str
    edits: int
    error: Number


@dataclass(frozen=True)
class Line:
    """One condition: every way's errors, and boxes and lines of the cuts.

    Attributes:
        gap: of a condition that is one alone, else None; changes: what is unlike a clean page, by its name.
        floor: errors of digits cut out by the truth; cells: of each way that was measured.
        saved: errors of components less those of cuts, page by page; ahead: what that says of cuts.
        widened: ``ahead`` beside components of ink that was widened.
        precision, recall: of the cuts' boxes; lines: found by them.
    """

    condition: str
    gap: int | None
    changes: dict[str, float]
    floor: Cell
    cells: list[Cell]
    saved: Number
    ahead: Beside
    widened: Beside
    precision: Number
    recall: Number
    lines: Number


@dataclass(frozen=True)
class Kinds:
    """How many of so many digits failed in which way, and how many boxes lie on none, as ``KINDS``."""

    condition: str
    way: str
    digits: int
    counts: list[int]


@dataclass(frozen=True)
class Assumption:
    """An assumption of the components, against what failed.

    Attributes:
        condition: where.
        broken, kept: of the digits that break it and of the others the share that is not read.
        of_failed: of those that are not read the share that breaks it.
        p: Fisher's exact test that the first two are one; None where one of them has no digit.
        verdict: what the digits that break it do.
        cuts_broken: as ``broken``, by cuts.
    """

    condition: str
    broken: Number
    kept: Number
    of_failed: Number
    p: float | None
    verdict: Assumed
    cuts_broken: Number


@dataclass(frozen=True, kw_only=True)
class Reading(Section):
    """``verdict``: at which gaps cuts make fewer errors than connected pieces.

    Attributes:
        pages, digits: of each condition; per_page: digits on each.
        ahead_at, behind_at: gaps at which cuts are ahead, and at which components are, as words have them.
        widened_alike, widened_ahead: gaps at which components of widened ink cannot be told from cuts, and at
            which they are ahead.
        alone: cuts without all that is added to them beside components, at a gap of 4.
        further, junk, weights: with the network's further training beside without, with its class for junk
            beside the same network without, and with learnt weights beside without, at a gap of 4.
        floor: cuts beside digits cut out by the truth, at a gap of 4.
        gaps, degraded: a line each.
        kinds: of failures by condition, components and cuts.
        touch, pieces: the two assumptions.
    """

    verdict: Ahead
    pages: int
    digits: int
    per_page: int
    ahead_at: list[str]
    behind_at: list[str]
    widened_alike: list[str]
    widened_ahead: list[str]
    alone: Beside
    further: Beside
    junk: Beside
    weights: Beside
    floor: Beside
    gaps: list[Line]
    degraded: list[Line]
    kinds: list[Kinds]
    touch: Assumption
    pieces: Assumption


def answer(config: Mapping[str, Any], segments: Mapping[str, Any], **tables: pd.DataFrame) -> Reading:
    """What the steps ``segments`` and ``reading`` say.

    Args:
        config: resolved; segments: ``results/segments/summary.json``.
        tables: of each of ``WAYS`` and of the floor its ``summary.csv``, by its name, and ``pages.csv``, by
            its name and ``_pages``.
    """
    own = config["reading"]
    lines = [line(tables, name) for name in tables["components"].condition]
    gaps = sorted((found for found in lines if found.gap is not None), key=lambda found: -(found.gap or 0))
    by_gap, by_name = {found.gap: found for found in gaps}, {found.condition: found for found in lines}
    differences = {
        "alone": saved(tables, "components", "cuts_plain", "gap 4"),
        "further": saved(tables, "cuts_plain", "cuts_further", "gap 4"),
        "junk": saved(tables, "cuts_further", "cuts_junk", "gap 4"),
        "weights": saved(tables, "cuts_junk", "cuts", "gap 4"),
        "floor": saved(tables, FLOOR, "cuts", "gap 4"),
    }
    ahead_at = at_gaps(gaps, "ahead", "fewer")
    return Reading(
        problem=None,
        question="How are lines of digits read, apart and touching?",
        verdict=ahead(len(ahead_at), len(gaps)),
        numbers={
            "apart_components": cell(by_gap[4], "components").error,
            "apart_cuts": cell(by_gap[4], "cuts").error,
            "touching_components": cell(by_gap[0], "components").error,
            "touching_cuts": cell(by_gap[0], "cuts").error,
            "touching_saved": by_gap[0].saved,
            "photo": cell(by_name["photo"], "cuts").error,
            "photo_touching": cell(by_name["photo, gap 0"], "cuts").error,
            "plain": cell(by_gap[4], "cuts_plain").error,
            "trained_further": cell(by_gap[4], "cuts_further").error,
            "with_junk": cell(by_gap[4], "cuts_junk").error,
            "floor": by_gap[4].floor.error,
            "alone": errors(tables, FLOOR, ALONE).error,
            **{f"{name}_saved": number for name, number in differences.items()},
            "precision": by_gap[-1].precision,
            "recall": by_gap[-1].recall,
            "fewest_lines": min((found.lines for found in lines), key=lambda found: found.value or 0),
            "segments": Number(sum(segments["segments"]), "segments"),
            "junk_segments": Number(segments["segments"][-1], "segments"),
            "fitted_lines": Number(segments["lines"], "segments"),
            "edges": Number(segments["edges"] / max(1, segments["characters"]), "segments"),
            "reachable": share(segments["reachable"], segments["characters"], "segments"),
        },
        pages=own["pages"],
        digits=own["pages"] * own["lines"] * own["digits"],
        per_page=own["lines"] * own["digits"],
        ahead_at=ahead_at,
        behind_at=at_gaps(gaps, "ahead", "more"),
        widened_alike=at_gaps(gaps, "widened", "undecided"),
        widened_ahead=at_gaps(gaps, "widened", "more"),
        alone=beside(differences["alone"]),
        further=beside(differences["further"]),
        junk=beside(differences["junk"]),
        weights=beside(differences["weights"]),
        floor=beside(differences["floor"]),
        gaps=gaps,
        degraded=[found for found in lines if found.gap is None],
        kinds=[kinds(tables, way, name) for name in KINDS_AT for way in ("components", "cuts")],
        touch=assumption(tables, TOUCHING, "touch"),
        pieces=assumption(tables, BROKEN, "pieces"),
    )


def line(tables: Mapping[str, pd.DataFrame], condition: str) -> Line:
    """One condition, of all ways that were measured under it."""
    found = row_of(tables["cuts"], condition)
    difference = saved(tables, "components", "cuts", condition)

    def measured(name: str, of: str) -> Number:
        return interval(found, name, "cuts", int(found[of]), "share")

    return Line(
        condition=condition,
        gap=int(condition.removeprefix("gap ")) if condition.startswith("gap ") else None,
        changes=json.loads(found["changes"]),
        floor=errors(tables, FLOOR, condition),
        cells=[errors(tables, way, condition) for way in WAYS if condition in set(tables[way].condition)],
        saved=difference,
        ahead=beside(difference),
        widened=beside(saved(tables, "components_dilated", "cuts", condition)),
        precision=measured("precision", "found"),
        recall=measured("recall", "digits"),
        lines=measured("line_recall", "lines"),
    )


def at_gaps(gaps: Sequence[Line], name: Literal["ahead", "widened"], verdict: Beside) -> list[str]:
    """The gaps at which a verdict is this one, as words have them."""
    return [general(of.gap) for of in gaps if of.gap is not None and getattr(of, name) == verdict]


def errors(tables: Mapping[str, pd.DataFrame], way: str, condition: str) -> Cell:
    """A way's errors under a condition."""
    found = row_of(tables[way], condition)
    error = interval(found, "error", way, int(found["digits"]), "share")
    return Cell(way, int(found["edits"]), error)


def cell(of: Line, way: str) -> Cell:
    """One way's errors in a line."""
    [found] = [each for each in of.cells if each.way == way]
    return found


def saved(tables: Mapping[str, pd.DataFrame], first: str, second: str, condition: str) -> Number:
    """Errors of the first way less those of the second, a digit, page by page on the same pages."""
    pages = [tables[f"{way}_pages"] for way in (first, second)]
    one, other = (own[own.condition == condition].set_index("page") for own in pages)
    difference = (one.edits / one.digits - other.edits / other.digits).to_numpy()
    mean, low, high = statistics.mean_interval(difference, statistics.student(len(difference)))
    return Number(mean, f"{second}_pages", low=low, high=high, n=len(difference), unit="points")


def beside(difference: Number) -> Beside:
    """Whether the second of two ways makes fewer errors than the first, by what it saves."""
    assert difference.low is not None
    assert difference.high is not None
    verdicts: dict[str, Beside] = {"positive": "fewer", "negative": "more", "undecided": "undecided"}
    return verdicts[statistics.sign(difference.low, difference.high)]


def ahead(at: int, of: int) -> Ahead:
    """The verdict on cuts beside components: ahead at so many of so many gaps."""
    return "at every gap" if at == of else "at some gaps" if at else "at no gap"


def kinds(tables: Mapping[str, pd.DataFrame], way: str, condition: str) -> Kinds:
    """How digits failed."""
    found = row_of(tables[way], condition)
    return Kinds(condition, way, int(found["digits"]), [int(found[kind]) for kind in KINDS])


def assumption(tables: Mapping[str, pd.DataFrame], condition: str, name: str) -> Assumption:
    """One of the two assumptions of the components, ``touch`` or ``pieces``, put to the test."""
    found, cuts = (row_of(tables[way], condition) for way in ("components", "cuts"))
    broken, failed = int(found[name]), int(found[f"{name}_failed"])
    every = int(found["digits"])
    all_failed = every - int(found["right"])
    kept, kept_failed = every - broken, all_failed - failed
    p = statistics.fisher(failed, broken, kept_failed, kept) if broken and kept else None
    return Assumption(
        condition=condition,
        broken=share(failed, broken, "components"),
        kept=share(kept_failed, kept, "components"),
        of_failed=share(failed, all_failed, "components"),
        p=p,
        verdict=assumed(failed, broken, kept_failed, kept, p),
        cuts_broken=share(int(cuts[f"{name}_failed"]), broken, "cuts"),
    )


def assumed(failed: int, broken: int, kept_failed: int, kept: int, p: float | None) -> Assumed:
    """What the digits that break an assumption do, beside the others."""
    if p is None or p >= LEVEL:
        return "undecided"
    return "fail more" if failed * kept > kept_failed * broken else "fail less"


def share(part: int, of: int, source: str) -> Number:
    """A share with Wilson's interval; not defined of nothing."""
    if not of:
        return Number(None, source, n=0, unit="share")
    low, high = statistics.wilson(part, of)
    return Number(part / of, source, low=low, high=high, n=of, unit="share")


def row_of(table: pd.DataFrame, condition: str) -> Row:
    """The row of one condition."""
    own = table[table.condition == condition]
    return {str(name): own[name].item() for name in own}
