"""The floor of reading: digits cut out where the truth says, normalised and read one by one."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import ndimage
from torch import nn

from digitlab.data.mnist import CLASSES
from digitlab.reading import conditions, junk, normalise
from digitlab.reading.ink import ink
from digitlab.reading.pages import Inked, Layout, Page

# Pixels around what a digit owns in which its palest ink may lie.
AROUND = 2
# The condition of digits that were never put on a page.
ALONE = "alone"


def studied(
    digits: Inked,
    layout: Layout,
    count: int,
    seed: int,
    names: Sequence[str],
    network: nn.Module,
    tell: Callable[[int], None] = lambda done: None,
) -> pd.DataFrame:
    """Errors on the pages of each condition, and on the same digits alone, whose images are only normalised.

    Args:
        as ``measure.studied``; network: from (N, 28, 28) in [0, 1] to logits, in inference mode.

    Returns:
        A row a page: ``condition`` (``ALONE`` first), ``page``, ``digits``, ``edits``.
    """
    rows: list[dict[str, Any]] = []
    for name in [ALONE, *names]:
        pages = conditions.measured(digits, layout, count, names[0] if name == ALONE else name, seed)
        for number, page in enumerate(pages):
            crops = alone(page, digits) if name == ALONE else cut_out(page)
            images = np.stack([normalise.normalised(crop) for crop in crops])
            wrong = junk.logits(network, images)[:, :CLASSES].argmax(1) != page.label
            rows.append({"condition": name, "page": number, "digits": len(page), "edits": int(wrong.sum())})
            tell(len(rows))
    return pd.DataFrame(rows)


def alone(page: Page, digits: Inked) -> list[np.ndarray]:
    """The page's digits as they were before they were put there, in [0, 1]."""
    place = np.searchsorted(digits.index, page.index)
    return list(digits.images[place] / np.float32(255))


def cut_out(page: Page) -> list[np.ndarray]:
    """The ink of each digit of a page by itself."""
    amount = ink(page.image).amount
    crops = []
    for digit, (top, bottom, left, right) in enumerate(page.box):
        where = slice(max(0, top - AROUND), bottom + AROUND), slice(max(0, left - AROUND), right + AROUND)
        owner = page.owner[where]
        near = ndimage.binary_dilation(owner == digit, iterations=AROUND)
        crops.append(np.where(near & ((owner == digit) | (owner < 0)), amount[where], 0))
    return crops
