"""Lines and pages that tests make up."""

import numpy as np

from digitlab.data.mnist import Split
from digitlab.reading import normalise, pages


def strokes(count=12, seed=0):
    """Images like digits of ten classes, by a rule that a network learns at once: how many bars, how high."""
    random = np.random.default_rng(seed)
    images, labels = np.zeros((count, 28, 28), np.uint8), np.arange(count) % 10
    for image, label in zip(images, labels, strict=True):
        left = int(random.integers(6, 9))
        image[4:24, left : left + 3] = 255  # a stem, and bars of a height for each class
        image[4 + 2 * label : 7 + 2 * label - label // 9, left : left + 12] = 255
    normal = np.stack([normalise.normalised(image / 255) for image in images])
    return Split((255 * normal).round().astype(np.uint8), labels.astype(np.uint8))


def page(look, lines=2, digits=4, seed=1, split=None):
    """A page of such images."""
    some = pages.inked(split or strokes())
    chosen = np.random.default_rng(seed).integers(0, len(some), lines * digits)
    return pages.drawn(some, chosen, pages.Layout(lines, digits), look, [seed])
