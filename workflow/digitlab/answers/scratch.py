"""What does a network written in NumPy alone come to?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from digitlab import statistics
from digitlab.answers.optimizers import side
from digitlab.answers.section import Number, Section

# Pairs of digits that are listed: so many that each of the two networks confuses most.
PAIRS_LISTED = 4

# The chosen learning rate's lead over a tenth and ten times of it, on the test images.
Lead = Literal["over both", "over one", "over neither"]
# Of the numbers in which training goes on: where hidden units that begin the same stay the same.
Symmetry = Literal["in both", "in float64", "in float32", "in neither"]


@dataclass(frozen=True)
class Rate:
    """A learning rate.

    Attributes:
        name: chosen, a tenth, ten times.
        cost: mean training cost after the last epoch; None where it was no number.
        accuracy: on the test images, mean over seeds; behind: what the chosen rate leads by, seed by seed;
            ``corrected``: how probable so large a lead is by chance, corrected by Holm. None for the chosen.
    """

    name: str
    learning_rate: float
    cost: float | None
    accuracy: Number
    behind: Number | None
    corrected: float | None


@dataclass(frozen=True)
class Begun:
    """The first updates from one start.

    Attributes:
        start: zeros, equal, random; precision: of the numbers.
        spread: how far hidden units lie apart at the end, as a share of the largest weight; None: no number.
        apart_after: updates after which they were found apart by a hundredth; None: they never were.
        accuracy: on the held-out images.
    """

    start: str
    precision: str
    spread: float | None
    apart_after: int | None
    accuracy: Number


@dataclass(frozen=True)
class Pair:
    """How many test digits of the class ``truth`` each network takes for ``label``."""

    truth: int
    label: int
    scratch: int
    cnn: int


@dataclass(frozen=True, kw_only=True)
class Scratch(Section):
    """``verdict``: over how many of the two other rates the chosen one leads.

    Attributes:
        hidden, epochs, batch_size: of the config; repeats: networks at each rate.
        rate: the chosen one; ``at_end``: whether it is the lowest or highest of several that were tried.
        rates: the chosen first.
        symmetry: where units that begin the same are never seen to differ within ``updates``; starts: a row
            each; came_apart: by precision those with equal units that are, in the order of ``starts``.
        pairs: most often confused by either network, those of this one first.
        same_pair: whether both confuse the same pair most; None: one of them makes no error.
    """

    verdict: Lead
    hidden: int
    epochs: int
    batch_size: int
    repeats: int
    rate: float
    at_end: bool
    rates: list[Rate]
    symmetry: Symmetry
    starts: list[Begun]
    came_apart: dict[str, list[Begun]]
    updates: int
    pairs: list[Pair]
    same_pair: bool | None


def answer(
    config: Mapping[str, Any], summary: Mapping[str, Any], confusion: pd.DataFrame, cnn: pd.DataFrame
) -> Scratch:
    """What the step ``scratch`` says, beside the errors of the report's network.

    Args:
        config: resolved; summary, confusion: ``results/scratch/summary.json`` and ``confusion.csv``.
        cnn: the confusions of the network with convolutions, on the same images.
    """
    chosen, images = config["scratch"], summary["test_images"]
    rates = [rate(row, summary["repeats"]) for row in summary["rates"]]
    starts = [begun(row, summary["validation_images"]) for row in summary["starts"]]
    errors, cnn_errors = summary["errors"], int(cnn.digits[cnn.truth != cnn.label].sum())
    low, high = statistics.wilson(errors, images)
    variance = summary["variance"]
    tried = [point["learning_rate"] for point in summary["tried"]]
    best = max(point["validation_accuracy"] for point in summary["tried"])
    return Scratch(
        problem=None,
        question="What does a network written in NumPy alone come to?",
        verdict=lead([side(row.behind, row.corrected) for row in rates if row.behind]),
        numbers={
            "accuracy": rates[0].accuracy,
            "errors": Number(errors, "summary", n=images, unit="images"),
            "error": Number(errors / images, "summary", low=low, high=high, n=images, unit="share"),
            "cnn_errors": Number(cnn_errors, "cnn", n=images, unit="images"),
            "parameters": Number(summary["parameters"], "summary"),
            "train_images": Number(summary["train_images"], "summary", unit="images"),
            "best_tried": Number(best, "summary", n=summary["validation_images"], unit="share"),
            "variance_predicted": Number(variance["predicted"], "summary"),
            "variance_measured": Number(variance["measured"], "summary"),
            "gradient_error": Number(max(row["error"] for row in summary["gradients"]), "summary"),
            "gradient_elements": Number(sum(row["elements"] for row in summary["gradients"]), "summary"),
        },
        hidden=chosen["hidden"],
        epochs=chosen["epochs"],
        batch_size=chosen["batch_size"],
        repeats=summary["repeats"],
        rate=summary["rate"],
        at_end=len(tried) > 1 and summary["rate"] in (min(tried), max(tried)),
        rates=rates,
        symmetry=symmetry(starts),
        starts=starts,
        came_apart=came_apart(starts),
        updates=summary["updates"],
        pairs=pairs(confusion, cnn),
        same_pair=same_pair(confusion, cnn),
    )


def rate(row: Mapping[str, Any], repeats: int) -> Rate:
    """One of the summary's ``rates``."""

    def number(part: Mapping[str, float], unit: str) -> Number:
        return Number(part["mean"], "summary", low=part["low"], high=part["high"], n=repeats, unit=unit)

    behind = row["behind"]
    return Rate(
        name=row["name"],
        learning_rate=row["learning_rate"],
        cost=row["cost"],
        accuracy=number(row, "share"),
        behind=number(behind, "points") if behind else None,
        corrected=behind["corrected"] if behind else None,
    )


def begun(row: Mapping[str, Any], images: int) -> Begun:
    """One of the summary's ``starts``."""
    share = row["validation_accuracy"]
    low, high = statistics.wilson(round(share * images), images)
    accuracy = Number(share, "summary", low=low, high=high, n=images, unit="share")
    return Begun(row["start"], row["precision"], row["spread"], row["apart_after"], accuracy)


def lead(sides: Sequence[str]) -> Lead:
    """The verdict on what the other rates are beside the chosen one: ``worse``, ``level`` or ``better``."""
    worse = sides.count("worse")
    return "over both" if worse == len(sides) else "over one" if worse else "over neither"


def came_apart(starts: Sequence[Begun]) -> dict[str, list[Begun]]:
    """By precision the starts with equal units that were found apart."""
    apart = [row for row in starts if row.start != "random" and row.apart_after is not None]
    return {kind: [row for row in apart if row.precision == kind] for kind in ("float32", "float64")}


def symmetry(starts: Sequence[Begun]) -> Symmetry:
    """In which numbers no start with equal units was ever found apart."""
    kept = [precision for precision, rows in came_apart(starts).items() if not rows]
    verdicts: dict[tuple[str, ...], Symmetry] = {
        ("float32", "float64"): "in both",
        ("float64",): "in float64",
        ("float32",): "in float32",
        (): "in neither",
    }
    return verdicts[tuple(kept)]


def beside(confusion: pd.DataFrame, cnn: pd.DataFrame) -> pd.DataFrame:
    """Pairs of two digits with the errors of both networks: ``truth``, ``label``, ``scratch``, ``cnn``."""
    both = confusion.merge(cnn, on=["truth", "label"], suffixes=("_scratch", "_cnn"))
    both.columns = [name.removeprefix("digits_") for name in both.columns]
    return both[both.truth != both.label]


def pairs(confusion: pd.DataFrame, cnn: pd.DataFrame) -> list[Pair]:
    """The pairs that either network confuses most, the most errors of the one without a framework first."""
    both = beside(confusion, cnn)
    most = [
        both[both[name] > 0].sort_values(name, ascending=False, kind="stable").head(PAIRS_LISTED)
        for name in ("scratch", "cnn")
    ]
    rows = pd.concat(most).drop_duplicates(["truth", "label"])
    rows = rows.sort_values(["scratch", "cnn"], ascending=False, kind="stable")
    return [Pair(*map(int, row)) for row in rows[["truth", "label", "scratch", "cnn"]].to_numpy()]


def same_pair(confusion: pd.DataFrame, cnn: pd.DataFrame) -> bool | None:
    """Whether a pair that the one confuses most is one that the other does; None where one makes no error."""
    both = beside(confusion, cnn)
    most = [both[both[name] == both[name].max()] for name in ("scratch", "cnn") if both[name].max() > 0]
    if len(most) < 2:
        return None
    return not most[0].merge(most[1], on=["truth", "label"]).empty
