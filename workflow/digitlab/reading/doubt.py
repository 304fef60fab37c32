"""How sure a label on a page is, by two networks: the one that read the line, and the one of single digits.

The second sees the box alone, and has a class for what is no single digit. What either doubts is doubtful.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from torch import nn

from digitlab.reading import junk, normalise, paths
from digitlab.reading.ink import Ink
from digitlab.reading.measure import Reader
from digitlab.reading.scoring import Reading

# Less than this much ink is none.
TRACE = 0.1


@dataclass(frozen=True)
class Doubted:
    """A way to read whose probabilities are the lower of two.

    Attributes:
        read: the way.
        digits: network from (N, 28, 28) in [0, 1] to eleven logits, the last for junk, in inference mode.
    """

    read: Reader
    digits: nn.Module

    def __call__(self, page: Ink) -> list[list[Reading]]:
        """What stands on a page, line by line from left to right."""
        lines = self.read(page)
        if not any(len(line) for line in lines):
            return []
        alone = iter(self.alone(page, [one for line in lines for one in line]))
        return [
            [replace(one, probability=min(one.probability, next(alone))) for one in line]
            for line in lines
            if len(line)
        ]

    def alone(self, page: Ink, readings: Sequence[Reading]) -> list[float]:
        """The probability of each label where the ink in its box is all there is."""
        amount = np.where(page.amount > TRACE, page.amount, 0)
        images = np.stack([normalise.normalised(_within(amount, one.box)) for one in readings])
        shares = np.exp(paths.log_softmax(junk.logits(self.digits, images)))
        return [float(share[one.label]) for share, one in zip(shares, readings, strict=True)]


def _within(amount: np.ndarray, box: tuple[float, float, float, float]) -> np.ndarray:
    """The part of a page (H, W) in a box, at least a pixel of it."""
    top, bottom, left, right = (round(end) for end in box)
    top, left = (min(max(0, start), size - 1) for start, size in zip((top, left), amount.shape, strict=True))
    return amount[top : max(bottom, top + 1), left : max(right, left + 1)]
