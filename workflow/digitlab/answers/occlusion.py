"""Which parts of a digit does the network need?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import pandas as pd

from digitlab import regions, statistics
from digitlab.answers.default_label import default_label
from digitlab.answers.occlusion_parts import Ranking, by_part, named_by_others
from digitlab.answers.others import solutions
from digitlab.answers.section import Number, Section
from digitlab.answers.tables import Row, rows, share
from digitlab.data.mnist import SIDE

# Parts that fewer of the class's images have say little of the class.
SELDOM = 0.1
# Correlations of one image's map with its class's: a third of the variance, and a tenth.
TYPICAL, PARTLY_TYPICAL = 0.6, 0.3
# So many of the labels that win are named; the rest are counted.
NAMED = 3

Need = Literal["a part", "no part alone"]
Over = Literal["ink", "background"]
Typical = Literal["typical", "partly typical", "not typical"]


@dataclass(frozen=True)
class Place:
    """A place of the square, with what it hides and what the network says.

    Attributes:
        row, column: of the map; ``top``, ``left``: of the image, pixels.
        part: of the digit, in which the hidden ink lies; ``over``: whether there is any.
        probability: of the digit; ``label``: what it is taken for, with the ``highest`` probability.
        changed: whether that is another label than the digit's.
    """

    row: int
    column: int
    top: int
    left: int
    part: str
    over: Over
    ink: float
    probability: float
    label: int
    highest: float
    changed: bool


@dataclass(frozen=True)
class Example:
    """The one digit.

    Attributes:
        labels: all that are seen at some position.
        elsewhere: a row each for those that are wrong, with their ``positions``.
        worst: the place of the lowest probability; ``places``: those of the deepest drops.
        parts: in which the ones below one half lie, where these are several.
        last: number of the map's last row, and column, from 0.
    """

    index: int
    labels: list[int]
    elsewhere: list[Row]
    worst: Place
    places: list[Place]
    parts: list[str]
    last: int


@dataclass(frozen=True)
class Everyone:
    """Every digit of the class.

    Attributes:
        winners: the labels that win where the digit's is lost, most frequent first, and ``more``: how many
            others there are.
        default: whether the first of them is the label of a blank image; None: the digit's never loses.
        typical: whether the example's map is that of its class; None: it does not vary.
        ranking: None where no part is hidden in enough images.
        smallest, largest: sides of the squares compared, pixels.
        named: a row for each published solution, with the ``part`` that it names and, as ``ours``, the row of
            that part here, None: no digit has it; ``by_drop``, ``by_worst``: its place among the parts, 1 the
            first, by the mean drop and by how often the single worst square lies there.
    """

    winners: list[Row]
    more: int
    default: Literal["wins", "does not win"] | None
    typical: Typical | None
    ranking: Ranking | None
    smallest: int
    largest: int
    named: list[Row]


@dataclass(frozen=True, kw_only=True)
class Occlusion(Section):
    """``verdict``: whether hiding a part of the example brings its probability below one half."""

    CLAIMS: ClassVar[tuple[str, ...]] = (
        "everyone.ranking.most",
        "everyone.ranking.by_ink",
        "everyone.ranking.beyond_ink",
        "everyone.ranking.commonest",
        "everyone.ranking.deepest",
        "everyone.ranking.worst",
        "everyone.ranking.deepest and everyone.ranking.commonest",
        "everyone.ranking.deepest and everyone.ranking.commonest and everyone.ranking.worst",
    )

    verdict: Need
    digit: int
    patch: int
    stride: int
    example: Example
    everyone: Everyone

    def about(self, first: Section) -> dict[str, float]:
        """How often the parts that come first in another network do so in this one, by either measure."""
        own = self.everyone.ranking
        named = first.everyone.ranking if isinstance(first, Occlusion) else None
        if own is None or named is None:
            return {}
        rows_of = {row["part"]: row for row in own.by_image}
        parts = {"commonest": (named.commonest, "deepest"), "worst": (named.worst, "worst")}
        # A part that comes first in no image has no row.
        return {
            number: float(rows_of[part][f"{name}_share"]) if part in rows_of else 0.0
            for number, (part, name) in parts.items()
        }


def answer(
    config: Mapping[str, Any],
    example: Mapping[str, Any],
    everyone: Mapping[str, Any],
    parts: pd.DataFrame,
    sizes: pd.DataFrame,
    defaults: Mapping[str, Any],
    published: Mapping[str, Any],
) -> Occlusion:
    """What the steps ``occlusion`` and ``occlusion_all`` say.

    Args:
        config: resolved.
        example: ``results/occlusion/summary.json``; ``everyone``: ``results/cnn/occlusion/all.json``, or of
            another network.
        parts: ``parts.csv`` there, and ``sizes``: ``sizes.csv``.
        defaults: ``results/cnn/shift/defaults.json``, what is said where there is no digit.
        published: ``workflow/reference/published_answers.json``.
    """
    named = named_by_others(solutions(published, example["digit"]), rows(parts))
    class_wide, numbers = all_digits(everyone, rows(parts), rows(sizes), defaults, named)
    return Occlusion(
        problem="Problem 2 (1), (2)",
        question="Which parts of the digit does the network need?",
        verdict="a part" if example["below_half"] else "no part alone",
        numbers=one_digits_numbers(example) | numbers,
        digit=example["digit"],
        patch=example["patch"],
        stride=example["stride"],
        example=one_digit(example),
        everyone=class_wide,
    )


def one_digit(example: Mapping[str, Any]) -> Example:
    """The example's labels, and the places that matter most.

    Args:
        example: ``results/occlusion/summary.json``.
    """
    digit, stride = example["digit"], example["stride"]
    places = [
        Place(
            row=marked["top"] // stride,
            column=marked["left"] // stride,
            over="background" if marked["part"] == regions.NAMES[regions.NO_INK] else "ink",
            changed=marked["label"] != digit,
            **marked,
        )
        for marked in example["marked"]
    ]
    below = list(dict.fromkeys(place.part for place in places if place.probability < statistics.HALF))
    return Example(
        index=example["index"],
        labels=[int(label) for label in example["labels"]],
        elsewhere=[
            {"label": int(label), "positions": positions}
            for label, positions in example["labels"].items()
            if int(label) != digit
        ],
        worst=places[0],
        places=places,
        parts=below if len(below) > 1 else [],
        last=(SIDE - example["patch"]) // stride,
    )


def one_digits_numbers(example: Mapping[str, Any]) -> dict[str, Number]:
    """The figures quoted of the example."""
    positions = example["positions"]
    kept = example["labels"].get(str(example["digit"]), 0)

    def of_positions(value: float, unit: str) -> Number:
        return Number(value, "example", n=positions, unit=unit)

    return {
        "probability_uncovered": Number(example["probability_uncovered"], "example", unit="share"),
        "positions": Number(positions, "example", unit="positions"),
        "kept": of_positions(kept, "positions"),
        "kept_share": of_positions(kept / positions, "share"),
        "below_half": of_positions(example["below_half"], "positions"),
        "lowest": of_positions(example["lowest"], "share"),
    }


def all_digits(
    everyone: Mapping[str, Any],
    parts: list[Row],
    sizes: list[Row],
    defaults: Mapping[str, Any],
    named: list[Row],
) -> tuple[Everyone, dict[str, Number]]:
    """What the class says, and the figures quoted of it.

    Args:
        everyone: ``results/cnn/occlusion/all.json``; ``parts``, ``sizes``: rows of the tables there.
        defaults: ``results/cnn/shift/defaults.json``; ``named``: what others name.
    """
    digits = everyone["digits"]
    covered = digits * everyone["positions"]
    winners: list[Row] = [
        {"label": label, "positions": count}
        for label, count in enumerate(everyone["labels"])
        if label != everyone["digit"] and count
    ]
    # Of labels that win alike often the larger is named first.
    winners.sort(key=lambda row: (row["positions"], row["label"]), reverse=True)
    inked = [row for row in parts if row["part"] != regions.NAMES[regions.NO_INK]]
    ranked = [row for row in inked if row["digits"] / digits >= SELDOM]
    smallest, largest = sizes[0], sizes[-1]
    ranking, numbers = by_part(ranked, inked, parts, everyone)
    default, of_default = default_label(defaults)
    numbers |= {
        "blank_probability": of_default["blank_probability"],
        "digits": Number(digits, "everyone", unit="images"),
        "covered": Number(covered, "everyone", unit="images"),
        "vulnerable": Number(everyone["vulnerable"], "everyone", n=digits, unit="images"),
        "vulnerable_share": share(everyone, "vulnerable", "everyone", digits),
        "flipped": Number(everyone["flipped_share"], "everyone", n=covered, unit="share"),
        "with_class": Number(everyone["example_with_class"], "everyone", unit="correlation"),
        "compared_digits": Number(smallest["digits"], "sizes", unit="images"),
        "smallest_vulnerable": share(smallest, "vulnerable", "sizes", smallest["digits"]),
        "largest_vulnerable": share(largest, "vulnerable", "sizes", largest["digits"]),
    }
    return (
        Everyone(
            winners=winners[:NAMED],
            more=len(winners[NAMED:]),
            default=None
            if not winners
            else "wins"
            if winners[0]["label"] == default.label
            else "does not win",
            typical=how_typical(everyone["example_with_class"]),
            ranking=ranking,
            smallest=smallest["patch"],
            largest=largest["patch"],
            named=named,
        ),
        numbers,
    )


def how_typical(correlation: float | None) -> Typical | None:
    """The verdict on the correlation of the example's map with its class's."""
    if correlation is None:
        return None
    if correlation > TYPICAL:
        return "typical"
    return "partly typical" if correlation > PARTLY_TYPICAL else "not typical"
