"""Can a piece of another digit fool the network, by what it shows and not by what it hides?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from digitlab.answers.section import Number, Section
from digitlab.answers.tables import Row, interval, rows, share

# More than this share of the tries is most of them.
MOST = 0.5
KINDS = ("piece", "black", "noise")
CONTROLS = ("black", "noise")

Fooled = Literal["never", "beyond both", "beyond hiding", "no more than hiding"]
Reached = Literal["none", "all", "some", "only where black does"]
Effect = Literal["hiding", "content"]
Flips = Literal["none", "elsewhere", "own class"]


@dataclass(frozen=True)
class Example:
    """The one digit.

    Attributes:
        reached: which of the other classes it was made to look like.
        sizes: sides of the squares, pixels; ``classes``: how many other classes there are.
        by_content: classes that black at the same place does not bring about; ``black_too``: those that it
            does; ``not_reached``: the rest.
        effect: of most tries that change the label; None: none does.
        by_size: a row each with shares of tries.
        shown: of the successes, a row each.
    """

    index: int
    reached: Reached
    sizes: list[int]
    classes: int
    by_content: list[int]
    black_too: list[int]
    not_reached: list[int]
    effect: Effect | None
    by_size: list[Row]
    shown: list[Row]


@dataclass(frozen=True)
class Everyone:
    """Many digits of the class.

    Attributes:
        first: whether they are the first that are classified correctly, and not all.
        sizes: sides of the squares, pixels; ``largest`` of them; ``compared``: that of the section on
            occlusion, or the smallest where that was not tried.
        classes: how many classes the pieces come from.
        flips: where most of the labels go that a piece of the compared side changes.
        up_to: by side, of how many digits that side or a smaller one changes the label and brings about
            the piece's class: the ``counts`` for each, by kind of square.
        by_target: a row for each class at the largest side, that which content brings about most first.
    """

    first: bool
    sizes: list[int]
    largest: int
    compared: int
    classes: int
    flips: Flips
    up_to: list[Row]
    by_target: list[Row]


@dataclass(frozen=True, kw_only=True)
class Transplant(Section):
    """``verdict``: what a piece of the largest side does beyond black and beyond noise, on many digits."""

    verdict: Fooled
    digit: int
    example: Example
    everyone: Everyone


def answer(
    config: Mapping[str, Any],
    example: Mapping[str, Any],
    everyone: Mapping[str, Any],
    rates: pd.DataFrame,
    targets: pd.DataFrame,
    smallest: pd.DataFrame,
) -> Transplant:
    """What the steps ``transplant`` and ``transplant_all`` say.

    Args:
        config: resolved.
        example: ``results/transplant/summary.json``; ``everyone``: ``results/cnn/transplant/all.json``, or of
            another network.
        rates: ``rates.csv`` there; ``targets`` and ``smallest``: the tables of these names.
    """
    squares = rows(rates)
    largest, tried = max(everyone["sizes"]), min(everyone["sizes"])
    side = config["occlusion"]["patch"]
    compared = side if side in everyone["sizes"] else tried
    at_largest, at_compared = of_side(squares, largest), of_side(squares, compared)
    victims = len(everyone["victims"])
    numbers = one_digits_numbers(example) | many_digits_numbers(everyone, at_largest, at_compared)
    return Transplant(
        problem="Problem 2 (3)",
        question="Can a piece of another digit fool the network, by what it shows and not by what it hides?",
        verdict=what_content_adds(at_largest),
        numbers=numbers,
        digit=example["digit"],
        example=one_digit(example),
        everyone=Everyone(
            first=victims == config["transplant"]["all"]["digits"],
            sizes=everyone["sizes"],
            largest=largest,
            compared=compared,
            classes=len(everyone["targets"]),
            flips=where_labels_go(at_compared["piece"]),
            up_to=[
                {"size": size, "area": size * size, "counts": up_to(smallest, size)}
                for size in everyone["sizes"]
            ],
            by_target=by_content(rows(targets), largest),
        ),
    )


def of_side(squares: Sequence[Row], side: int) -> dict[str, Row]:
    """Rows of ``rates.csv`` for one side of the square, by kind."""
    return {row["kind"]: row for row in squares if row["patch"] == side}


def one_digit(example: Mapping[str, Any]) -> Example:
    """Which classes the example was made to look like, and whether by content.

    Args:
        example: ``results/transplant/summary.json``.
    """
    shown = sorted(example["reached"], key=lambda row: int(row["target"]))
    by_content = [row["target"] for row in shown if row["by_content"]]
    black_too = [row["target"] for row in shown if not row["by_content"]]
    totals = example["totals"]
    return Example(
        index=example["index"],
        reached=which_were_reached(len(by_content), len(black_too), len(example["not_reached"])),
        sizes=example["sizes"],
        classes=len(shown) + len(example["not_reached"]),
        by_content=by_content,
        black_too=black_too,
        not_reached=example["not_reached"],
        effect=what_changes_labels(summed(totals, "flipped"), summed(totals, "both_flipped")),
        by_size=[shares_of_tries(total) for total in totals],
        shown=shown,
    )


def summed(totals: Sequence[Row], name: str) -> int:
    """A count over all sizes."""
    return sum(int(total[name]) for total in totals)


def shares_of_tries(total: Row) -> Row:
    """Of the tries of one size, those that changed the label, and those that brought the piece's class."""
    counts = {
        "piece_changed": total["flipped"],
        "piece_own": total["reached"],
        "black_changed": total["control_flipped"],
        "black_own": total["control_reached"],
    }
    return {"patch": total["patch"]} | {name: count / total["tries"] for name, count in counts.items()}


def one_digits_numbers(example: Mapping[str, Any]) -> dict[str, Number]:
    """The figures quoted of the example."""
    totals = example["totals"]
    tries, flipped = summed(totals, "tries"), summed(totals, "flipped")
    each = example["tries_per_patch_and_target"]
    hidden = summed(totals, "both_flipped") / flipped if flipped else None
    return {
        "tries": Number(tries, "example", unit="tries"),
        "tries_each": Number(each, "example", unit="tries"),
        "tries_a_class": Number(each * len(example["sizes"]), "example", unit="tries"),
        "flipped": Number(flipped, "example", n=tries, unit="tries"),
        "black_changes_too": Number(hidden, "example", n=flipped, unit="share"),
        "by_content": Number(summed(totals, "reached_by_content"), "example", n=tries, unit="tries"),
    }


def many_digits_numbers(
    everyone: Mapping[str, Any], at_largest: Mapping[str, Row], at_compared: Mapping[str, Row]
) -> dict[str, Number]:
    """The figures quoted of many digits.

    Args:
        everyone: ``results/cnn/transplant/all.json``.
        at_largest: rows of ``rates.csv`` by kind, for the largest side.
        at_compared: the same for the compared one.
    """
    victims, piece = len(everyone["victims"]), at_largest["piece"]
    tries = victims * everyone["tries"] * len(everyone["targets"])
    numbers = {
        "victims": Number(victims, "everyone", unit="images"),
        "tries_a_victim": Number(everyone["tries"], "everyone", unit="tries"),
        "tries_a_size": Number(tries, "everyone", unit="tries"),
        "fooled_share": share(piece, "victims_reached", "rates", victims),
        "landed": Number(at_compared["piece"]["landed"], "rates", unit="share"),
        "landed_black": Number(at_compared["black"]["landed"], "rates", unit="share"),
        "confidence": Number(at_compared["piece"]["confidence"], "rates", unit="share"),
    }
    for kind in KINDS:
        row, small = at_largest[kind], at_compared[kind]
        numbers[f"fooled_{kind}"] = Number(row["victims_reached"], "rates", n=victims, unit="images")
        numbers[f"reached_{kind}"] = share(row, "reached", "rates", row["tries"])
        numbers[f"flipped_{kind}"] = share(small, "flipped", "rates", small["tries"])
    margins = {
        kind: interval(at_largest[kind], "target_margin", "rates", victims, "points") for kind in CONTROLS
    }
    numbers |= {f"over_{kind}": margin for kind, margin in margins.items()}
    # What content adds to hiding and to clutter is what it adds to the stronger of the two.
    numbers["over_both"] = min(margins.values(), key=lambda margin: float(margin.value or 0))
    return numbers


def which_were_reached(by_content: int, black_too: int, not_reached: int) -> Reached:
    """The verdict on how many of the other classes the example was made to look like, and how."""
    if not by_content and not black_too:
        return "none"
    if not by_content:
        return "only where black does"
    return "some" if black_too or not_reached else "all"


def what_changes_labels(flipped: int, both: int) -> Effect | None:
    """The verdict on ``both``, the tries of those that flip the label in which black does so as well."""
    if not flipped:
        return None
    return "hiding" if both / flipped > MOST else "content"


def what_content_adds(at_largest: Mapping[str, Row]) -> Fooled:
    """The verdict on the margins of pieces over both controls: those whose interval lies above 0 count."""
    if not at_largest["piece"]["victims_reached"]:
        return "never"
    if at_largest["black"]["target_margin_low"] <= 0:
        return "no more than hiding"
    return "beyond both" if at_largest["noise"]["target_margin_low"] > 0 else "beyond hiding"


def where_labels_go(piece: Row) -> Flips:
    """The verdict on the labels that pieces change: whether most become something else than their class."""
    if not piece["flipped"]:
        return "none"
    return "elsewhere" if piece["landed"] < MOST else "own class"


def up_to(smallest: pd.DataFrame, side: int) -> list[int]:
    """Digits whose label a square of that side or a smaller one changes, by kind, and brings its class about.

    Args:
        smallest: ``results/cnn/transplant/smallest.csv``, nothing where no side did.
        side: of the square, pixels.
    """
    return [
        int((smallest[smallest.kind == kind][name] <= side).sum())
        for name in ("flipped", "reached")
        for kind in KINDS
    ]


def by_content(targets: Sequence[Row], side: int) -> list[Row]:
    """Rows of ``targets.csv`` for one side: that which content brings about in most digits first."""
    at_side = [row for row in targets if row["patch"] == side]
    return sorted(at_side, key=lambda row: -int(row["victims_by_content"]))
