"""Which segments are characters: what the class for junk and the weights of paths are fitted on."""

from collections.abc import Callable, Iterable

import numpy as np

from digitlab.data.mnist import CLASSES
from digitlab.reading import lines, segments
from digitlab.reading.cuts import INK
from digitlab.reading.ink import ink
from digitlab.reading.lines import Strip
from digitlab.reading.pages import Page
from digitlab.reading.segments import Graph

JUNK = CLASSES
# Of a segment's ink and a digit's, what is in common over all: from the first on it is that digit, below the
# second junk. Between them it is neither, and nothing is learnt from it.
CHARACTER, NONE = 0.78, 0.66
# From this on a way through a segment counts as right, where a line's ways are compared.
RIGHT = 0.6


def agreement(strip: Strip, line: Graph, page: Page) -> tuple[np.ndarray, np.ndarray]:
    """How well each segment and one digit of the page cover each other.

    Returns:
        Ink in common over all ink of both, of the digit with which that is most, (E,); the digit's number on
        the page, int (E,), -1 where it has ink of none.
    """
    owner = strip.sampled(page.owner)
    inked = strip.ink > INK
    known = inked & (owner >= 0)
    digits, number = np.unique(owner[known], return_inverse=True)
    if not len(digits):
        return np.zeros(len(line.edges)), np.full(len(line.edges), -1)
    shared = np.zeros((line.nodes, len(digits)))
    np.add.at(shared, (line.piece[known], number), strip.ink[known])
    mass = np.bincount(line.piece[inked], strip.ink[inked], line.nodes)
    up_to = np.concatenate([np.zeros((1, len(digits))), shared.cumsum(0)])
    ink_up_to = np.concatenate([[0], mass.cumsum()])
    first, last = line.edges.T
    common = up_to[last] - up_to[first]
    own = (ink_up_to[last] - ink_up_to[first])[:, None]
    share = common / np.maximum(own + shared.sum(0) - common, 1e-6)
    most = share.argmax(1)
    found = share[np.arange(len(most)), most]
    return found, np.where(found > 0, digits[most], -1)


def collected(
    some: Iterable[Page], junk: float, random: np.random.Generator, tell: Callable[[], None] = lambda: None
) -> tuple[np.ndarray, np.ndarray]:
    """Segments that are characters, and a share of those that are junk.

    Args:
        some: pages; junk: share of the segments that are none, drawn at random; tell: called after each page.

    Returns:
        Images, uint8 (N, 28, 28); labels, int (N,), 0 to 9 and ``JUNK``.
    """
    made, labels = [np.zeros((0, 28, 28), np.uint8)], [np.zeros(0, int)]
    for page in some:
        for strip in lines.strips(ink(page.image)):
            line = segments.graph(strip.ink)
            share, digit = agreement(strip, line, page)
            label = np.where(share >= CHARACTER, page.label[digit], np.where(share < NONE, JUNK, -1))
            drawn = random.random(len(label)) < junk
            [chosen] = np.nonzero(~line.empty & (label >= 0) & ((label < JUNK) | drawn))
            if len(chosen):
                images = segments.images(strip.ink, line.of(chosen))
                made.append((255 * images).round().astype(np.uint8))
                labels.append(label[chosen])
        tell()
    return np.concatenate(made), np.concatenate(labels)
