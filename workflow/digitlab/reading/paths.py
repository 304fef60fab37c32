"""Paths through a line's graph: the best one, all of them, and what weighs an edge.

Every way from the first node to the last is a way to read the line. The best is found by dynamic programming
(Viterbi 1967); the sum over all, forward and backward, gives the probability that an edge is on the way
(Rabiner 1989). Weights are those under which the right ways are most probable among all (Lafferty, McCallum &
Pereira, *Conditional random fields*, 2001; for such graphs Bottou, Bengio & LeCun, *Global training of
document processing systems using graph transformer networks*, 1997).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from digitlab.data.mnist import CLASSES
from digitlab.reading.segments import PIECES, Graph

# What an edge is weighed by, beside its label's logarithm of probability.
FEATURES = (
    *("junk", "cut", "ink cut", "ink cut apart", "inside", "gap inside", "gap inside apart"),
    *("width", "height", "middle"),
)
# The weights: that of the label's logarithm, one for each label that is read, those of features.
WEIGHTS = ("label", *(f"label {digit}" for digit in range(CLASSES)), *FEATURES)
# A logarithm of probability of junk below this is this.
SURELY_NOT = -7.0
# The score of what cannot be.
NEVER = -1e9
# How much a weight's square is held against it; steps at most.
DECAY, ITERATIONS = 1e-3, 60


@dataclass(frozen=True)
class Weighed:
    """A line's edges as the weights see them.

    Attributes:
        nodes, edges, empty: as ``Graph`` has them.
        labels: (E, 10) logarithms of probability of each class; features: (E, F), as ``FEATURES``.
    """

    nodes: int
    edges: np.ndarray
    empty: np.ndarray
    labels: np.ndarray
    features: np.ndarray

    def scores(self, weights: np.ndarray) -> np.ndarray:
        """Of each edge and label, (E, 10), the sum of what ``WEIGHTS`` weigh."""
        of_label, of_features = weights[1 : CLASSES + 1], weights[CLASSES + 1 :]
        found: np.ndarray = weights[0] * self.labels + of_label + (self.features @ of_features)[:, None]
        return found


def weighed(line: Graph, logits: np.ndarray) -> Weighed:
    """A line whose segments a network with a class for junk has seen.

    Args:
        logits: (E, 11), the last for junk.
    """
    logarithms = log_softmax(logits)
    height, width = line.boxes[:, 1] - line.boxes[:, 0], line.boxes[:, 3] - line.boxes[:, 2]
    off = (line.boxes[:, 0] + line.boxes[:, 1] - len(line.piece)) / 2
    features = [
        np.maximum(logarithms[:, CLASSES], SURELY_NOT),
        np.minimum(line.cut, 15) / 5,
        line.through,
        line.apart * line.through,
        np.minimum(line.inside, 12) / 5,
        line.gap,
        line.apart * line.gap,
        np.minimum(width, 35) / 20,
        np.abs(height - 19) / 10,
        np.abs(off) / 10,
    ]
    return Weighed(line.nodes, line.edges, line.empty, logarithms[:, :CLASSES], np.stack(features, 1))


def best(nodes: int, edges: np.ndarray, scores: np.ndarray) -> list[int]:
    """The edges of the best path from node 0 to the last, in its order; none where no path is.

    Args:
        edges: int (E, 2), each to a higher node, ordered by their first; scores: (E,).
    """
    most, back = [-np.inf] * (nodes + 1), [-1] * (nodes + 1)
    most[0] = 0.0
    for edge, (first, last) in enumerate(edges.tolist()):
        value = most[first] + scores[edge]
        if value > most[last]:
            most[last], back[last] = value, edge
    path, node = [], nodes
    while node > 0 and back[node] >= 0:
        path.append(back[node])
        node = int(edges[back[node], 0])
    return path[::-1] if node == 0 else []


def over_all(
    nodes: Sequence[int], edges: Sequence[np.ndarray], scores: Sequence[np.ndarray]
) -> tuple[np.ndarray, list[np.ndarray]]:
    """The sum over all paths of several lines at once, and each edge's share of it.

    Args:
        nodes: of each line; edges: of each line, int (E, 2); scores: of each line, (E,).

    Returns:
        Logarithms of the sum over paths of the exponential of their scores, (lines,); of each line the
        probability that a path so weighed takes an edge, (E,).
    """
    lines, longest = len(nodes), max(nodes)
    ends = np.array(nodes)
    # By the node where an edge ends and by the pieces that it spans.
    table = np.full((lines, longest + 1, PIECES + 1), NEVER)
    for line, (own, values) in enumerate(zip(edges, scores, strict=True)):
        table[line, own[:, 1], own[:, 1] - own[:, 0]] = values
    forth = np.full((lines, longest + 1), NEVER)
    forth[:, 0] = 0
    for node in range(1, longest + 1):
        spans = np.arange(1, min(PIECES, node) + 1)
        forth[:, node] = log_sum(forth[:, node - spans] + table[:, node, spans])
    whole = forth[np.arange(lines), ends]
    back = np.full((lines, longest + 1), NEVER)
    back[np.arange(lines), ends] = 0
    for node in range(longest - 1, -1, -1):
        spans = np.arange(1, min(PIECES, longest - node) + 1)
        reached = log_sum(back[:, node + spans] + table[:, node + spans, spans])
        back[:, node] = np.where(node < ends, reached, back[:, node])
    shares = [
        np.exp(np.minimum(forth[line, own[:, 0]] + values + back[line, own[:, 1]] - whole[line], 0))
        for line, (own, values) in enumerate(zip(edges, scores, strict=True))
    ]
    return whole, shares


def loss(
    weights: np.ndarray, lines: Sequence[Weighed], truth: Sequence[np.ndarray]
) -> tuple[float, np.ndarray]:
    """Mean over lines of minus the logarithm of the right paths' probability, and its gradient.

    A path is right where each of its edges has no ink or is a character with its label.

    Args:
        weights: by ``WEIGHTS``.
        truth: of each line, int (E,): an edge's label, -1 where it is no character.
    """
    scores = [line.scores(weights) for line in lines]
    every = [np.where(line.empty, 0, log_sum(own)) for line, own in zip(lines, scores, strict=True)]
    right = [
        np.where(line.empty, 0, np.where(labels >= 0, own[np.arange(len(own)), labels], NEVER))
        for line, own, labels in zip(lines, scores, truth, strict=True)
    ]
    nodes, edges = [line.nodes for line in lines], [line.edges for line in lines]
    of_all, shares = over_all(nodes, edges, every)
    of_right, right_shares = over_all(nodes, edges, right)
    total, gradient = 0.0, np.zeros_like(weights)
    for number, line in enumerate(lines):
        if of_right[number] < NEVER / 2:  # no right path is left between these cuts
            continue
        total += of_all[number] - of_right[number]
        inked, labels = ~line.empty, truth[number]
        by_label = np.exp(scores[number] - log_sum(scores[number])[:, None])
        share = np.where(inked, shares[number], 0)
        good = np.where(inked & (labels >= 0), right_shares[number], 0)
        every_label = share[:, None] * by_label
        every_label[np.arange(len(labels)), labels] -= good
        gradient[0] += (every_label * line.labels).sum()
        gradient[1 : CLASSES + 1] += every_label.sum(0)
        gradient[CLASSES + 1 :] += (share - good) @ line.features
    return total / len(lines), gradient / len(lines)


def fitted(lines: Sequence[Weighed], truth: Sequence[np.ndarray]) -> tuple[np.ndarray, float, float]:
    """Weights by maximum likelihood, not far from 1 for the label and 0 for the rest.

    Args:
        lines, truth: as ``loss`` takes them.

    Returns:
        The weights, as ``WEIGHTS``; the loss before and after.
    """
    begin = np.eye(1, len(WEIGHTS))[0]

    def held(weights: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = loss(weights, lines, truth)
        away = weights - begin
        return value + DECAY * float(away @ away), gradient + 2 * DECAY * away

    found = minimize(held, begin, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS})
    return found.x, loss(begin, lines, truth)[0], loss(found.x, lines, truth)[0]


def log_sum(values: np.ndarray) -> np.ndarray:
    """Logarithm of the sum of exponentials along the last axis."""
    most = values.max(-1)
    found: np.ndarray = most + np.log(np.exp(values - most[..., None]).sum(-1))
    return found


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Logarithms of probability along the last axis."""
    wide = logits.astype(np.float64)
    found: np.ndarray = wide - log_sum(wide)[..., None]
    return found
