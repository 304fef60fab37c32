"""A line as a graph: nodes are its ends and cuts, edges what lies between two of them, perhaps a character.

Segmentation graphs: LeCun, Bottou, Bengio & Haffner, *Gradient-based learning applied to document
recognition*, 1998, section V.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from digitlab.reading import normalise
from digitlab.reading.cuts import BETWEEN, INK, seams

# Of a segment: columns at most, pieces at most.
WIDEST, PIECES = 32, 10
# What stands for the cheapest cut inside a segment of one piece.
UNCUT = 12.0
# Ink below which a cut passes through a gap; columns that a character takes up, with what is around it.
GAP, TAKEN = 0.3, 18
# Segments that are normalised at once.
AT_ONCE = 512


@dataclass(frozen=True)
class Graph:
    """A line's segments.

    Attributes:
        nodes: number of pieces of ink between neighbouring cuts; nodes are counted from 0 to it.
        piece: int (40, W), the piece that each pixel is in.
        edges: int (E, 2), from node to node, ordered by both.
        boxes: int (E, 4) in the strip: top, bottom, left, right of the ink.
        centres: (E, 2) of mass: row, column.
        empty: (E,) whether there is no ink in it.
        cut: (E,) cost of the cut at its left; inside: the least of any of the cuts inside.
        through: (E,) whether the cut at its left passes through ink; gap: whether one inside does not.
        apart: how far the line's characters stand apart: gaps a character, by its width, 1 at most.
    """

    nodes: int
    piece: np.ndarray
    edges: np.ndarray
    boxes: np.ndarray
    centres: np.ndarray
    empty: np.ndarray
    cut: np.ndarray
    inside: np.ndarray
    through: np.ndarray
    gap: np.ndarray
    apart: float

    def of(self, chosen: np.ndarray) -> "Graph":
        """The same with some of the edges."""
        names = ("edges", "boxes", "centres", "empty", "cut", "inside", "through", "gap")
        return replace(self, **{name: getattr(self, name)[chosen] for name in names})


def graph(ink: np.ndarray) -> Graph:
    """Every group of neighbouring pieces that is narrow enough to be a character.

    Args:
        ink: of a strip, (40, W) in [0, 1].
    """
    cut = seams(ink)
    rows, width = ink.shape
    steps = np.zeros((rows, width + 1), int)
    for seam in cut.columns:
        steps[np.arange(rows), np.minimum(seam, width)] += 1
    piece = np.cumsum(steps, 1)[:, :width]
    nodes = len(cut.costs) + 1
    y, x = np.mgrid[:rows, :width]
    mass, down, across = (np.bincount(piece.ravel(), (ink * by).ravel(), nodes) for by in (np.ones(()), y, x))
    top, bottom, left, right = _boxes(ink > INK, piece, nodes)
    cost, crossed = (np.concatenate([[0.0], part, [0.0]]) for part in (cut.costs, cut.ink))
    found = []
    for span in range(1, min(PIECES, nodes) + 1):
        first = np.arange(nodes - span + 1)
        ink_there, *moments = (sliding_window_view(part, span).sum(1) for part in (mass, down, across))
        ends = (sliding_window_view(top, span).min(1), sliding_window_view(bottom, span).max(1))
        sides = (sliding_window_view(left, span).min(1), sliding_window_view(right, span).max(1))
        inside, least = (
            sliding_window_view(part[1:-1], span - 1).min(1) if span > 1 else np.full(nodes, UNCUT)
            for part in (cost, crossed)
        )
        centres = [moment / np.maximum(ink_there, 1e-6) for moment in moments]
        found.append(
            np.stack(
                [first, first + span, *ends, *sides, *centres, cost[first], inside, crossed[first], least], 1
            )
        )
    table = np.concatenate(found)
    table = table[np.lexsort((table[:, 1], table[:, 0]))]
    empty = table[:, 3] < 0
    table = table[empty | (table[:, 5] - table[:, 4] <= WIDEST)]
    empty = table[:, 3] < 0
    boxes = np.where(empty[:, None], [0, 1, 0, 1], table[:, 2:6]).astype(int)
    return Graph(
        nodes=nodes,
        piece=piece,
        edges=table[:, :2].astype(int),
        boxes=boxes,
        centres=table[:, 6:8],
        empty=empty,
        cut=table[:, 8],
        inside=table[:, 9],
        through=table[:, 10] > GAP,
        gap=table[:, 11] < GAP,
        apart=_apart(cut.ink < GAP, mass, int(right.max() - left.min())),
    )


def images(ink: np.ndarray, line: Graph) -> np.ndarray:
    """Every segment as MNIST's digits are, float32 (E, 28, 28) in [0, 1].

    Args:
        ink: of the strip, (40, W) in [0, 1].
    """
    window = WIDEST + 4
    padded = np.pad(ink.astype(np.float32), ((0, 0), (0, window)))
    owner = np.pad(line.piece, ((0, 0), (0, window)), constant_values=-1)
    views = sliding_window_view(padded, window, 1).transpose(1, 0, 2)
    owners = sliding_window_view(owner, window, 1).transpose(1, 0, 2)
    made = []
    for start in range(0, len(line.edges), AT_ONCE):
        here = slice(start, start + AT_ONCE)
        edges, boxes, centres = line.edges[here], line.boxes[here], line.centres[here].copy()
        # A pixel below the box's own level of ink may lie outside of it, and is a part of it all the same.
        first = np.clip(boxes[:, 2] - 2, 0, ink.shape[1] - 1)
        own = (owners[first] >= edges[:, :1, None]) & (owners[first] < edges[:, 1:, None])
        centres[:, 1] -= first
        sides = np.maximum(boxes[:, 1] - boxes[:, 0], boxes[:, 3] - boxes[:, 2])
        made.append(normalise.several(views[first] * own, sides, centres))
    return np.concatenate(made)


def _apart(free: np.ndarray, mass: np.ndarray, width: int) -> float:
    """Gaps with ink on both sides, and one, for each character that a line of such a width has room for."""
    before = mass.cumsum()[:-1]
    gaps = (free & (before >= BETWEEN) & (mass.sum() - before >= BETWEEN)).sum()
    return min(1.0, float(TAKEN * (gaps + 1) / max(TAKEN, width)))


def _boxes(inked: np.ndarray, piece: np.ndarray, nodes: int) -> tuple[np.ndarray, ...]:
    """Top, bottom, left, right of the ink of each piece, (nodes,); bottom and right are -1 where none is."""
    rows, columns = np.nonzero(inked)
    of = piece[rows, columns]
    far = max(inked.shape)
    top, left, bottom, right = (np.full(nodes, value) for value in (far, far, -1, -1))
    np.minimum.at(top, of, rows)
    np.minimum.at(left, of, columns)
    np.maximum.at(bottom, of, rows + 1)
    np.maximum.at(right, of, columns + 1)
    return top, bottom, left, right
