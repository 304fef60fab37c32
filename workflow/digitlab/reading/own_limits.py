"""Where reading a page of one's own ends: how small digits may be, and what is no digit."""

import string
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from PIL import Image

from digitlab import statistics
from digitlab.reading import conditions, pages
from digitlab.reading.degraded import Look
from digitlab.reading.glyphs import CHARACTERS, Glyphs
from digitlab.reading.ink import ink
from digitlab.reading.measure import Reader
from digitlab.reading.pages import Inked, Layout
from digitlab.reading.photographs import DOUBT
from digitlab.reading.scoring import Lines, edit_distance

# Heights of a digit, pixels, that are tried; MNIST's own, at which pages are drawn.
HEIGHTS, OWN = (6, 8, 10, 12, 16, 20, 40, 80), 20
# Pages of each, how they are laid out, and how they look: neighbours a fifth of a digit apart.
PAGES, LAYOUT, LOOK = 2, Layout(4, 25), Look(gap=4)
# Of these pages' digits, so that none is a page of another use.
SEED = 3


def studied(
    digits: Inked, glyphs: Glyphs, read: Reader, seed: int, tell: Callable[[int], None] = lambda done: None
) -> dict[str, Any]:
    """Digits of every height, and capitals in their place.

    Args:
        digits: test digits; glyphs: printed characters, of which the letters are taken.
        read: as pages of one's own are read; seed: the config's; tell: called after each page with how many
            are done.

    Returns:
        ``heights``: a row each, ``height``, ``digits``, ``edits``, and their share of the digits, 1 at most,
        as ``error`` with ``low`` and ``high``;
        ``doubt``: the probability below which a label is doubtful. Of digits at MNIST's own height and of
        letters, ``digits`` and ``letters``: ``readings``, and of them ``doubtful`` ones.
    """
    order = conditions.in_turn(len(digits), PAGES * LAYOUT.lines * LAYOUT.digits, [seed, SEED])
    chosen = order.reshape(PAGES, -1)
    done, rows, of_digits = 0, [], {}
    for height in HEIGHTS:
        edits = 0
        found: list[Lines] = []
        for number, own in enumerate(chosen):
            page = pages.drawn(digits, own, LAYOUT, LOOK, [seed, SEED, number])
            found.append(read(ink(as_high(page.image, height / OWN))))
            edits += edits_of(page.label, found[-1])
            done += 1
            tell(done)
        count = order.size
        wrong = min(edits, count)
        low, high = statistics.wilson(wrong, count)
        rows.append({"height": height, "digits": count, "edits": edits, "error": wrong / count})
        rows[-1] |= {"low": low, "high": high}
        if height == OWN:
            of_digits = doubtful(found)
    letters = [read(ink(image)) for image in _of_letters(glyphs, seed)]
    return {"heights": rows, "doubt": DOUBT, "digits": of_digits, "letters": doubtful(letters)}


def count_of_pages() -> int:
    """How many pages of digits are read."""
    return PAGES * len(HEIGHTS)


def as_high(image: np.ndarray, scale: float) -> np.ndarray:
    """A page as a camera further away, or nearer, has it, uint8."""
    rows, columns = image.shape
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    return np.asarray(Image.fromarray(image).resize(size, Image.Resampling.LANCZOS))


def edits_of(labels: np.ndarray, lines: Lines) -> int:
    """Edits from what a page says to what was read of it, both in reading order as one line."""
    read = [one.label for line in lines for one in line]
    return edit_distance(labels.tolist(), read)


def doubtful(found: Sequence[Lines]) -> dict[str, int]:
    """How many readings there are on pages, and how many of them are doubtful."""
    every = [one.probability for lines in found for line in lines for one in line]
    return {"readings": len(every), "doubtful": sum(probability < DOUBT for probability in every)}


def _of_letters(glyphs: Glyphs, seed: int) -> Iterator[np.ndarray]:
    """Pages of printed capitals in the digits' places."""
    letters = np.isin(np.array(list(CHARACTERS))[glyphs.labels], list(string.ascii_uppercase))
    images, labels = glyphs.images[letters], glyphs.labels[letters]
    boxes = np.array([pages.ink_box(image > pages.INK) for image in images])
    capitals = Inked(images, labels, boxes, np.flatnonzero(letters))
    order = conditions.in_turn(len(capitals), PAGES * LAYOUT.lines * LAYOUT.digits, [seed, SEED, 1])
    for number, own in enumerate(order.reshape(PAGES, -1)):
        yield pages.drawn(capitals, own, LAYOUT, LOOK, [seed, SEED, number]).image
