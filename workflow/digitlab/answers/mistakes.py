"""Which test digits does the network get wrong?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import pandas as pd

from digitlab import statistics
from digitlab.answers.section import Number, Section
from digitlab.answers.tables import Row, rows, share

# What chance brings about less often than this is not put down to chance.
UNLIKELY = 0.05
# The pairs listed: those with the most errors.
PAIRS_LISTED = 8

Crowding = Literal["none", "gathered", "scattered"]
Comparison = Literal["none", "undecided", "fewer", "more"]


@dataclass(frozen=True)
class Pair:
    """Digits of the class ``truth`` that are taken for ``label``."""

    truth: int
    label: int


@dataclass(frozen=True)
class Extremes:
    """The digits that are found least and most often; ``apart``: whether their intervals do not meet."""

    least: int
    most: int
    apart: bool


@dataclass(frozen=True)
class Shared:
    """What networks alike but for the seed get wrong together.

    Attributes:
        networks: how many; in_any: images that one of them or more gets wrong; in_all: that each does.
        same_label: of these, how many get the same label from each.
    """

    networks: int
    in_any: int
    in_all: int
    same_label: int


@dataclass(frozen=True, kw_only=True)
class Mistakes(Section):
    """``verdict``: whether errors gather in the most confused ordered pair of digits, the one tested.

    Attributes:
        most: the most confused pair, and all others where several tie; empty: no errors;
            ``tied``: whether they do.
        pairs: those with the most errors, a row each; ``pairs_left``: how many more have any.
        augmentation: errors with it against errors without.
        extremes: None where no two digits are in the test set.
        by_digit: recall and precision, a row a digit.
        surest: the wrong image with the most confidence; None: no errors.
        wrong: those shown, the surest first, each with ``networks``: how many get it wrong.
        wrong_left: how many more there are.
        shared: None where there is one network.
    """

    verdict: Crowding
    most: list[Pair]
    tied: bool
    pairs: list[Row]
    pairs_left: int
    augmentation: Comparison
    extremes: Extremes | None
    by_digit: list[Row]
    surest: Row | None
    wrong: list[Row]
    wrong_left: int
    shared: Shared | None

    CLAIMS: ClassVar[tuple[str, ...]] = ("verdict and most", "most", "augmentation", "extremes.least")


def answer(
    config: Mapping[str, Any],
    summary: Mapping[str, Any],
    confusion: pd.DataFrame,
    digits: pd.DataFrame,
    wrong: pd.DataFrame,
    every: Sequence[pd.DataFrame],
) -> Mistakes:
    """What the step ``mistakes`` says.

    Args:
        config: resolved.
        summary: ``results/{run}/mistakes/summary.json``; confusion, digits, wrong: the tables there.
        every: the table ``wrong`` of each of the networks alike but for the seed, the report's first.
    """
    shown = config["mistakes"]["shown"]
    images, compared = summary["digits"], summary["unaugmented"]
    errors = compared["errors"]
    ranked = most_confused(confusion)
    times = Counter(index for table in every for index in table["index"])
    low, high = statistics.wilson(images - errors, images)
    extremes, of_extremes = found_least_and_most(digits)
    most = [
        Pair(int(row["truth"]), int(row["label"])) for row in ranked if row["digits"] == ranked[0]["digits"]
    ]
    return Mistakes(
        problem=None,
        question="Which test digits does the network get wrong, and what does it take them for?",
        verdict=crowded(errors, summary["crowding"]),
        numbers={
            "errors": Number(errors, "summary", n=images, unit="digits"),
            "accuracy": Number(1 - errors / images, "summary", low, high, images, "share"),
            "most_confused": Number(
                int(ranked[0]["digits"]) if ranked else 0, "confusion", n=errors, unit="digits"
            ),
            "evenly": Number(errors / (len(confusion) - len(digits)), "summary", n=errors, unit="digits"),
            "crowding": Number(summary["crowding"], "summary", n=errors, unit="probability"),
            "unaugmented_errors": Number(compared["other_errors"], "summary", n=images, unit="digits"),
            "only_here": Number(compared["only"], "summary", n=images, unit="digits"),
            "only_unaugmented": Number(compared["only_other"], "summary", n=images, unit="digits"),
            "difference_by_chance": Number(compared["p"], "summary", n=images, unit="probability"),
        }
        | of_extremes,
        most=most,
        tied=len(most) > 1,
        pairs=ranked[:PAIRS_LISTED],
        pairs_left=len(ranked[PAIRS_LISTED:]),
        augmentation=what_augmentation_costs(
            compared["only"],
            compared["only_other"],
            compared["p"],
            any(config["cnn"]["augmentation"].values()),
        ),
        extremes=extremes,
        by_digit=rows(digits),
        surest=rows(wrong.head(1))[0] if errors else None,
        wrong=[dict(row) | {"networks": times[row["index"]]} for row in rows(wrong.head(shown))],
        wrong_left=max(errors - shown, 0),
        shared=wrong_together(every),
    )


def crowded(errors: int, chance: float) -> Crowding:
    """Whether errors gather in the most confused pair.

    Args:
        errors: of all pairs; ``chance``: of one as crowded, were each error as likely to fall on any of them.
    """
    if not errors:
        return "none"
    return "gathered" if chance < UNLIKELY else "scattered"


def most_confused(confusion: pd.DataFrame) -> list[Row]:
    """The ordered pairs with errors, those with the most first; ties by truth and label."""
    errors = confusion[(confusion.truth != confusion.label) & (confusion.digits > 0)]
    return rows(errors.sort_values(["digits", "truth", "label"], ascending=[False, True, True]))


def what_augmentation_costs(only: int, only_without: int, chance: float, augmented: bool) -> Comparison:
    """The verdict on errors with and without augmentation; ``none``: there was none to leave out.

    Args:
        only: images that are wrong with it alone; ``only_without``: without it alone.
        chance: of a difference as large, were both as likely.
    """
    if not augmented:
        return "none"
    if chance >= UNLIKELY:
        return "undecided"
    return "fewer" if only < only_without else "more"


def found_least_and_most(digits: pd.DataFrame) -> tuple[Extremes | None, dict[str, Number]]:
    """The digits with the lowest and the highest recall, the first of those alike, and their figures."""
    there = rows(digits[digits.digits > 0])
    if len(there) < 2:
        return None, {"lowest_recall": Number(None, "digits"), "highest_recall": Number(None, "digits")}
    least = min(there, key=lambda row: float(row["recall_share"]))
    most = max(there, key=lambda row: float(row["recall_share"]))
    return (
        Extremes(int(least["digit"]), int(most["digit"]), bool(least["recall_high"] < most["recall_low"])),
        {
            "lowest_recall": share(least, "recall", "digits", int(least["digits"])),
            "highest_recall": share(most, "recall", "digits", int(most["digits"])),
        },
    )


def wrong_together(every: Sequence[pd.DataFrame]) -> Shared | None:
    """What all of several networks get wrong; None of one alone."""
    if len(every) < 2:
        return None
    labels = [dict(zip(table["index"], table["label"], strict=True)) for table in every]
    in_any = set().union(*labels)
    in_all = [index for index in in_any if all(index in own for own in labels)]
    same = sum(len({own[index] for own in labels}) == 1 for index in in_all)
    return Shared(networks=len(every), in_any=len(in_any), in_all=len(in_all), same_label=same)
