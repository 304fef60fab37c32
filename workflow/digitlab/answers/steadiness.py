"""What augmentation is worth: digits right as they are, and labels kept when they move far."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from digitlab import statistics
from digitlab.answers.section import Number

# Pixels sideways at which labels kept are compared, or as far as the digits were moved.
FAR = 5
# A difference that chance alone makes more seldom than this is one.
LEVEL = 0.05

Labels = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Steadiness:
    """The network against the one trained without augmentation.

    Attributes:
        pixels: sideways, at which labels kept are compared.
        accuracy: on digits not moved, by McNemar's exact test.
        kept: labels at that move, by the interval of the difference.
    """

    pixels: int
    accuracy: Literal["higher", "alike", "lower"]
    kept: Literal["more", "alike", "fewer"]


def steadiness(own: Labels, unaugmented: Labels) -> tuple[Steadiness, dict[str, Number]]:
    """The comparison, and the figures quoted of it.

    Args:
        own: ``results/cnn/shift/labels.npz``, or of another network; ``unaugmented``: of the one without.
    """
    truth, pixels = own["truth"], own["pixels"]
    far, centre = min(FAR, int(pixels.max())), int(np.flatnonzero(pixels == 0)[0])
    right, right_without = (found["horizontal"][centre] == truth for found in (own, unaugmented))
    p = statistics.mcnemar(int((right & ~right_without).sum()), int((right_without & ~right).sum()))
    kept, kept_without = (shares_kept(found, pixels, centre, far) for found in (own, unaugmented))
    gain, low, high = statistics.mean_interval(kept - kept_without)
    n = len(truth)

    def of_digits(shares: np.ndarray, source: str) -> Number:
        mean, below, above = statistics.mean_interval(shares)
        return Number(mean, source, low=below, high=above, n=n, unit="share")

    numbers = {
        "errors": Number(int((~right).sum()), "labels", n=n, unit="images"),
        "errors_unaugmented": Number(int((~right_without).sum()), "unaugmented_labels", n=n, unit="images"),
        "accuracy_p": Number(p, "labels", n=n, unit="probability"),
        "kept_far": of_digits(kept, "labels"),
        "kept_far_unaugmented": of_digits(kept_without, "unaugmented_labels"),
        "kept_more": Number(gain, "labels", low=low, high=high, n=n, unit="points"),
    }
    return Steadiness(far, accuracy(right, right_without, p), labels_kept(low, high)), numbers


def prevented(own: Labels, unaugmented: Labels, pixels: int) -> Number:
    """Of the labels lost without augmentation the share that is not lost with it, ``pixels`` to either side.

    Its interval is the ratio's on a logarithmic scale, linearised, over digits paired with themselves; none
    where either network loses no label.

    Args:
        own: ``results/cnn/shift/labels.npz``, or of another network; ``unaugmented``: of the one without.
    """
    moves = own["pixels"]
    centre, n = int(np.flatnonzero(moves == 0)[0]), len(own["truth"])
    lost, without = (1 - shares_kept(found, moves, centre, pixels) for found in (own, unaugmented))
    if not without.any():
        return Number(None, "labels", n=n, unit="share")
    ratio = float(lost.mean() / without.mean())
    if not ratio or n < 2:
        return Number(1 - ratio, "labels", n=n, unit="share")
    spread = float((lost / lost.mean() - without / without.mean()).std(ddof=1)) / math.sqrt(n)
    low, high = (1 - ratio * math.exp(sign * statistics.Z * spread) for sign in (1, -1))
    return Number(1 - ratio, "labels", low, high, n, "share")


def shares_kept(found: Labels, pixels: np.ndarray, centre: int, far: int) -> np.ndarray:
    """Of each digit's two moves, so far to either side, the share that keep its label: 0, 1/2 or 1; (N,)."""
    sideways = found["horizontal"]
    share: np.ndarray = (sideways[np.abs(pixels) == far] == sideways[centre]).mean(0)
    return share


def accuracy(right: np.ndarray, without: np.ndarray, p: float) -> Literal["higher", "alike", "lower"]:
    """The verdict on digits right with and without augmentation, (N,) of bool each, by the test's p-value."""
    if p >= LEVEL:
        return "alike"
    return "higher" if right.sum() > without.sum() else "lower"


def labels_kept(low: float, high: float) -> Literal["more", "alike", "fewer"]:
    """The verdict on the difference in labels kept, by its interval."""
    of_sign: dict[str, Literal["more", "alike", "fewer"]] = {
        "positive": "more",
        "undecided": "alike",
        "negative": "fewer",
    }
    return of_sign[statistics.sign(low, high)]
