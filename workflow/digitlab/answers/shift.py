"""Does the prediction change when a digit moves?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from digitlab.answers import far_moves
from digitlab.answers.default_label import DefaultLabel, default_label
from digitlab.answers.section import Number, Section
from digitlab.answers.steadiness import Steadiness, prevented, steadiness
from digitlab.answers.tables import Row, rows, share
from digitlab.data.mnist import SIDE

# A share of labels lost without augmentation that leaves it little to prevent.
LITTLE_LOST = 0.05

Sides = Literal["neither", "left", "right", "both"]
Augmentation = Literal["none", "no help", "little to prevent", "prevents"]


@dataclass(frozen=True)
class View:
    """What the network says of an image: its label, and the probabilities of label and digit."""

    label: int
    probability: float
    of_digit: float


@dataclass(frozen=True)
class Moved(View):
    """The same of the image moved, and whether the label changed."""

    changed: bool


@dataclass(frozen=True)
class Example:
    """The one digit. ``expected`` is what pooling and augmentation let one expect."""

    index: int
    pixels: int
    original: View
    left: Moved
    right: Moved
    trained_pixels: float
    expected: Literal["hold", "change"]
    as_expected: bool


@dataclass(frozen=True)
class Everyone:
    """All test digits, ``pixels`` to either side: the example's shift, or the longest that was tried.

    Attributes:
        as_far: whether that is the example's shift.
        lowest: the shift along either axis at which the fewest of all digits keep their label, and all
            others where several tie; ``tied``: whether they do.
        lowest_digits: the digit, and its shift sideways, of which the fewest do; all where several tie.
        ties: of these a row a digit, with pixels to the ``left`` and to the ``right``; empty: there is one.
        steady: whether there are wrong and right ones among the unshifted to compare.
        by_pixels: sideways, a row each.
        taken_for: the label most often given instead to the example's class; None: none ever.
    """

    pixels: int
    reach: int
    as_far: bool
    augmentation: Augmentation
    lowest: list[Row]
    tied: bool
    lowest_digits: list[Row]
    ties: list[Row]
    steady: bool
    by_pixels: list[Row]
    taken_for: Row | None


@dataclass(frozen=True)
class Border:
    """Clamped against black borders; ``most``: the shift at which most digits differ; None: none ever."""

    differing: int
    other_label: int
    most: Row | None


@dataclass(frozen=True, kw_only=True)
class Shift(Section):
    """``verdict``: to which side the example's label changes.

    Attributes:
        steadiness: against the network trained without augmentation.
        default: the label given where there is no digit.
        default_unaugmented: that of a blank image by the network trained without augmentation.
        ink: that the edge cuts off; ``far``: what the class's labels are worth at the farthest move.
    """

    verdict: Sides
    digit: int
    grid_digits: int
    example: Example
    everyone: Everyone
    border: Border
    steadiness: Steadiness
    default: DefaultLabel
    default_unaugmented: int
    ink: far_moves.Ink
    far: far_moves.Far

    CLAIMS: ClassVar[tuple[str, ...]] = (
        "everyone.augmentation",
        "steadiness.accuracy",
        "steadiness.kept",
        "steadiness.accuracy and steadiness.kept",
        "default.label",
        "far.survival",
    )


def answer(
    config: Mapping[str, Any],
    example: Mapping[str, Any],
    consistency: pd.DataFrame,
    predictions: pd.DataFrame,
    fills: pd.DataFrame,
    unaugmented: Mapping[str, Any],
    unaugmented_consistency: pd.DataFrame,
    labels: Mapping[str, np.ndarray],
    unaugmented_labels: Mapping[str, np.ndarray],
    precision: pd.DataFrame,
    ink: pd.DataFrame,
    defaults: Mapping[str, Any],
    unaugmented_defaults: Mapping[str, Any],
) -> Shift:
    """What the steps ``shift`` and ``shift_all`` say.

    Args:
        config: resolved.
        example: ``results/shift/example.json``.
        consistency, predictions, fills: the tables there.
        unaugmented: metrics of the network trained without augmentation; unaugmented_consistency: its table.
        labels: ``labels.npz`` of the network; unaugmented_labels: of that one.
        precision, ink, defaults: ``precision.csv``, ``ink.csv`` and ``defaults.json``.
        unaugmented_defaults: ``defaults.json`` of the network without augmentation.
    """
    digit, pixels = example["digit"], example["pixels"]
    augmented = any(config["cnn"]["augmentation"].values())
    tables = {"augmented": consistency, "unaugmented": unaugmented_consistency}
    table = pd.concat([part.assign(network=name) for name, part in tables.items()]).astype({"digit": str})
    everyone, numbers = all_digits(table, predictions, digit, pixels, augmented)
    steady, of_steadiness = steadiness(labels, unaugmented_labels)
    default, of_default = default_label(defaults)
    cut, of_ink = far_moves.ink(ink)
    far, of_far = far_moves.far(precision, digit, default.label)
    numbers["unaugmented_accuracy"] = Number(unaugmented["test_accuracy"], "unaugmented", unit="share")
    blank = unaugmented_defaults["blank"]
    numbers["blank_unaugmented"] = Number(blank["probability"], "unaugmented_defaults", unit="share")
    numbers["prevented"] = prevented(labels, unaugmented_labels, everyone.pixels)
    numbers |= of_steadiness | of_default | of_ink | of_far
    return Shift(
        problem="Problem 1 (3)",
        question="Does the prediction change when the digit moves?",
        verdict=changed_sides(example),
        numbers=numbers,
        digit=digit,
        grid_digits=config["shift"]["all"]["grid_digits"],
        example=one_digit(example, config["cnn"]),
        everyone=everyone,
        border=border(fills, everyone.pixels),
        steadiness=steady,
        default=default,
        default_unaugmented=blank["label"],
        ink=cut,
        far=far,
    )


def changed_sides(example: Mapping[str, Any]) -> Sides:
    """To which side the example's label changes."""
    left, right = (example[name]["label"] != example["original"]["label"] for name in ("left", "right"))
    if left and right:
        return "both"
    return "left" if left else "right" if right else "neither"


def one_digit(example: Mapping[str, Any], cnn: Mapping[str, Any]) -> Example:
    """The example: what was to be expected, and what came.

    Args:
        example: ``results/shift/example.json``; ``cnn``: the config's block of that name.
    """

    def view(name: str) -> View:
        label, p = example[name]["label"], example[name]["probabilities"]
        return View(label, p[label], p[example["digit"]])

    def moved(name: str) -> Moved:
        return Moved(**vars(view(name)), changed=view(name).label != view("original").label)

    trained = cnn["augmentation"]["translation"] * SIDE
    # Pooling over p pixels forgives about p; augmentation adds what the network was shown.
    expected: Literal["hold", "change"] = (
        "hold" if trained + cnn["pool"][0] >= example["pixels"] else "change"
    )
    return Example(
        index=example["index"],
        pixels=example["pixels"],
        original=view("original"),
        left=moved("left"),
        right=moved("right"),
        trained_pixels=trained,
        expected=expected,
        as_expected=(changed_sides(example) != "neither") == (expected == "change"),
    )


def all_digits(
    table: pd.DataFrame, predictions: pd.DataFrame, digit: int, pixels: int, augmented: bool
) -> tuple[Everyone, dict[str, Number]]:
    """What all test digits say, and the figures quoted of it.

    Args:
        table: ``consistency.csv`` with its digits as text; ``predictions``: what the class is taken for.
        digit: the example's class; ``pixels``: its shift.
        augmented: whether the network was trained with augmentation at all.
    """
    own = table[(table.network == "augmented") & (table.before == "any")]
    sideways = own[own.axis == "horizontal"]
    every = sideways[sideways.digit == "all"]
    reach = int(every.pixels.max())
    as_far, pixels = pixels <= reach, min(pixels, reach)

    numbers: dict[str, Number] = {}
    for network, suffix in (("augmented", ""), ("unaugmented", "_unaugmented")):
        of_network = table[
            (table.network == network) & (table.before == "any") & (table.axis == "horizontal")
        ]
        for name, part in (("all", "all"), ("class", str(digit))):
            at = {row["pixels"]: row for row in rows(of_network[of_network.digit == part])}
            for side, moved in (("left", -pixels), ("right", pixels)):
                row = at[moved]
                source = f"{network}_consistency" if suffix else "consistency"
                numbers[f"{name}_{side}{suffix}"] = share(row, "same", source, row["digits"])
    for before in ("wrong", "right"):
        those = table[(table.network == "augmented") & (table.axis == "horizontal") & (table.digit == "all")]
        those = those[(those.before == before) & those.pixels.isin([-pixels, pixels])]
        kept = float(those.same.sum() / those.digits.sum()) if len(those) else None
        numbers[f"{before}_before"] = Number(kept, "consistency", n=int(those.digits.sum()), unit="share")

    def lost(suffix: str) -> float:
        return (
            1 - ((numbers[f"all_left{suffix}"].value or 0) + (numbers[f"all_right{suffix}"].value or 0)) / 2
        )

    with_it, without = lost(""), lost("_unaugmented")
    at_sides = every[every.pixels.isin([-pixels, pixels])]
    kept_both = float(at_sides.same.sum() / at_sides.digits.sum())
    numbers |= {
        "kept": Number(kept_both, "consistency", n=int(at_sides.digits.sum()), unit="share"),
        "lost_unaugmented": Number(without, "unaugmented_consistency", unit="share"),
        "divergence": Number(float(at_sides.divergence.mean()), "consistency", unit="bit"),
        "digits_of_class": Number(int(sideways[sideways.digit == str(digit)].digits.iloc[0]), "consistency"),
    }
    worst, worst_digits = lowest(own[own.digit == "all"]), lowest(sideways[sideways.digit != "all"])
    # The first of those that are as frequent.
    most = max(rows(predictions[predictions.label != digit]), key=lambda row: int(row["digits"]))
    return (
        Everyone(
            pixels=pixels,
            reach=reach,
            as_far=as_far,
            augmentation=what_augmentation_does(with_it, without, augmented),
            lowest=worst,
            tied=len(worst) > 1,
            lowest_digits=worst_digits,
            ties=ties(worst_digits),
            steady=numbers["wrong_before"].value is not None and numbers["right_before"].value is not None,
            by_pixels=rows(every),
            taken_for=most if most["digits"] else None,
        ),
        numbers,
    )


def what_augmentation_does(lost: float, lost_without: float, augmented: bool) -> Augmentation:
    """The verdict on shares of labels lost with and without augmentation; ``none``: there was none."""
    if not augmented:
        return "none"
    if lost >= lost_without:
        return "no help"
    return "little to prevent" if lost_without < LITTLE_LOST else "prevents"


def lowest(table: pd.DataFrame) -> list[Row]:
    """The rows in which the fewest keep their label: one, or several that tie."""
    share = table.same / table.digits
    return rows(table[share == share.min()])


def ties(moves: Sequence[Row]) -> list[Row]:
    """Moves sideways that tie, a row a digit with its pixels ``left`` and ``right``; none of one alone."""
    digits = dict.fromkeys(row["digit"] for row in moves) if len(moves) > 1 else {}
    by_digit = {digit: [int(row["pixels"]) for row in moves if row["digit"] == digit] for digit in digits}
    return [
        {
            "digit": digit,
            "left": sorted(-pixels for pixels in own if pixels < 0),
            "right": sorted(pixels for pixels in own if pixels > 0),
        }
        for digit, own in by_digit.items()
    ]


def border(fills: pd.DataFrame, pixels: int) -> Border:
    """What the border's filling changes, ``pixels`` sideways."""
    moved = fills[(fills.axis == "horizontal") & fills.pixels.isin([-pixels, pixels])]
    most = max(rows(fills), key=lambda row: int(row["digits"]))
    return Border(
        differing=int(moved.digits.sum()),
        other_label=int(moved.other_label.sum()),
        most=most if most["digits"] else None,
    )
