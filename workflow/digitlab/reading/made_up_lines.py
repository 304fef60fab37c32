"""Lines of ink made up from single digits, to train on: crowded, jittered, worn more than any that is read.

Each digit is bent a little, some are broken by a thin stroke without ink, and ink lies over ink as paint
does. A line as a whole may drift, be blurred, pale or too dark, and noisy, and then loses what is not near
enough to ink, as a line that was cut out of a page does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from scipy import ndimage

from digitlab.cnn import augmentation
from digitlab.data.mnist import CLASSES, SIDE, Split
from digitlab.errors import LeftOutError
from digitlab.reading.line_network import ROWS

# Pixels of ink, in [0, 1], that count when a digit's sides are looked for.
INK = 60 / 255
# Largest rotation and shear in degrees, and change of size: a single hand's, and a page that lies askew.
BENDING = {"rotation": 8.0, "translation": 0.0, "scale": 0.13, "shear": 8.0}
# Share of lines in which strokes break, and of their digits that do; half the break's width in pixels.
WORN, BROKEN, HALF_BREAK = 0.3, 0.4, (0.5, 1.4)
# Pixels that a line's digits lie above or below its middle at most, and that the middle itself may be off.
JITTER, OFF = (1, 7), 1.5
# Rise of a line along itself, pixels a pixel, as a standard deviation.
DRIFT = 0.015
# Standard deviation of a blur, and the share of lines that have one.
BLUR, BLURRED = (0.4, 1.1), 0.45
# What ink is multiplied by.
CONTRAST = (0.75, 1.3)
# Standard deviation of noise, and the share of lines that have it.
NOISE, NOISY = (0.02, 0.14), 0.45
# What counts as ink when a line is cut out of its page: the smoothed line above this, and what lies beside
# it; paler than the last is paper.
SMOOTHED, FOUND, SQUARE, FAINTEST = 0.7, (0.15, 0.3), np.ones((3, 3), bool), 0.06
# Pixels a digit of a crowded line, about: no more are drawn than then fit.
NARROW = 10
# Least pixels from one digit's left side to the next one's.
LEAST_ADVANCE = 4
# Pixels without ink before the first digit and after the last.
MARGIN = (4, 14)


@dataclass(frozen=True)
class Lines:
    """``ink`` float32 (N, 32, W) in [0, 1]; ``labels`` of each line from left to right."""

    ink: np.ndarray
    labels: list[list[int]]


class Drawer:
    """Draws lines from a split's digits.

    Args:
        digits: to draw from.
        gap: from so many pixels between the ink of two neighbours to so many; below 0 they overlap.
        width: of a line, pixels.
    """

    def __init__(self, digits: Split, gap: Sequence[int], width: int) -> None:
        self.digits, self.gap, self.width = digits, sorted(gap), width
        self.of_class = {label: np.flatnonzero(digits.labels == label) for label in range(CLASSES)}

    def drawn(
        self, count: int, random: np.random.Generator, strings: Sequence[Sequence[int]] | None = None
    ) -> Lines:
        """So many lines: full of random digits, or of the strings given, one a line, as far as they fit.

        Raises:
            LeftOutError: no image shows a digit of a string.
        """
        if strings is None:
            strings = self.digits.labels[
                random.integers(len(self.digits), size=(count, self.width // NARROW))
            ].tolist()
        for label in {label for string in strings for label in string}:
            if not len(self.of_class[label]):
                raise LeftOutError(f"no image of a {label}, of which lines are made")
        chosen = np.array([random.choice(self.of_class[label]) for string in strings for label in string])
        lengths = [len(string) for string in strings]
        images = _broken(_bent(self.digits.images[chosen], random), lengths, random)
        boxes = ink_boxes(images)
        ink = np.zeros((count, ROWS + 2 * SIDE, self.width + 2 * SIDE), np.float32)
        labels, first = [], 0
        for line, string in zip(ink, strings, strict=True):
            here = slice(first, first + len(string))
            fitting = self._lay(line, images[here], boxes[here], random)
            labels.append(list(string[:fitting]))
            first += len(string)
        inside = ink[:, SIDE : SIDE + ROWS, SIDE : SIDE + self.width]
        return Lines(np.stack([_worn(line, random) for line in inside]), labels)

    def _lay(
        self, line: np.ndarray, images: np.ndarray, boxes: np.ndarray, random: np.random.Generator
    ) -> int:
        """Put digits beside each other onto a line with a border of a digit's side; how many fitted."""
        least, most = self.gap
        gap = random.integers(least, most, endpoint=True)
        drift, off = random.normal(0, DRIFT), random.uniform(-OFF, OFF)
        jitter, x = random.uniform(*JITTER), int(random.integers(*MARGIN))
        for done, (image, (top, bottom, left, right)) in enumerate(zip(images, boxes, strict=True)):
            if x + right - left > self.width - MARGIN[0]:
                return done
            middle = ROWS / 2 + off + drift * (x - self.width / 2) + random.uniform(-jitter, jitter)
            y = min(max(round(middle - (top + bottom) / 2), -SIDE), ROWS)
            under = line[SIDE + y : 2 * SIDE + y, SIDE + x - left : 2 * SIDE + x - left]
            under[:] = 1 - (1 - under) * (1 - image)
            x += max(LEAST_ADVANCE, int(right - left + gap + random.integers(-1, 2)))
        return len(images)


def ink_boxes(images: np.ndarray) -> np.ndarray:
    """First row, row after the last, first column and column after the last with ink: int (N, 4).

    Args:
        images: (N, rows, columns) in [0, 1]; one without ink has the box of the whole.
    """
    sides = [np.asarray((images > INK).any(axis)) for axis in (2, 1)]
    ends = [end for side in sides for end in (side.argmax(1), side.shape[1] - side[:, ::-1].argmax(1))]
    return np.stack(ends, 1)


def _bent(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Each image under a small affine map of its own: float32 in [0, 1]."""
    draws = torch.from_numpy(random.uniform(-1, 1, (5, len(images))).astype(np.float32))
    bent = augmentation.affine(torch.from_numpy(images).float() / 255, draws, **BENDING)
    return bent.numpy()


def _broken(images: np.ndarray, lengths: Sequence[int], random: np.random.Generator) -> np.ndarray:
    """Strokes without ink through some digits of some of the lines, whose numbers of digits are given."""
    worn = np.repeat(random.random(len(lengths)) < WORN, lengths)
    broken = np.flatnonzero(worn & (random.random(len(images)) < BROKEN))
    angle = random.uniform(0, np.pi, len(broken))
    row, column = random.uniform(SIDE * 0.3, SIDE * 0.7, (2, len(broken)))
    half = random.uniform(*HALF_BREAK, len(broken))
    rows, columns = np.mgrid[:SIDE, :SIDE]
    across = (rows - row[:, None, None]) * np.cos(angle)[:, None, None] + (
        columns - column[:, None, None]
    ) * np.sin(angle)[:, None, None]
    images[broken] *= np.abs(across) > half[:, None, None]
    return images


def _worn(line: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A line blurred, pale or dark, noisy, and without what lies far from ink: float32 in [0, 1]."""
    if random.random() < BLURRED:
        line = ndimage.gaussian_filter(line, random.uniform(*BLUR))
    line = line * random.uniform(*CONTRAST)
    noise = random.uniform(*NOISE) if random.random() < NOISY else 0.0
    if noise:
        line = line + random.normal(0, noise, line.shape)
    near = ndimage.binary_dilation(ndimage.gaussian_filter(line, SMOOTHED) > random.uniform(*FOUND), SQUARE)
    return np.where(near & (line > max(FAINTEST, 1.5 * noise)), np.clip(line, 0, 1), 0).astype(np.float32)
