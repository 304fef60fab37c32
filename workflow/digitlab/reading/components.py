"""Lines read the simple way: a threshold, connected pieces, a box around each, the network."""

from dataclasses import dataclass

import numpy as np
from torch import nn

from digitlab.data.mnist import CLASSES
from digitlab.reading import chains, junk, normalise
from digitlab.reading.ink import Ink, pieces
from digitlab.reading.scoring import Reading

# Share of a typical character's height that a piece must have in one direction: a smaller one is a speck.
SMALL = 0.4


@dataclass(frozen=True)
class Components:
    """Each connected piece is taken for one character.

    Attributes:
        network: from (N, 28, 28) in [0, 1] to logits, in inference mode.
        dilated: pixels by which the ink is widened before its pieces are told apart, to mend broken strokes.
    """

    network: nn.Module
    dilated: int = 0

    def __call__(self, page: Ink) -> list[list[Reading]]:
        """What stands on a page, line by line from left to right."""
        found = pieces(page, self.dilated)
        if not len(found):
            return []
        height = chains.typical_height(found)
        line = chains.chained(found.boxes, height).line
        top, bottom, left, right = found.boxes.T
        [kept] = np.nonzero((line >= 0) & (np.maximum(bottom - top, right - left) >= SMALL * height))
        crops = []
        for piece in kept:
            top, bottom, left, right = found.boxes[piece]
            where = slice(top, bottom), slice(left, right)
            own = found.label[where] == piece + 1
            crops.append(normalise.normalised(np.where(own, page.amount[where], 0)))
        if not crops:
            return []
        logits = junk.logits(self.network, np.stack(crops))[:, :CLASSES]
        shares = np.exp(logits - logits.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        inset = np.array([1, -1, 1, -1]) * self.dilated
        read: list[list[Reading]] = [[] for _ in range(line.max() + 1)]
        for at in np.argsort(found.boxes[kept, 2], kind="stable"):
            top, bottom, left, right = (found.boxes[kept[at]] + inset).tolist()
            label = int(shares[at].argmax())
            read[line[kept[at]]].append(Reading(label, (top, bottom, left, right), float(shares[at, label])))
        return [own for own in read if own]
