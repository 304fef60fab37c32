"""Pages of handwriting made from digits, with the truth of every digit kept."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from digitlab.data.mnist import SIDE, Split
from digitlab.errors import LeftOutError
from digitlab.reading import degraded
from digitlab.reading.degraded import Look

# Above this a pixel of a digit is ink: boxes, gaps and what belongs to whom are told by it.
INK = 60
# Around the lines, pixels: at least what an image reaches beyond its ink.
MARGIN = SIDE


@dataclass(frozen=True)
class Layout:
    """How many lines a page has, digits a line, and pixels from one line to the next."""

    lines: int
    digits: int
    pitch: int = 44


@dataclass(frozen=True)
class Inked:
    """Images with ink in them.

    Attributes:
        images: uint8 (N, 28, 28), 0 for no ink; labels: (N,).
        boxes: of the ink, int (N, 4): top, bottom, left, right; bottom and right lie outside.
        index: (N,) where each stands in its split.
    """

    images: np.ndarray
    labels: np.ndarray
    boxes: np.ndarray
    index: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Page:
    """A picture of a page, and what is on it.

    Attributes:
        image: uint8 (H, W), dark ink on light paper.
        owner: int32 (H, W), the digit whose ink it is, counted from 0 in reading order; -1 for none.
        line, label, index: (N,) of each digit its line, its class, its place in the split.
        box: int (N, 4) of the pixels it owns: top, bottom, left, right.
    """

    image: np.ndarray
    owner: np.ndarray
    line: np.ndarray
    label: np.ndarray
    index: np.ndarray
    box: np.ndarray

    def __len__(self) -> int:
        return len(self.label)


def inked(split: Split, what: str = "test") -> Inked:
    """The images of a split that have ink.

    Raises:
        LeftOutError: none has; ``what`` says of which split.
    """
    dark = split.images > INK
    [index] = np.nonzero(dark.any((1, 2)))
    if not len(index):
        raise LeftOutError(f"no {what} image has ink above {INK} of 255, of which pages are made")
    boxes = np.array([ink_box(mask) for mask in dark[index]])
    return Inked(split.images[index], split.labels[index].astype(int), boxes, index)


def ink_box(mask: np.ndarray) -> tuple[int, int, int, int]:
    """Top, bottom, left, right of what is true in a mask (H, W) that is not empty."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def drawn(digits: Inked, chosen: np.ndarray, layout: Layout, look: Look, seed: list[int]) -> Page:
    """A page of digits in straight lines from left to right, then as ``look`` has it.

    What is drawn at random, a degradation's and the layout's, has generators of its own: pages of one seed
    have the same digits at the same heights whatever their look.

    Args:
        digits: that there are; chosen: which of them, (lines * digits,), line by line.
        seed: of this page.
    """
    placing, strokes, bending, paper = np.random.default_rng(seed).spawn(4)
    heights, gaps = placing.uniform(size=(2, len(chosen)))
    images, places, left = [], [], MARGIN
    for place, at in enumerate(chosen):
        row, along = divmod(place, layout.digits)
        if not along:
            left = MARGIN
        image, own = degraded.stroke(digits.images[at] / np.float32(255), digits.boxes[at], look, strokes)
        top, bottom, first, last = own
        middle = MARGIN + row * layout.pitch + layout.pitch // 2 + _either_way(heights[place], look.jitter)
        images.append(image)
        places.append((middle - (bottom - top) // 2 - top, left - first))
        space = look.gap + _either_way(gaps[place], look.gap_spread)
        left += max(-(-(last - first) // 2), last - first + space)
    width = max(x + image.shape[1] for (_, x), image in zip(places, images, strict=True)) + MARGIN
    ink, owner = _painted(images, places, (layout.lines * layout.pitch + 2 * MARGIN, width))
    ink, owner = degraded.bent(ink, owner, look, bending)
    image = degraded.photographed(ink, look, paper)
    box = np.array(
        [
            (s[0].start, s[0].stop, s[1].start, s[1].stop) if s else (0, 1, 0, 1)
            for s in ndimage.find_objects(owner + 1, len(chosen))
        ]
    )
    line = np.arange(len(chosen)) // layout.digits
    return Page(image, owner, line, digits.labels[chosen], digits.index[chosen], box)


def _either_way(uniform: float, most: int) -> int:
    """A number in [0, 1) as a whole one from ``-most`` to ``most``, each as likely."""
    return int(uniform * (2 * most + 1)) - most


def _painted(
    images: list[np.ndarray], places: list[tuple[int, int]], size: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Ink in [0, 1], float32, as paint over paint, and to which image each inked pixel belongs."""
    ink, most = np.zeros(size, np.float32), np.zeros(size, np.float32)
    owner = np.full(size, -1, np.int32)
    for number, (image, (top, left)) in enumerate(zip(images, places, strict=True)):
        where = slice(top, top + image.shape[0]), slice(left, left + image.shape[1])
        ink[where] = 1 - (1 - ink[where]) * (1 - image)
        more = image > most[where]
        owner[where][more] = number
        most[where] = np.maximum(most[where], image)
    owner[most <= INK / 255] = -1
    return ink, owner
