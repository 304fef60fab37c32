"""Which printed characters does a network confuse that never saw their typeface?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from digitlab import statistics
from digitlab.answers.section import Number, Section
from digitlab.answers.tables import Row

# The pairs listed: those with the most errors.
PAIRS_LISTED = 8

Expectation = Literal["no errors", "all", "all and more", "some", "none"]
Difference = Literal["more", "fewer", "undecided"]


@dataclass(frozen=True)
class Pair:
    """Two characters that are taken for each other.

    Attributes:
        first, second: the characters; errors: readings of either as the other, of ``readings``.
        families: in how many it happens; expected: whether it is one of the expected pairs.
        share: of the readings, the mean over families.
    """

    first: str
    second: str
    errors: int
    readings: int
    families: int
    expected: bool
    share: Number


@dataclass(frozen=True, kw_only=True)
class Letters(Section):
    """``verdict``: how many of the expected pairs are among those confused most.

    Attributes:
        expected: the pairs expected to be confused most; found: those of them among the most confused.
        others: the most confused ones that were not expected; most: how many are confused most, found and
            others; tied: whether that is more than were expected, as the last ones have as many errors.
        pairs: the most often confused, a row each; pairs_left: how many more there are.
        unseen: whether a family that was not seen costs errors; ahead: whether the nearest of the glyphs as
            drawn makes more errors than the network, which learned from distorted ones.
        families: a row each; unused: by reason, the files that it holds for.
        files, copies, characters, training: of what and how much.
    """

    verdict: Expectation
    expected: list[str]
    found: list[str]
    others: list[str]
    most: int
    tied: bool
    pairs: list[Pair]
    pairs_left: int
    unseen: Difference
    ahead: Difference
    families: list[Row]
    unused: dict[str, list[str]]
    files: int
    copies: int
    characters: int
    networks: int
    updates: int
    batch_size: int


def answer(config: Mapping[str, Any], summary: Mapping[str, Any]) -> Letters:
    """What ``results/letters/summary.json`` says."""
    chosen, glyphs, copies = config["letters"], summary["glyphs"], summary["copies"]
    families = len(summary["families"])
    readings = glyphs * copies

    def over_families(name: str, unit: str = "share") -> Number:
        own = summary[name]
        low, high = (own["low"], own["high"]) if unit == "points" else within(own["low"], own["high"])
        return Number(own["mean"], "summary", low=low, high=high, n=families, unit=unit)

    expected = summary["expected"]
    top = most_confused(summary["pairs"], len(expected))
    return Letters(
        problem=None,
        question="Which printed characters does a network confuse that never saw their typeface?",
        verdict=as_expected(expected, top),
        numbers={
            "drawn": over_families("drawn"),
            "distorted": over_families("distorted"),
            "known": over_families("known"),
            "nearest": over_families("nearest"),
            "unseen": over_families("unseen", "points"),
            "ahead": over_families("ahead", "points"),
            "errors": Number(summary["errors"], "summary", n=readings, unit="readings"),
            "expected_errors": Number(
                summary["expected_errors"], "summary", n=summary["errors"], unit="readings"
            ),
            "glyphs": Number(glyphs, "summary", unit="glyphs"),
        },
        expected=[slashed(pair) for pair in expected],
        found=[slashed(pair) for pair in expected if pair in top],
        others=[slashed(pair) for pair in top if pair not in expected],
        most=len(top),
        tied=len(top) > len(expected),
        pairs=[pair(row, families) for row in summary["pairs"][:PAIRS_LISTED]],
        pairs_left=len(summary["pairs"][PAIRS_LISTED:]),
        unseen=difference(summary["unseen"]),
        ahead=difference(summary["ahead"]),
        families=[dict(row) for row in summary["families"]],
        unused=by_reason(summary["unused"]),
        files=summary["files"],
        copies=copies,
        characters=summary["characters"],
        networks=families,
        updates=chosen["updates"],
        batch_size=chosen["batch_size"],
    )


def most_confused(rows: Sequence[Mapping[str, Any]], count: int) -> list[str]:
    """The pairs of the most errors: so many, fewer where there are no more, and all that tie with the last.

    Args:
        rows: ``pair`` and ``errors``, the most errors first.
    """
    if len(rows) <= count:
        return [row["pair"] for row in rows]
    least = rows[count - 1]["errors"]
    return [row["pair"] for row in rows if row["errors"] >= least]


def as_expected(expected: Sequence[str], top: Sequence[str]) -> Expectation:
    """The verdict.

    Args:
        expected: the expected pairs; ``top``: those confused most.
    """
    if not top:
        return "no errors"
    found = sum(pair in top for pair in expected)
    if found == len(expected):
        return "all" if found == len(top) else "all and more"
    return "some" if found else "none"


def difference(interval: Mapping[str, float]) -> Difference:
    """What the interval of a difference of error shares says."""
    words: dict[str, Difference] = {"positive": "more", "negative": "fewer", "undecided": "undecided"}
    return words[statistics.sign(interval["low"], interval["high"])]


def within(low: float, high: float) -> tuple[float, float]:
    """The ends of a share's interval, kept where a share can be: Student's knows no bounds."""
    return max(0.0, low), min(1.0, high)


def slashed(pair: str) -> str:
    """``0O`` as ``0/O``."""
    return "/".join(pair)


def pair(row: Mapping[str, Any], families: int) -> Pair:
    """A row of the summary's pairs."""
    low, high = within(row["low"], row["high"])
    first, second = row["pair"]
    return Pair(
        first=first,
        second=second,
        errors=row["errors"],
        readings=row["readings"],
        families=row["families"],
        expected=row["expected"],
        share=Number(row["mean"], "summary", low=low, high=high, n=families, unit="share"),
    )


def by_reason(rows: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    """The files that are not used, by why."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["reason"], []).append(row["file"])
    return found
