"""What was read beside what is there: edits, boxes, lines, and of each digit how it failed."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from scipy.optimize import linear_sum_assignment

from digitlab.reading.pages import Page

# A found box is a digit's from this intersection over union on (PASCAL VOC's threshold).
HIT = 0.5
# Shares of a box in another from which it lies in it, is a piece of it, has something of it at all.
INSIDE, PIECE, SOME = 0.6, 0.15, 0.3
# Of a line's digits and a found line's, in common over all, from which the line counts as found.
LINE = 0.5
# How a digit ended: read; its box found but another label; one box around it and others; boxes around parts
# of it; a box around some of it; no box.
OUTCOMES = ("right", "misread", "merged", "split", "cropped", "missed")
# Pixels from which a loose part of a digit counts as one.
PART = 3


@dataclass(frozen=True)
class Reading:
    """One character found on a page.

    Attributes:
        label: its class.
        box: top, bottom, left, right in the page's pixels.
        probability: that of the label, by whatever read it.
    """

    label: int
    box: tuple[float, float, float, float]
    probability: float


Lines = Sequence[Sequence[Reading]]


def scored(page: Page, lines: Lines) -> dict[str, int]:
    """Counts of one page.

    Returns:
        ``digits`` there and ``found``; ``edits`` from what each line says to what was read, plus those of
        lines without a counterpart; ``hits`` of boxes; ``lines``, ``lines_found`` and ``lines_hit``; each of
        ``OUTCOMES``; ``spurious``: boxes on no digit; and of digits that ``touch`` another, are in several
        ``pieces``, or ``neither``, how many there are and ``touch_failed`` ... are not right.
    """
    outcome = outcomes(page, lines)
    boxes = np.array([reading.box for line in lines for reading in line], float).reshape(-1, 4)
    _, _, of_found = overlaps(page.box, boxes)
    counts = {"digits": len(page), "found": len(boxes), "spurious": int((of_found.max(0) < SOME).sum())}
    counts["hits"] = sum(found in ("right", "misread") for found in outcome)
    counts |= {name: outcome.count(name) for name in OUTCOMES}
    counts |= _of_lines(page, lines, boxes)
    touching, pieces = touch(page), in_pieces(page)
    failed = np.array([name != "right" for name in outcome])
    for name, which in (
        ("touch", touching),
        ("pieces", pieces),
        ("neither", ~touching & ~pieces),
    ):
        counts |= {name: int(which.sum()), f"{name}_failed": int((which & failed).sum())}
    return counts


def outcomes(page: Page, lines: Lines) -> list[str]:
    """How each digit of a page ended, one of ``OUTCOMES``, each found box being one digit's at most."""
    found = [reading for line in lines for reading in line]
    boxes = np.array([reading.box for reading in found], float).reshape(-1, 4)
    if not len(boxes):
        return ["missed"] * len(page)
    both, of_true, of_found = overlaps(page.box, boxes)
    pairs = zip(*linear_sum_assignment(-both), strict=True)
    matched = {int(digit): int(box) for digit, box in pairs if both[digit, box] >= HIT}
    around_several = (of_true >= INSIDE).sum(0) >= 2
    parts = ((of_found >= INSIDE) & (of_true >= PIECE)).sum(1)
    ends = []
    for digit, label in enumerate(page.label):
        if digit in matched:
            ends.append("right" if found[matched[digit]].label == label else "misread")
        elif (around_several & (of_true[digit] >= INSIDE)).any():
            ends.append("merged")
        elif parts[digit] >= 2:
            ends.append("split")
        else:
            ends.append("cropped" if of_true[digit].max() > SOME else "missed")
    return ends


def overlaps(true: np.ndarray, found: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of every two boxes the area in common over that of both, over the true one's, over the found one's.

    Args:
        true: (N, 4) top, bottom, left, right; found: (M, 4).

    Returns:
        Three arrays (N, M); where there is no found box, (N, 1) of zeros.
    """
    if not len(found):
        nothing = np.zeros((len(true), 1))
        return nothing, nothing, nothing + 1
    true, found = true.astype(float)[:, None], found.astype(float)[None]
    down = np.minimum(true[..., 1], found[..., 1]) - np.maximum(true[..., 0], found[..., 0])
    across = np.minimum(true[..., 3], found[..., 3]) - np.maximum(true[..., 2], found[..., 2])
    common = np.clip(down, 0, None) * np.clip(across, 0, None)
    first, second = ((b[..., 1] - b[..., 0]) * (b[..., 3] - b[..., 2]) for b in (true, found))
    return common / (first + second - common), common / first, common / second


def edit_distance(first: Sequence[int], second: Sequence[int]) -> int:
    """Fewest insertions, deletions and substitutions from one sequence to the other (Levenshtein 1966)."""
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(second, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def _of_lines(page: Page, lines: Lines, boxes: np.ndarray) -> dict[str, int]:
    """Edits line by line, each true line beside the found one that has most of its digits."""
    both = overlaps(page.box, boxes)[0]
    digit = np.where(both.max(0) > 0.1, both.argmax(0), -1)
    ends = np.cumsum([0, *map(len, lines)])
    held = [set(digit[a:b].tolist()) - {-1} for a, b in itertools.pairwise(ends)]
    true = [set(np.flatnonzero(page.line == number).tolist()) for number in np.unique(page.line)]
    common = np.array([[len(t & h) / len(t | h) for h in held] for t in true]).reshape(len(true), len(held))
    pairs = zip(*linear_sum_assignment(-common), strict=True)
    beside = {int(t): int(h) for t, h in pairs if common[t, h] > 0}
    edits = sum(len(line) for number, line in enumerate(lines) if number not in beside.values())
    for number, members in enumerate(true):
        labels = page.label[sorted(members)].tolist()
        read = [reading.label for reading in lines[beside[number]]] if number in beside else []
        edits += edit_distance(labels, read)
    hit = sum(common[t, h] >= LINE for t, h in beside.items())
    return {"edits": edits, "lines": len(true), "lines_found": len(lines), "lines_hit": int(hit)}


def touch(page: Page) -> np.ndarray:
    """Whether some pixel of a digit lies beside, or cornerwise at, one of another's, (N,)."""
    height, width = page.owner.shape
    touching = np.zeros(len(page), bool)
    for down, across in ((0, 1), (1, 0), (1, 1), (1, -1)):
        left, right = max(0, -across), max(0, across)
        first = page.owner[: height - down, left : width - right]
        second = page.owner[down:, right : width - left]
        apart = (first != second) & (first >= 0) & (second >= 0)
        touching[first[apart]] = touching[second[apart]] = True
    return touching


def in_pieces(page: Page) -> np.ndarray:
    """Whether a digit's pixels fall into several parts that not even corners join, (N,)."""
    several = np.zeros(len(page), bool)
    for digit, (top, bottom, left, right) in enumerate(page.box):
        own = page.owner[top:bottom, left:right] == digit
        parts, _ = ndimage.label(own, np.ones((3, 3)))
        several[digit] = (np.bincount(parts.ravel())[1:] >= PART).sum() > 1
    return several
