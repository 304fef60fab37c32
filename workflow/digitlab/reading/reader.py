"""Lines read by way of cuts: the segments of the best path through each line's graph."""

from dataclasses import dataclass

import numpy as np
from torch import nn

from digitlab.data.mnist import CLASSES
from digitlab.reading import junk, lines, paths, segments
from digitlab.reading.ink import Ink
from digitlab.reading.paths import Weighed
from digitlab.reading.scoring import Reading
from digitlab.reading.segments import Graph


@dataclass(frozen=True)
class Cuts:
    """A way to read by cuts.

    Attributes:
        network: from (N, 28, 28) in [0, 1] to logits, ten or with an eleventh for junk, in inference mode.
        weights: of paths, by ``paths.WEIGHTS``; None: a path is worth the product of its labels'
            probabilities, as if segments knew nothing of each other.
    """

    network: nn.Module
    weights: np.ndarray | None

    def __call__(self, page: Ink) -> list[list[Reading]]:
        """What stands on a page, line by line from left to right."""
        read = []
        for strip in lines.strips(page):
            line = segments.graph(strip.ink)
            logits = junk.logits(self.network, segments.images(strip.ink, line))
            path, label, probability = self.path(line, logits)
            read.append(
                [
                    Reading(int(label[edge]), strip.page_box(line.boxes[edge]), float(probability[edge]))
                    for edge in path
                ]
            )
        return [line for line in read if line]

    def path(self, line: Graph, logits: np.ndarray) -> tuple[list[int], np.ndarray, np.ndarray]:
        """The best path's edges with ink; of every edge its label, and that label's probability.

        With weights an edge's probability is that a path takes it and reads the label; without, the label's.
        """
        if self.weights is None:
            logarithms = paths.log_softmax(logits)[:, :CLASSES]
            scores, probability = logarithms.max(1), np.exp(logarithms.max(1))
        else:
            one: Weighed = paths.weighed(line, logits)
            logarithms = one.scores(self.weights)
            scores = logarithms.max(1)
            every = paths.log_sum(logarithms)
            sums = np.where(line.empty, 0, every)
            _, [share] = paths.over_all([line.nodes], [line.edges], [sums])
            probability = share * np.exp(scores - every)
        scores = np.where(line.empty, 0, scores)
        path = [edge for edge in paths.best(line.nodes, line.edges, scores) if not line.empty[edge]]
        return path, logarithms.argmax(1), probability
