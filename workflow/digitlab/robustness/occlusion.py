"""A black square slid over a digit."""

import numpy as np
from torch import nn

from digitlab.cnn.network import probabilities

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


def part_of_digit(image: np.ndarray, top: int, left: int, patch: int) -> dict[str, float | str]:
    """Where on the digit a square lies, in words and as a share of the ink.

    The digit's bounding box is cut into thirds each way; the ink that the square covers has its centre of
    mass in one of the nine, and that one names the place.

    Args:
        image: uint8 (rows, columns).
        top: row of the square's top left corner; ``left``: its column; ``patch``: its side.

    Returns:
        ``ink``: share of the image's ink under the square; ``place``: such as ``lower left``, ``centre``, or
        ``no ink``.
    """
    total = image.sum(dtype=np.float64)
    covered = np.zeros(image.shape)
    covered[top : top + patch, left : left + patch] = image[top : top + patch, left : left + patch]
    ink = covered.sum()
    if not ink:
        return {"ink": 0.0, "place": "no ink"}
    rows, columns = np.nonzero(image)
    names = []
    for axis, (low, high), words in (
        (0, (rows.min(), rows.max()), ("upper", "", "lower")),
        (1, (columns.min(), columns.max()), ("left", "", "right")),
    ):
        centre = (covered.sum(1 - axis) * np.arange(image.shape[axis])).sum() / ink
        third = int(np.clip((centre - low) / (high - low + 1e-9) * 3, 0, 2))
        names.append(words[third])
    return {"ink": float(ink / total), "place": " ".join(filter(None, names)) or "centre"}
