"""Which pieces of ink stand in one line: neighbours are chained, each chain has a curve along its middle."""

from dataclasses import dataclass

import numpy as np

from digitlab.reading.ink import Pieces

# Of a typical height: what a piece is high that a line is made of; how far its neighbour may be; in which
# pieces belong to a line though they are no part of a chain; within which two chains are one line, and how
# far apart these may end; how wide a line is at least.
TALL = (0.5, 2.4)
REACH, NEAR, SAME, APART, SHORTEST = 3.5, 0.75, 0.45, 6.0, 0.3
# Share of the smaller of two neighbours' heights that both must have in common.
BESIDE = 0.35
# Pieces from which a line may slope, and from which it may bend.
SLOPES, BENDS = 4, 8


@dataclass(frozen=True)
class Chained:
    """Lines of pieces.

    Attributes:
        line: int (K,) of each piece; -1 for none.
        curves: of each line the row of its middle by column, a polynomial as ``numpy.polyval`` takes it.
    """

    line: np.ndarray
    curves: list[np.ndarray]

    def slope(self, boxes: np.ndarray) -> float:
        """Rows by which lines fall a column to the right, the median over pieces of lines of some length."""
        count = np.array([(self.line == number).sum() for number in range(len(self.curves))])
        slopes, weights = [], []
        for number, curve in enumerate(self.curves):
            own = boxes[self.line == number]
            left, right = own[:, 2].min(), own[:, 3].max()
            if count[number] >= min(5, count.max()):
                fall = np.polyval(curve, right) - np.polyval(curve, left)
                slopes.append(fall / max(1, right - left))
                weights.append(count[number])
        return float(np.median(np.repeat(slopes, weights))) if slopes else 0.0


def typical_height(pieces: Pieces) -> float:
    """Median height of characters, pixels: of a wide piece the heights of parts about as wide as high.

    Raises:
        ValueError: there are no pieces.
    """
    if not len(pieces):
        raise ValueError("no pieces to measure")
    heights: list[float] = []
    for number, (top, bottom, left, right) in enumerate(pieces.boxes, 1):
        high = bottom - top
        parts = max(1, round((right - left) / (0.8 * high)))
        if parts == 1:
            heights.append(high)
            continue
        own = pieces.label[top:bottom, left:right] == number
        for part in np.array_split(own, parts, axis=1):
            rows = np.flatnonzero(part.any(1))
            heights.append(rows[-1] - rows[0] + 1 if len(rows) else 0)
    found = np.array(heights, float)
    return float(np.median(found[found > 0.5 * np.percentile(found, 80)]))


def chained(boxes: np.ndarray, height: float) -> Chained:
    """Lines from left to right.

    Each piece of a character's height is joined to the nearest on its right that stands beside it; what hangs
    together is a line, and so are lines whose curves coincide. Small pieces go to the line that they lie on.

    Args:
        boxes: (K, 4) top, bottom, left, right; height: typical of a character.
    """
    boxes = boxes.astype(float)
    middle, tall = (boxes[:, 0] + boxes[:, 1]) / 2, boxes[:, 1] - boxes[:, 0]
    centre = (boxes[:, 2] + boxes[:, 3]) / 2
    big = (tall > TALL[0] * height) & (tall < TALL[1] * height)
    line = _hanging_together(boxes, big, height)
    for number in np.unique(line[line >= 0]):
        own = boxes[line == number]
        if own[:, 3].max() - own[:, 2].min() < SHORTEST * height:
            line[line == number] = -1
    line = _numbered(line)
    curves = [curve(centre[line == number], middle[line == number]) for number in range(line.max() + 1)]
    line = _united(line, curves, boxes, height)
    curves = [curve(centre[line == number], middle[line == number]) for number in range(line.max() + 1)]
    spans = [(boxes[line == n, 2].min(), boxes[line == n, 3].max()) for n in range(len(curves))]
    for piece in np.flatnonzero(line < 0) if curves else []:
        at = centre[piece]
        away = [
            abs(np.polyval(bent, at) - middle[piece]) + max(0, left - height - at, at - right - height)
            for bent, (left, right) in zip(curves, spans, strict=True)
        ]
        nearest = int(np.argmin(away))
        if away[nearest] < NEAR * height:
            line[piece] = nearest
    return Chained(line, curves)


def curve(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A polynomial by least absolute distance: level, straight or bent, by how many points there are."""
    degree = 0 if len(x) < SLOPES else 1 if len(x) < BENDS else 2
    degree = min(degree, len(np.unique(x)) - 1)
    weights = np.ones(len(x))
    for _ in range(4):
        found: np.ndarray = np.polyfit(x, y, degree, w=np.sqrt(weights))
        weights = 1 / np.maximum(np.abs(y - np.polyval(found, x)), 1)
    return found


def _hanging_together(boxes: np.ndarray, big: np.ndarray, height: float) -> np.ndarray:
    """The chain of each big piece, named after one of its pieces; -1 for the others, (K,)."""
    leader = np.arange(len(boxes))

    def first(piece: int) -> int:
        while leader[piece] != piece:
            piece = int(leader[piece])
        return piece

    centre, middle = (boxes[:, 2] + boxes[:, 3]) / 2, (boxes[:, 0] + boxes[:, 1]) / 2
    tall = boxes[:, 1] - boxes[:, 0]
    for piece in np.flatnonzero(big).tolist():
        away = boxes[:, 2] - boxes[piece, 3]
        common = np.minimum(boxes[:, 1], boxes[piece, 1]) - np.maximum(boxes[:, 0], boxes[piece, 0])
        beside = common > BESIDE * np.minimum(tall, tall[piece])
        right = big & beside & (centre > centre[piece]) & (away < REACH * height)
        if right.any():
            far = np.maximum(away, 0) + 0.5 * np.abs(middle - middle[piece])
            leader[first(piece)] = first(int(np.where(right, far, np.inf).argmin()))
    return np.array([first(piece) if big[piece] else -1 for piece in range(len(boxes))], int)


def _united(line: np.ndarray, curves: list[np.ndarray], boxes: np.ndarray, height: float) -> np.ndarray:
    """Lines of which a shorter one lies on the curve of a longer one, not far from it, as one."""
    spans = [(boxes[line == n, 2].min(), boxes[line == n, 3].max()) for n in range(len(curves))]
    order = sorted(range(len(curves)), key=lambda n: spans[n][0] - spans[n][1])
    leader = list(range(len(curves)))
    for place, short in enumerate(order):
        at = (spans[short][0] + spans[short][1]) / 2
        for long in order[:place]:
            if leader[long] != long:
                continue
            between = min(abs(spans[short][0] - spans[long][1]), abs(spans[long][0] - spans[short][1]))
            apart = abs(np.polyval(curves[long], at) - np.polyval(curves[short], at))
            if apart < SAME * height and between < APART * height:
                leader[short] = long
                break
    return _numbered(np.array([leader[number] if number >= 0 else -1 for number in line], int))


def _numbered(line: np.ndarray) -> np.ndarray:
    """The same lines numbered from 0; -1 stays."""
    names = np.unique(line[line >= 0])
    return np.where(line >= 0, np.searchsorted(names, line), -1)
