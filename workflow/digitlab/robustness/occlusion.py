"""A black square slid over digits.

The method of Zeiler & Fergus, *Visualizing and Understanding Convolutional Networks* (2014), section 4.2.
"""

from collections.abc import Callable

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
    p = probabilities(network, covered.reshape(-1, *image.shape)).reshape(rows, columns, -1)
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


def described(found: dict[str, np.ndarray], patch: int) -> dict[str, float]:
    """What a class's maps come to.

    Args:
        found: as ``scan_class`` returns it.
        patch: side of the square.

    Returns:
        ``patch``, ``digits``, ``positions``; ``flipped_share``: of all images and positions, those with
        another label; ``vulnerable``: images that have one, with share and Wilson's interval;
        ``lowest``: mean over images of the lowest probability.
    """
    probability, flipped = found["probability"], found["flipped"]
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


def by_part(fall: np.ndarray, ink: np.ndarray, parts: np.ndarray) -> list[dict[str, float | str]]:
    """How far the probability falls when a part of the digit is hidden, the parts that matter most first.

    Args:
        fall: probability uncovered minus covered, (N, R, C).
        ink: share of the image's ink hidden, (N, R, C).
        parts: index in ``regions.NAMES`` of what is hidden, (N, R, C).

    Returns:
        For each part that occurs: ``part``, ``digits`` (images in which it does), ``fall`` with the 95%
        interval ``fall_low``, ``fall_high`` (means over images of each one's mean), ``ink`` (the mean
        share hidden), ``beyond_ink``: mean of what the fall is above the image's own straight line on ink.
    """
    beyond = fall - np.stack([_line(f, i) for f, i in zip(fall, ink, strict=True)])
    rows = []
    for index, name in enumerate(regions.NAMES):
        here = parts == index
        found = here.any((1, 2))
        if not found.any():
            continue
        count = here[found].sum((1, 2))
        means = [(values[found] * here[found]).sum((1, 2)) / count for values in (fall, ink, beyond)]
        mean, low, high = statistics.mean_interval(means[0])
        finite = len(means[0]) > 1
        rows.append(
            {"part": name, "digits": int(found.sum()), "fall": mean}
            | {"fall_low": low if finite else mean, "fall_high": high if finite else mean}
            | {"ink": float(means[1].mean()), "beyond_ink": float(means[2].mean())}
        )
    return sorted(rows, key=lambda row: -row["fall"])


def _line(fall: np.ndarray, ink: np.ndarray) -> np.ndarray:
    """Least-squares line of one image's fall on the ink hidden, at each position."""
    centred = ink - ink.mean()
    spread = (centred**2).sum()
    slope = (centred * fall).sum() / spread if spread else 0.0
    return fall.mean() + slope * centred


def correlations(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Pearson's correlation over the positions of each image whose two maps both vary.

    Args:
        first: (N, R, C), ``second``: the same shape.

    Returns:
        One number an image, without those for which it is not defined.
    """
    a, b = (x.reshape(len(x), -1).astype(np.float64) for x in (first, second))
    a, b = a - a.mean(1, keepdims=True), b - b.mean(1, keepdims=True)
    scale = np.sqrt((a**2).sum(1) * (b**2).sum(1))
    defined = scale > 0
    return (a * b).sum(1)[defined] / scale[defined]
