"""What stands on the pages that a reader gave?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from digitlab import statistics
from digitlab.answers.section import Number, Section

# The largest share of errors at which digits of a height count as read.
ALLOWED = 0.03
# Of a page's labels: from this share doubtful on, it is said to be mostly doubtful.
MOSTLY = 0.5

Outcome = Literal["nothing", "sure", "some doubtful", "mostly doubtful"]
Marked = Literal["more", "fewer", "undecided"]


@dataclass(frozen=True)
class Character:
    """A label, and whether it is doubtful."""

    label: str
    doubtful: bool


@dataclass(frozen=True)
class OwnPage:
    """One picture.

    Attributes:
        number: from 1, in the config's order; file, name: its file's name and its results'.
        outcome: how sure its labels are; digits, doubtful: how many.
        dark: whether it is mostly dark, as light writing on a dark ground is.
        small: whether its digits are lower than those that were read well.
        lines: of each its characters.
    """

    number: int
    file: str
    name: str
    kind: str
    width: int
    height: int
    reduced: bool
    outcome: Outcome
    digits: int
    doubtful: int
    dark: bool
    small: bool
    lines: list[list[Character]]


@dataclass(frozen=True, kw_only=True)
class OwnPages(Section):
    """``verdict``: how sure the labels of all pages together are.

    Attributes:
        pages: in the config's order.
        lowest: the height in pixels from which digits were read well; None where none was.
        heights: that were tried, a row each; marked: whether letters are doubtful more often than digits.
        doubt: the probability below which a label is doubtful; allowed: the share of errors of digits that
            are read well.
    """

    verdict: Outcome
    pages: list[OwnPage]
    lowest: int | None
    heights: list[Mapping[str, Any]]
    marked: Marked
    doubt: float
    allowed: float


def answer(
    config: Mapping[str, Any], pages: Sequence[Mapping[str, Any]], limits: Mapping[str, Any]
) -> OwnPages:
    """What the pages' summaries, in the config's order, and ``results/own_limits/summary.json`` say."""
    lowest = lowest_read(limits["heights"])
    found = [own_page(number, page, lowest) for number, page in enumerate(pages, 1)]
    digits, doubtful = sum(page.digits for page in found), sum(page.doubtful for page in found)
    at_lowest = next((row for row in limits["heights"] if row["height"] == lowest), None)
    return OwnPages(
        problem=None,
        question="What stands on your own pages?",
        verdict=outcome(digits, doubtful),
        numbers={
            "digits": Number(digits, "pages", unit="digits"),
            "doubtful": Number(doubtful, "pages", n=digits, unit="digits"),
            "lowest_error": Number(
                at_lowest["error"] if at_lowest else None,
                "limits",
                low=at_lowest["low"] if at_lowest else None,
                high=at_lowest["high"] if at_lowest else None,
                n=at_lowest["digits"] if at_lowest else None,
                unit="share",
            ),
            "letters": share(limits["letters"]),
            "digits_doubtful": share(limits["digits"]),
        },
        pages=found,
        lowest=lowest,
        heights=[dict(row) for row in limits["heights"]],
        marked=marked(limits["letters"], limits["digits"]),
        doubt=limits["doubt"],
        allowed=ALLOWED,
    )


def own_page(number: int, page: Mapping[str, Any], lowest: int | None) -> OwnPage:
    """One picture's part of the answer."""
    lines = [
        [Character(label, place in line["doubtful"]) for place, label in enumerate(line["text"])]
        for line in page["lines"]
    ]
    digits = sum(map(len, lines))
    doubtful = sum(character.doubtful for line in lines for character in line)
    tall = page["height_read"]
    return OwnPage(
        number=number,
        digits=digits,
        doubtful=doubtful,
        outcome=outcome(digits, doubtful),
        small=lowest is not None and tall is not None and tall < lowest,
        lines=lines,
        **{key: page[key] for key in ("file", "name", "kind", "width", "height", "reduced", "dark")},
    )


def outcome(digits: int, doubtful: int) -> Outcome:
    """How sure so many labels are, of which so many are doubtful."""
    if not digits:
        return "nothing"
    if not doubtful:
        return "sure"
    return "mostly doubtful" if doubtful >= MOSTLY * digits else "some doubtful"


def lowest_read(heights: Sequence[Mapping[str, Any]]) -> int | None:
    """The lowest height from which on all that were tried are read with few errors; None: there is none."""
    found = None
    for row in sorted(heights, key=lambda row: -int(row["height"])):
        if row["error"] > ALLOWED:
            break
        found = int(row["height"])
    return found


def share(part: Mapping[str, int]) -> Number:
    """The share of readings that are doubtful; None where there are none."""
    readings, doubtful = part["readings"], part["doubtful"]
    if not readings:
        return Number(None, "limits")
    low, high = statistics.wilson(doubtful, readings)
    return Number(doubtful / readings, "limits", low=low, high=high, n=readings, unit="share")


def marked(letters: Mapping[str, int], digits: Mapping[str, int]) -> Marked:
    """Whether letters are doubtful more often than digits, by Wilson's intervals."""
    first, second = share(letters), share(digits)
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return "undecided"
    return "more" if first.low > second.high else "fewer" if first.high < second.low else "undecided"
