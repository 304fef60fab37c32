"""Which part of a digit matters most to the network, and is that its ink?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from digitlab import regions, statistics
from digitlab.answers.section import Number
from digitlab.answers.tables import Row, interval, share

# Shares of the drop's variance that a monotone fit on the ink hidden explains: above the first most of it is
# the ink, below the second little.
MOSTLY_INK, PARTLY_INK = 2 / 3, 1 / 3
# A drop beyond the ink's own monotone fit that is more than a hundredth of the probability.
BEYOND_INK = 0.01
# What chance alone makes of two counts more seldom than this tells them apart.
UNLIKELY = 0.05
# In surely more than this share of the images, the 95% interval above it, a part is the first of most.
MOST = 0.5

ByInk = Literal["mostly", "partly", "mostly not"]
Deepest = Literal["most", "differs", "depends", "undecided"]


@dataclass(frozen=True)
class Ranking:
    """Parts of the digit by the probability's drop when they are hidden: the deepest, the next, the least.

    Attributes:
        by_ink: whether the amount of ink hidden explains where it drops; None: nothing varies.
        beyond_ink: the part that matters most beyond its ink; None: none does.
        commonest: the part that is the deepest of its image most often, by the mean over its squares;
            ``worst``: the one in which an image's single worst square lies most often.
        not_apart: from the commonest the parts that cannot be told apart, a row each; ``worst_not_apart``:
            those from the worst.
        deepest: whether these are one part, and that in most images.
        by_image: a row a part, in how many images it is the first in one way or the other.
        parts: how many there are to be ranked.
    """

    most: str
    second: str | None
    least: str | None
    by_ink: ByInk | None
    beyond_ink: str | None
    commonest: str
    not_apart: list[Row]
    worst: str
    worst_not_apart: list[Row]
    deepest: Deepest
    by_image: list[Row]
    parts: int


def by_part(
    ranked: list[Row], inked: list[Row], every: list[Row], everyone: Mapping[str, Any]
) -> tuple[Ranking | None, dict[str, Number]]:
    """Which parts matter, and whether that is their ink.

    Args:
        ranked: rows of ``parts.csv`` that enough images have, the deepest drop first; ``inked``: those of all
            parts with ink; ``every``: with that of no ink.
        everyone: ``all.json`` there.
    """
    varied = everyone["ink_digits"]

    def drop(row: Row | None) -> Number:
        return interval(row, "drop", "parts", row["digits"], "points") if row else Number(None, "parts")

    most = ranked[0] if ranked else None
    second = ranked[1] if len(ranked) > 1 else None
    least = ranked[-1] if len(ranked) > 2 else None
    # The first of those that matter alike.
    beyond = max(ranked, key=lambda row: float(row["beyond_ink"]), default=None)
    if beyond and beyond["beyond_ink"] <= BEYOND_INK:
        beyond = None
    first, worst = (max(inked, key=lambda row: int(row[name]), default=None) for name in ("deepest", "worst"))
    by_image = sorted(
        (row for row in every if row["deepest"] or row["worst"]), key=lambda row: -int(row["deepest"])
    )
    numbers = {
        "most_drop": drop(most),
        "second_drop": drop(second),
        "least_drop": drop(least),
        "beyond_ink": interval(beyond, "beyond_ink", "parts", beyond["digits"], "points")
        if beyond
        else Number(None, "parts"),
        "by_line": interval(everyone, "by_line", "everyone", varied, "share"),
        "by_monotone": interval(everyone, "by_monotone", "everyone", varied, "share"),
        "commonest": share(first, "deepest", "parts", everyone["digits"]) if first else Number(None, "parts"),
        "worst": share(worst, "worst", "parts", everyone["digits"]) if worst else Number(None, "parts"),
    }
    if most is None or first is None or worst is None:
        return None, numbers
    by_mean, by_worst = not_apart(inked, first, "deepest"), not_apart(inked, worst, "worst")
    return (
        Ranking(
            most=most["part"],
            second=second["part"] if second else None,
            least=least["part"] if least else None,
            by_ink=how_much_is_ink(everyone["by_monotone"]),
            beyond_ink=beyond["part"] if beyond else None,
            commonest=first["part"],
            not_apart=by_mean,
            worst=worst["part"],
            worst_not_apart=by_worst,
            deepest=which_matters(first, worst, by_mean, by_worst),
            by_image=by_image,
            parts=len(inked),
        ),
        numbers,
    )


def not_apart(parts: list[Row], first: Row, name: str) -> list[Row]:
    """The parts that cannot be told apart from the one that comes first, by how many images each is first in.

    An image counts for one part. Of the images of two parts, each is as likely to be of one as of the other
    where the parts are alike: the exact test of McNemar's, with Holm's correction for the number of parts.

    Args:
        parts: rows of ``parts.csv`` with ink; ``first``: of them, that with the largest count ``name``.

    Returns:
        A row each with its ``part``, ``share`` and the corrected ``p``, the most frequent first.
    """
    others = [row for row in parts if row is not first]
    chances = statistics.holm([statistics.mcnemar(int(first[name]), int(row[name])) for row in others])
    found: list[Row] = [
        {"part": row["part"], "share": row[f"{name}_share"], "p": p}
        for row, p in zip(others, chances, strict=True)
        if p >= UNLIKELY
    ]
    return sorted(found, key=lambda row: -float(row["share"]))


def which_matters(first: Row, worst: Row, by_mean: list[Row], by_worst: list[Row]) -> Deepest:
    """The verdict on what matters most in an image, by two measures.

    Args:
        first: row of the part that is the deepest of its image most often, by the mean over its squares;
            ``worst``: of the part in which the single worst square lies most often.
        by_mean: parts that cannot be told apart from the first; ``by_worst``: from the worst.

    Returns:
        ``depends``: on the measure, as no part can be the first by both; ``undecided``: one can, but others
        too; ``most``: one is, and in most images by both; ``differs``: one is, but not in most.
    """
    leads = {first["part"], *(row["part"] for row in by_mean)}
    worst_leads = {worst["part"], *(row["part"] for row in by_worst)}
    if not leads & worst_leads:
        return "depends"
    if len(leads | worst_leads) > 1:
        return "undecided"
    return "most" if min(first["deepest_low"], worst["worst_low"]) > MOST else "differs"


def place(own: list[Row], part: str, name: str) -> int | None:
    """A part's place among those with ink by a figure, 1 for the largest; equals share the first of them."""
    found = {str(row["part"]): float(row[name]) for row in own}
    return 1 + sum(value > found[part] for value in found.values()) if part in found else None


def named_by_others(solutions: Mapping[str, Mapping[str, Any]], parts: list[Row]) -> list[Row]:
    """The part that each published solution names, with this network's row of ``parts.csv``."""
    own = {row["part"]: row for row in parts}
    inked = [row for row in parts if row["part"] != regions.NAMES[regions.NO_INK]]
    return [
        {"solution": letter, "part": said["part"], "ours": own.get(said["part"])}
        | {f"by_{name}": place(inked, said["part"], name) for name in ("drop", "worst")}
        for letter, said in solutions.items()
    ]


def how_much_is_ink(explained: float | None) -> ByInk | None:
    """The verdict on the mean share of the drop's variance that the monotone fit on the ink explains."""
    if explained is None:
        return None
    if explained > MOSTLY_INK:
        return "mostly"
    return "partly" if explained > PARTLY_INK else "mostly not"
