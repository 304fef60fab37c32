"""Where on a digit a square lies: nine parts of its bounding box, and the ink it hides."""

import numpy as np

NAMES = (
    *("upper left", "upper middle", "upper right"),
    *("middle left", "centre", "middle right"),
    *("lower left", "lower middle", "lower right"),
    "no ink",
)
NO_INK = len(NAMES) - 1


def bounding_box(image: np.ndarray, threshold: float = 0.0) -> tuple[int, int, int, int]:
    """First and last row and column of what is above the threshold; of the whole where nothing is."""
    rows, columns = np.nonzero(image > threshold)
    if not len(rows):
        return 0, image.shape[0] - 1, 0, image.shape[1] - 1
    return int(rows.min()), int(rows.max()), int(columns.min()), int(columns.max())


def mean_box(images: np.ndarray) -> tuple[float, float, float, float]:
    """Mean of several images' bounding boxes, (N, rows, columns): first and last row and column."""
    boxes = np.array([bounding_box(image) for image in images], float)
    top, bottom, left, right = (float(edge) for edge in boxes.mean(0))
    return top, bottom, left, right


def part(row: float, column: float, box: tuple[int, int, int, int]) -> int:
    """Which ninth of a bounding box a point lies in, or is nearest to: index in ``NAMES``."""
    return int(ninths(np.array(row), np.array(column), box))


def ninths(rows: np.ndarray, columns: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    """``part`` of many points."""
    of_rows, of_columns = (
        np.clip((at - low + 0.5) / (high - low + 1) * 3, 0, 2).astype(int)
        for at, low, high in ((rows, box[0], box[1]), (columns, box[2], box[3]))
    )
    of_both: np.ndarray = 3 * of_rows + of_columns
    return of_both


def box_sums(values: np.ndarray, patch: int, stride: int) -> np.ndarray:
    """Sum of ``values`` (rows, columns) under a square at each position, (R, C)."""
    table = np.pad(values.astype(np.float64).cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    sums = table[patch:, patch:] - table[:-patch, patch:] - table[patch:, :-patch] + table[:-patch, :-patch]
    every: np.ndarray = sums[::stride, ::stride]
    return every


def covered(image: np.ndarray, patch: int, stride: int) -> tuple[np.ndarray, np.ndarray]:
    """What a square hides at each position.

    Args:
        image: (rows, columns), ink above 0.
        patch: side of the square; ``stride``: pixels between positions.

    Returns:
        Share of the image's ink under the square, (R, C), and the part of the digit in which the hidden
        ink has its centre of mass, (R, C), indices in ``NAMES``.
    """
    total = max(float(image.sum(dtype=np.float64)), 1.0)
    rows, columns = np.indices(image.shape, np.float64)
    ink = box_sums(image, patch, stride)
    box = bounding_box(image)
    parts = np.full(ink.shape, NO_INK)
    inked = ink > 0
    mass = ink[inked]
    down, right = (box_sums(image * axis, patch, stride)[inked] / mass for axis in (rows, columns))
    parts[inked] = ninths(down, right, box)
    return ink / total, parts


def covered_each(images: np.ndarray, patch: int, stride: int) -> tuple[np.ndarray, np.ndarray]:
    """The same of several images, (N, rows, columns): shares of ink and parts, each (N, R, C)."""
    ink, parts = zip(*(covered(image, patch, stride) for image in images), strict=True)
    return np.stack(ink), np.stack(parts)


def ink_near(images: np.ndarray, row: float, column: float, threshold: int = 128) -> float:
    """Share of images with ink at or next to a point: in the nine pixels around it.

    Args:
        images: uint8 (N, rows, columns).
        row: of the point, rounded to a pixel; ``column``: the same.
        threshold: grey value from which a pixel counts as ink.
    """
    r, c = round(row), round(column)
    near = images[:, max(0, r - 1) : r + 2, max(0, c - 1) : c + 2]
    return float((near >= threshold).any((1, 2)).mean())
