"""Boxes for a string that was read without any: its labels, in order, laid onto a line's segments.

Forced alignment: the string is fixed, and dynamic programming finds the path through the line's graph of
segments that reads it best (LeCun, Bottou, Bengio & Haffner, *Gradient-based learning applied to document
recognition*, 1998, section VI, call it constrained Viterbi).
"""

import itertools
from collections.abc import Sequence

import numpy as np

from digitlab.reading.cuts import INK
from digitlab.reading.segments import Graph

# Pixels by which a segment's middle may lie off the place where its label was read, at the cost of 1.
NEAR = 4.0


def path(line: Graph, scores: np.ndarray, labels: Sequence[int], places: np.ndarray) -> list[int] | None:
    """The best path whose edges with ink have these labels, one each, in order.

    Args:
        line: its edges ordered by their first node.
        scores: (E, 10) of each edge with each label.
        labels: of the line, (L,).
        places: (L,) pixels of the line, the middle of where each label was read.

    Returns:
        An edge for each label; None where no path has so many.
    """
    count = len(labels)
    middles = line.boxes[:, 2:].mean(1)
    off = (middles[:, None] - places[None]) / NEAR
    of_label = scores[:, labels] - off**2
    # Of each node, by how many labels were read up to it: the best score, and the edge that it came by.
    most = np.full((line.nodes + 1, count + 1), -np.inf)
    back = np.full((line.nodes + 1, count + 1), -1)
    most[0, 0] = 0.0
    for edge, ((first, last), empty) in enumerate(zip(line.edges.tolist(), line.empty.tolist(), strict=True)):
        if empty:
            into, value = slice(None), most[first]
        else:
            into, value = slice(1, None), most[first, :-1] + of_label[edge]
        better = value > most[last, into]
        most[last, into][better] = value[better]
        back[last, into][better] = edge
    node, read, found = line.nodes, count, []
    if not np.isfinite(most[node, read]):
        return None
    while node:
        edge = int(back[node, read])
        if not line.empty[edge]:
            found.append(edge)
            read -= 1
        node = int(line.edges[edge, 0])
    return found[::-1]


def between(ink: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Boxes of the ink half-way to the neighbours of each label's own place, int (L, 4).

    Args:
        ink: (rows, W) in [0, 1]; first, last: (L,) pixels between which each label was read.

    Returns:
        Top, bottom, left, right; where there is no ink, the whole height.
    """
    rows, width = ink.shape
    middles = np.concatenate([[0], (last[:-1] + first[1:]) / 2, [width]])
    ends = np.clip(np.round(middles).astype(int), 0, width)
    boxes = []
    for left, right in itertools.pairwise(ends.tolist()):
        right = max(right, left + 1)
        inked = ink[:, left:right] > INK
        down, across = np.flatnonzero(inked.any(1)), np.flatnonzero(inked.any(0))
        if len(down):
            boxes.append((down[0], down[-1] + 1, left + across[0], left + across[-1] + 1))
        else:
            boxes.append((0, rows, left, right))
    return np.array(boxes, int).reshape(-1, 4)
