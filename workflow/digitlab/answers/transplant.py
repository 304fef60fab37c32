"""Can a piece of another digit fool the network, by what it shows and not by what it hides?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import pandas as pd

from digitlab import statistics
from digitlab.answers.others import solutions
from digitlab.answers.section import Number, Section
from digitlab.answers.tables import Row, interval, rows, share
from digitlab.data.mnist import CLASSES

# More than this share of the tries is most of them; of the ink, no digit with a patch on it is left.
MOST = HALF = 0.5
# ``noise``: the piece's own pixels shuffled.
CONTROLS = ("mismatched", "black", "noise")
KINDS = ("piece", *CONTROLS)

Adds = Literal["never", "more than each", "more than some", "no more"]
Net = Literal["positive", "negative", "undecided"]
Reached = Literal["none", "all", "some", "only where black does"]
Effect = Literal["hiding", "content"]
Flips = Literal["none", "elsewhere", "own class", "undecided"]


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
        half_gone: the classes whose success hides half of the ink or more.
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
    half_gone: list[int]


@dataclass(frozen=True)
class AtSide:
    """Squares of one side, on many digits.

    Attributes:
        side: pixels.
        net: over pieces of a third class.
        not_beyond: the controls that pieces are not shown to do more than.
        against: a row for each control.
        by_target: a row for each class that pieces come from, with its rows by kind of square.
        beaten: a row for each control that leads to some ``classes`` more often than their own pieces, each
            with what the piece does beyond it.
        comparisons: how many intervals of classes were looked at for that.
    """

    side: int
    net: Net
    not_beyond: list[str]
    against: list[Row]
    by_target: list[Row]
    beaten: list[Row]
    comparisons: int

    @property
    def beyond_each(self) -> bool:
        """Whether pieces do more than every control."""
        return not self.not_beyond

    @property
    def beyond_shuffled(self) -> bool:
        """Whether they do more than their own pixels shuffled: their shape counts."""
        return "noise" not in self.not_beyond


@dataclass(frozen=True)
class Largest(AtSide):
    """``adds``: what pieces of the largest side do beyond their controls."""

    adds: Adds


@dataclass(frozen=True)
class Everyone:
    """Many digits of the class.

    Attributes:
        first: whether they are the first that are classified correctly, and not all.
        sizes: sides of the squares, pixels.
        compared: that of the section on occlusion, or the smallest where that was not tried; ``largest``: of
            them; None: the same.
        classes: how many classes the pieces come from.
        flips: where most of the labels go that a piece of the compared side changes.
        by_size: a row each.
        gone_from: the smallest side that hides half of the ink or more on average; None: none does.
    """

    first: bool
    sizes: list[int]
    compared: AtSide
    largest: Largest | None
    classes: int
    flips: Flips
    by_size: list[Row]
    gone_from: int | None


@dataclass(frozen=True, kw_only=True)
class Transplant(Section):
    """``verdict``: what a piece of the compared side does beyond its controls, on many digits.

    Attributes:
        fooled, not_fooled: the published solutions that say so of their network.
    """

    verdict: Adds
    digit: int
    fooled: list[str]
    not_fooled: list[str]
    example: Example
    everyone: Everyone

    CLAIMS: ClassVar[tuple[str, ...]] = (
        "verdict",
        "everyone.compared.net",
        "everyone.compared.beyond_each",
        "everyone.compared.net and everyone.compared.beyond_shuffled",
        "everyone.largest.adds",
        "everyone.largest.net",
    )


def answer(
    config: Mapping[str, Any],
    example: Mapping[str, Any],
    everyone: Mapping[str, Any],
    rates: pd.DataFrame,
    targets: pd.DataFrame,
    published: Mapping[str, Any],
) -> Transplant:
    """What the steps ``transplant`` and ``transplant_all`` say.

    Args:
        config: resolved.
        example: ``results/transplant/summary.json``; ``everyone``: ``results/cnn/transplant/all.json``, or of
            another network.
        rates: ``rates.csv`` there; ``targets``: ``targets.csv``.
        published: ``workflow/reference/published_answers.json``.
    """
    others = solutions(published, example["digit"])
    sizes, victims = everyone["sizes"], len(everyone["victims"])
    compared, largest = everyone["compared"], max(sizes)
    by_side = {size: of_side(rows(rates), size) for size in sizes}
    at_compared = at_side(by_side[compared], rows(targets), compared)
    return Transplant(
        problem="Problem 2 (3)",
        question="Can a piece of another digit fool the network, by what it shows and not by what it hides?",
        verdict=what_content_adds(by_side[compared]),
        numbers=one_digits_numbers(example)
        | many_digits_numbers(everyone, by_side[compared])
        | largest_numbers(by_side[largest], victims),
        digit=example["digit"],
        fooled=[letter for letter, said in others.items() if said["fooled"]],
        not_fooled=[letter for letter, said in others.items() if not said["fooled"]],
        example=one_digit(example),
        everyone=Everyone(
            first=victims == config["transplant"]["all"]["digits"],
            sizes=sizes,
            compared=at_compared,
            largest=None
            if largest == compared
            else Largest(
                **vars(at_side(by_side[largest], rows(targets), largest)),
                adds=what_content_adds(by_side[largest]),
            ),
            classes=len(everyone["targets"]),
            flips=where_labels_go(by_side[compared]["piece"]),
            by_size=[of_size(size, by_side[size]) for size in sizes],
            gone_from=gone_from(by_side),
        ),
    )


def of_side(squares: Sequence[Row], side: int) -> dict[str, Row]:
    """Rows of a table for one side of the square, by kind."""
    return {row["kind"]: row for row in squares if row["patch"] == side}


def at_side(by_kind: Mapping[str, Row], targets: Sequence[Row], side: int) -> AtSide:
    """What pieces of one side do beyond their controls, together and class by class.

    Args:
        by_kind: rows of ``rates.csv`` for that side; ``targets``: rows of ``targets.csv``.
    """
    of_class: dict[int, dict[str, Row]] = {}
    for row in targets:
        if row["patch"] == side:
            of_class.setdefault(int(row["target"]), {})[row["kind"]] = row
    beaten: list[Row] = [
        {
            "kind": kind,
            "classes": [
                {"target": target} | {name: found[kind][name] for name in ("net", "net_low", "net_high")}
                for target, found in of_class.items()
                if found[kind]["net_high"] < 0
            ],
        }
        for kind in CONTROLS
    ]
    return AtSide(
        side=side,
        net=statistics.sign(by_kind["mismatched"]["net_low"], by_kind["mismatched"]["net_high"]),
        not_beyond=[kind for kind in CONTROLS if by_kind[kind]["net_low"] <= 0],
        against=[by_kind[kind] for kind in CONTROLS],
        by_target=[{"target": target} | found for target, found in of_class.items()],
        beaten=[row for row in beaten if row["classes"]],
        comparisons=len(of_class) * len(CONTROLS),
    )


def of_size(size: int, by_kind: Mapping[str, Row]) -> Row:
    """What the table of sizes shows of one."""
    piece, third = by_kind["piece"], by_kind["mismatched"]
    shown = {name: piece[name] for name in ("ink_hidden", "half_hidden")}
    shown |= {name: third[name] for name in ("net", "net_low", "net_high")}
    return {"size": size, "shares": [by_kind[kind]["reached_share"] for kind in KINDS]} | shown


def gone_from(by_side: Mapping[int, Mapping[str, Row]]) -> int | None:
    """The smallest side that hides half of the ink or more on average; None: none does."""
    return min((side for side, row in by_side.items() if row["piece"]["ink_hidden"] >= HALF), default=None)


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
        half_gone=[row["target"] for row in shown if row["ink_hidden"] >= HALF],
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
    # Where both lead to the class, neither is alone.
    alone = summed(totals, "reached_by_content")
    black_alone = summed(totals, "control_reached") - (summed(totals, "reached") - alone)
    return {
        "tries": Number(tries, "example", unit="tries"),
        "tries_each": Number(each, "example", unit="tries"),
        "tries_a_class": Number(each * len(example["sizes"]), "example", unit="tries"),
        "flipped": Number(flipped, "example", n=tries, unit="tries"),
        "black_changes_too": Number(hidden, "example", n=flipped, unit="share"),
        "piece_alone": Number(alone, "example", n=tries, unit="tries"),
        "black_alone": Number(black_alone, "example", n=tries, unit="tries"),
    }


def many_digits_numbers(everyone: Mapping[str, Any], at_compared: Mapping[str, Row]) -> dict[str, Number]:
    """The figures quoted of many digits and squares of the compared side.

    Args:
        everyone: ``results/cnn/transplant/all.json``.
        at_compared: rows of ``rates.csv`` by kind, for that side.
    """
    victims, piece = len(everyone["victims"]), at_compared["piece"]
    third = at_compared["mismatched"]
    tries = third["tries"]
    numbers = {
        "victims": Number(victims, "everyone", unit="images"),
        "tries_a_victim": Number(everyone["tries"], "everyone", unit="tries"),
        "tries_a_size": Number(tries, "rates", unit="tries"),
        "piece_only": Number(third["piece_only"], "rates", n=tries, unit="tries"),
        "mismatched_only": Number(third["control_only"], "rates", n=tries, unit="tries"),
        "ink_hidden": Number(piece["ink_hidden"], "rates", n=tries, unit="share"),
        "landed_by_chance": Number(1 / (CLASSES - 1), "rates", unit="share"),
        "confidence": Number(piece["confidence"], "rates", unit="share"),
    }
    for kind in KINDS:
        row = at_compared[kind]
        numbers[f"reached_{kind}"] = share(row, "reached", "rates", tries)
        numbers[f"flipped_{kind}"] = share(row, "flipped", "rates", tries)
        numbers[f"landed_{kind}"] = landed(row)
    return numbers | {
        f"over_{kind}": interval(at_compared[kind], "net", "rates", victims, "points") for kind in CONTROLS
    }


def landed(row: Row) -> Number:
    """Of the tries that change the label, the share that lead to the piece's class, with its interval."""
    flips, reached = int(row["flipped"]), int(row["reached"])
    if not flips:
        return Number(None, "rates", n=0, unit="share")
    low, high = statistics.wilson(reached, flips)
    return Number(reached / flips, "rates", low, high, flips, "share")


def largest_numbers(at_largest: Mapping[str, Row], victims: int) -> dict[str, Number]:
    """The figures quoted of squares of the largest side.

    Args:
        at_largest: rows of ``rates.csv`` by kind, for that side; ``victims``: digits covered.
    """
    piece, third = at_largest["piece"], at_largest["mismatched"]
    return {
        "largest_over_mismatched": interval(third, "net", "rates", victims, "points"),
        "largest_ink_hidden": Number(piece["ink_hidden"], "rates", n=piece["tries"], unit="share"),
        "largest_half_hidden": Number(piece["half_hidden"], "rates", n=piece["tries"], unit="share"),
    }


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


def what_content_adds(by_kind: Mapping[str, Row]) -> Adds:
    """The verdict on the piece's net over each control: those whose interval lies above 0 count."""
    if not by_kind["piece"]["reached"]:
        return "never"
    beyond = [by_kind[kind]["net_low"] > 0 for kind in CONTROLS]
    return "more than each" if all(beyond) else "more than some" if any(beyond) else "no more"


def where_labels_go(piece: Row) -> Flips:
    """The verdict on labels that pieces change: whether most become their class, by the share's interval."""
    found = landed(piece)
    if found.low is None or found.high is None:
        return "none"
    return "elsewhere" if found.high < MOST else "own class" if found.low > MOST else "undecided"
