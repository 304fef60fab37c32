"""A black square slid over digits.

The method of Zeiler & Fergus, *Visualizing and Understanding Convolutional Networks* (2014), section 4.2.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from torch import nn

from digitlab import regions, statistics
from digitlab.cnn.network import probabilities
from digitlab.data.mnist import CLASSES

BLACK = 0


def positions(side: int, patch: int, stride: int) -> np.ndarray:
    """Where the patch's top left corner goes along one axis: 0, stride, 2 stride ... as long as it fits.

    Raises:
        ValueError: a patch larger than the image, or either not positive.
    """
    if not 1 <= patch <= side or stride < 1:
        raise ValueError(
            f"patch {patch} and stride {stride} on {side} pixels; allowed: 1 to {side}, 1 or more"
        )
    return np.arange(0, side - patch + 1, stride)


def cover(image: np.ndarray, patch: int, stride: int) -> np.ndarray:
    """Every covered version of an image, (R, C, rows, columns), with its square at (r*stride, c*stride).

    Args:
        image: (rows, columns), raw pixels with black = 0.
        patch: side of the square, pixels.
        stride: pixels from one position to the next.
    """
    tops = positions(image.shape[0], patch, stride)
    lefts = positions(image.shape[1], patch, stride)
    covered = np.tile(image, (len(tops), len(lefts), 1, 1))
    for r, top in enumerate(tops):
        for c, left in enumerate(lefts):
            covered[r, c, top : top + patch, left : left + patch] = BLACK
    return covered


def scan(network: nn.Module, image: np.ndarray, digit: int, patch: int, stride: int) -> dict[str, np.ndarray]:
    """What the network says of the image with the patch at each position.

    Args:
        network: from images in [0, 1] to logits, in inference mode.
        image: uint8 (28, 28).
        digit: the class whose probability is followed.
        patch: side of the black square, pixels.
        stride: pixels from one position to the next.

    Returns:
        ``probability_of_digit`` and ``highest_probability`` float32, ``predicted_label`` int64, each (R, C),
        and ``probabilities`` float32 (R, C, 10).
    """
    covered = cover(image, patch, stride)
    rows, columns = covered.shape[:2]
    # Squares that cover the same ink leave the same image: it is looked at once.
    bytes_of = covered.reshape(rows * columns, -1).view(f"V{image.size}").ravel()
    _, first, which = np.unique(bytes_of, return_index=True, return_inverse=True)
    distinct = covered.reshape(-1, *image.shape)[first]
    p = probabilities(network, distinct)[which].reshape(rows, columns, -1)
    return {
        "probability_of_digit": p[..., digit],
        "highest_probability": p.max(-1),
        "predicted_label": p.argmax(-1),
        "probabilities": p,
    }


def scan_class(
    network: nn.Module,
    images: np.ndarray,
    digit: int,
    patch: int,
    stride: int,
    tell: Callable[[int], None] = lambda done: None,
) -> dict[str, np.ndarray]:
    """The three maps of every image of a class, and their sums.

    Args:
        network: from images in [0, 1] to logits, in inference mode.
        images: uint8 (N, 28, 28), one or more.
        digit: the class whose probability is followed.
        patch: side of the black square, pixels.
        stride: pixels from one position to the next.
        tell: called with the number of images done.

    Returns:
        ``probability`` float32 (N, R, C), ``highest`` float32 (R, C): the mean highest probability,
        ``labels`` int64 (10, R, C): how many images get each label there, ``flipped`` (N,): at how many
        positions the image gets another label than ``digit``.
    """
    rows, columns = (len(positions(side, patch, stride)) for side in images.shape[1:])
    probability = np.empty((len(images), rows, columns), np.float32)
    highest = np.zeros((rows, columns))
    labels = np.zeros((CLASSES, rows, columns), np.int64)
    flipped = np.empty(len(images), np.int64)
    classes = np.arange(CLASSES)[:, None, None]
    for done, image in enumerate(images):
        maps = scan(network, image, digit, patch, stride)
        probability[done] = maps["probability_of_digit"]
        highest += maps["highest_probability"]
        labels += maps["predicted_label"] == classes
        flipped[done] = (maps["predicted_label"] != digit).sum()
        tell(done + 1)
    return {
        "probability": probability,
        "highest": (highest / len(images)).astype(np.float32),
        "labels": labels,
        "flipped": flipped,
    }


def summary(
    maps: Mapping[str, np.ndarray], image: np.ndarray, patch: int, stride: int, count: int
) -> dict[str, Any]:
    """What one digit's maps come to.

    Args:
        maps: as ``scan`` returns them.
        image: uint8 (28, 28), what was covered.
        patch: side of the square; ``stride``: pixels between positions.
        count: how many places are marked at most.

    Returns:
        ``positions``; ``labels``: at how many of them each label is given; ``lowest``: the digit's lowest
        probability; ``below_half``: at how many positions it is below one half; ``marked``: the places of
        the deepest drops, each with ``top`` and ``left`` of the square, the digit's ``probability``, the
        ``label`` with its probability (``highest``), the share of ``ink`` hidden, and the ``part`` it is in.
    """
    probability = maps["probability_of_digit"]
    ink, parts = regions.covered(image, patch, stride)
    labels, counts = np.unique(maps["predicted_label"], return_counts=True)
    return {
        "positions": probability.size,
        "labels": {str(label): int(n) for label, n in zip(labels, counts, strict=True)},
        "lowest": float(probability.min()),
        "below_half": int((probability < statistics.HALF).sum()),
        "marked": [
            {
                "top": r * stride,
                "left": c * stride,
                "probability": float(probability[r, c]),
                "label": int(maps["predicted_label"][r, c]),
                "highest": float(maps["highest_probability"][r, c]),
                "ink": float(ink[r, c]),
                "part": regions.NAMES[parts[r, c]],
            }
            for r, c in deepest(probability, patch, stride, count)
        ],
    }


def class_pictures(
    maps: Mapping[str, np.ndarray], images: np.ndarray, digit: int, ink: np.ndarray, drop: np.ndarray
) -> dict[str, np.ndarray]:
    """What can be shown of a class, by position (R, C).

    Args:
        maps: as ``scan_class`` returns them.
        images: what was covered, (N, 28, 28), and ``digit``, their class.
        ink: share of the image's ink hidden, (N, R, C).
        drop: probability of the digit uncovered minus covered, (N, R, C).

    Returns:
        ``mean`` and ``deviation`` of the digit's probability, mean ``drop`` of it, mean ``highest``
        probability, ``labels`` (10, R, C), ``wrong_label``: the commonest label but ``digit`` (-1: there is
        none), ``wrong_share``: of the images, those that get it; mean share of ``ink`` hidden; and the
        class's mean image, ``typical`` (28, 28).
    """
    wrong = maps["labels"].copy()
    wrong[digit] = 0
    return {
        "mean": maps["probability"].mean(0),
        "deviation": maps["probability"].std(0),
        "drop": drop.mean(0),
        "highest": maps["highest"],
        "labels": maps["labels"],
        "wrong_label": np.where(wrong.any(0), wrong.argmax(0), -1),
        "wrong_share": wrong.max(0) / len(images),
        "ink": ink.mean(0),
        "typical": images.mean(0),
    }


def class_summary(maps: Mapping[str, np.ndarray], patch: int) -> dict[str, Any]:
    """What a class's maps come to.

    Args:
        maps: as ``scan_class`` returns them.
        patch: side of the square.

    Returns:
        ``patch``, ``digits``, ``positions``; ``flipped_share``: of all images and positions, those with
        another label; ``vulnerable``: images that have one, with share and Wilson's interval;
        ``lowest``: mean over images of the lowest probability.
    """
    probability, flipped = maps["probability"], maps["flipped"]
    vulnerable, total = int((flipped > 0).sum()), len(flipped)
    low, high = statistics.wilson(vulnerable, total)
    return {
        "patch": patch,
        "digits": total,
        "positions": probability[0].size,
        "flipped_share": float(flipped.sum() / probability.size),
        "vulnerable": vulnerable,
        "vulnerable_share": vulnerable / total,
        "vulnerable_low": low,
        "vulnerable_high": high,
        "lowest": float(probability.min((1, 2)).astype(np.float64).mean()),
    }


def deepest(probability: np.ndarray, patch: int, stride: int, count: int) -> list[tuple[int, int]]:
    """Positions (r, c) of the lowest probability in order; no two squares overlap by more than half.

    Args:
        probability: (R, C).
        patch: side of the square; ``stride``: pixels between positions.
        count: how many at most.
    """
    chosen: list[tuple[int, int]] = []
    for flat in np.argsort(probability, axis=None, kind="stable"):
        r, c = (int(v) for v in np.unravel_index(flat, probability.shape))
        shared = [
            max(0, patch - stride * abs(r - a)) * max(0, patch - stride * abs(c - b)) for a, b in chosen
        ]
        if all(2 * area <= patch * patch for area in shared):
            chosen.append((r, c))
        if len(chosen) == count:
            break
    return chosen


def correlation_with_class(drop: np.ndarray, example: np.ndarray) -> float | None:
    """How one image's map goes with the class's mean map; None where that is not defined.

    Args:
        drop: (N, R, C).
        example: position of the image among the N, (1,); (0,): it is not among them.
    """
    defined = statistics.correlations(drop[example], drop.mean(0, keepdims=True))
    return float(defined[0]) if len(defined) else None
