"""How well pages are read: a way to read, under conditions, page by page; and what to look at of it."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from digitlab import statistics
from digitlab.reading import conditions
from digitlab.reading.degraded import Look
from digitlab.reading.ink import Ink, ink
from digitlab.reading.pages import Inked, Layout, Page
from digitlab.reading.scoring import OUTCOMES, Lines, outcomes, overlaps, scored

# A way to read: from a page's ink to lines from the top down, characters from left to right.
Reader = Callable[[Ink], Lines]
# Conditions of which the first page is kept to be looked at, and of which failures are.
SHOWN = ("photo", "gap 0")
FAILED = ("gap 4", "gap 0", "gap -1", "photo")
# Of each kind of failure and condition so many, rows and columns of the page around a digit's middle.
KEPT, AROUND = 4, (36, 52)
# What a summary has as shares with intervals: what is counted, over what.
SHARES = {
    "error": ("edits", "digits"),
    "precision": ("hits", "found"),
    "recall": ("hits", "digits"),
    "line_recall": ("lines_hit", "lines"),
}


def studied(
    digits: Inked,
    layout: Layout,
    count: int,
    seed: int,
    names: Sequence[str],
    read: Reader,
    tell: Callable[[int], None] = lambda done: None,
) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """A way to read, measured on test digits.

    Args:
        digits: the test digits; layout: of a page; count: pages a condition; seed: the config's.
        names: of conditions; read: the way; tell: called after each page with how many are done.

    Returns:
        A row a page: ``condition``, ``page`` and what ``scoring.scored`` counts. Arrays to look at, as
        ``pictures`` has them.
    """
    rows: list[dict[str, Any]] = []
    kept: list[tuple[str, Page, Lines]] = []
    for name in names:
        for number, page in enumerate(conditions.measured(digits, layout, count, name, seed)):
            lines = read(ink(page.image))
            rows.append({"condition": name, "page": number} | scored(page, lines))
            if name in FAILED or (name in SHOWN and not number):
                kept.append((name, page, lines))
            tell(len(rows))
    return pd.DataFrame(rows), pictures(kept)


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """A row a condition: ``changes`` and ``pages``, every count summed, and each of ``SHARES``.

    A share has its 95% interval over pages beside it, ``error_low`` and ``error_high``.

    Args:
        table: a row a page, as ``studied`` gives it; counts that it lacks are left out.
    """
    rows = []
    for name, own in table.groupby("condition", sort=False):
        counts = own.drop(columns=["condition", "page"])
        row: dict[Any, Any] = {"condition": name, "changes": changes(str(name)), "pages": len(own)}
        row |= counts.sum().to_dict()
        for share, (part, whole) in SHARES.items():
            if part in own and whole in own:
                value, low, high = rate(own[part].to_numpy(), own[whole].to_numpy())
                row |= {share: value, f"{share}_low": low, f"{share}_high": high}
        rows.append(row)
    return pd.DataFrame(rows)


def changes(condition: str) -> str:
    """What a condition has unlike a clean page, as a JSON object by the names of ``Look``."""
    look = asdict(conditions.CONDITIONS.get(condition, Look()))
    return json.dumps({name: value for name, value in look.items() if value != asdict(Look())[name]})


def rate(part: np.ndarray, whole: np.ndarray) -> tuple[float, float, float]:
    """A share over pages with its 95% interval, in which a page counts as one.

    The interval is Student's, of the pages' residuals about the common share (Cochran, *Sampling
    techniques*, 1977, ratio estimates); where all pages have the same share it is Wilson's.

    Args:
        part, whole: (pages,) counts.

    Returns:
        Share, low, high; all NaN where there is nothing to count.
    """
    total = whole.sum()
    if not total:
        return np.nan, np.nan, np.nan
    share = float(part.sum() / total)
    residuals = (part - share * whole) / whole.mean()
    _, low, high = statistics.mean_interval(share + residuals, statistics.student(len(residuals)))
    if high - low < 1e-12:
        low, high = statistics.wilson(min(int(part.sum()), int(total)), int(total))
    return share, max(0.0, min(low, share)), max(high, share)


def pictures(kept: Sequence[tuple[str, Page, Lines]]) -> dict[str, np.ndarray]:
    """Pages and failures to look at.

    Returns:
        Of each of ``SHOWN`` that is there, by its name and a dot: ``image`` (H, W); of each character found
        ``boxes`` (M, 4), ``labels``, ``lines``, ``probabilities``, ``right`` (M,). Of failures ``images``
        uint8 (F, 36, 52), ``conditions``, ``outcomes``, ``truth`` and ``read`` (F,), the last as text.
    """
    found: dict[str, np.ndarray] = {}
    for name, page, lines in kept:
        if name in SHOWN and f"{name}.image" not in found:
            found |= {f"{name}.{part}": value for part, value in _shown(page, lines).items()}
    seen: set[tuple[str, int]] = set()
    failed = [failure for name in FAILED for failure in _of_each_kind(name, kept, seen)]
    found["images"] = np.array([image for image, *_ in failed], np.uint8).reshape(-1, *AROUND)
    for place, part in enumerate(("conditions", "outcomes", "truth", "read"), 1):
        found[part] = np.array([failure[place] for failure in failed], str)
    return found


def _shown(page: Page, lines: Lines) -> dict[str, np.ndarray]:
    every = [(number, reading) for number, line in enumerate(lines) for reading in line]
    boxes = np.array([reading.box for _, reading in every], float).reshape(-1, 4)
    both = overlaps(page.box, boxes)[0]
    right = np.zeros(len(every), bool)
    for digit, outcome in enumerate(outcomes(page, lines)):
        if outcome == "right":
            right[both[digit].argmax()] = True
    return {
        "image": page.image,
        "boxes": boxes,
        "labels": np.array([reading.label for _, reading in every], int),
        "lines": np.array([number for number, _ in every], int),
        "probabilities": np.array([reading.probability for _, reading in every]),
        "right": right,
    }


def _of_each_kind(
    name: str, kept: Sequence[tuple[str, Page, Lines]], seen: set[tuple[str, int]]
) -> Iterator[tuple[np.ndarray, str, str, str, str]]:
    """Image, condition, outcome, truth and what was read there, of the first failures of each kind.

    ``seen``: kinds and digits that were shown, under this or another condition; they are not again.
    """
    shown = dict.fromkeys(OUTCOMES, 0)
    for _, page, lines in (case for case in kept if case[0] == name):
        every = [reading for line in lines for reading in line]
        of_true = overlaps(page.box, np.array([reading.box for reading in every], float).reshape(-1, 4))[1]
        for digit, outcome in enumerate(outcomes(page, lines)):
            own = outcome, int(page.index[digit])
            if outcome == "right" or shown[outcome] == KEPT or own in seen:
                continue
            shown[outcome] += 1
            seen.add(own)
            there = [reading for at, reading in enumerate(every) if of_true[digit, at] > 0.25]
            text = "".join(str(reading.label) for reading in sorted(there, key=lambda r: r.box[2]))
            yield _around(page, digit), name, outcome, str(page.label[digit]), text


def _around(page: Page, digit: int) -> np.ndarray:
    """The page around a digit's middle; where it ends, its edge goes on."""
    top, bottom, left, right = page.box[digit]
    margins = [(size // 2, size // 2) for size in AROUND]
    padded = np.pad(page.image, margins, mode="edge")
    row, column = (top + bottom) // 2, (left + right) // 2
    found: np.ndarray = padded[row : row + AROUND[0], column : column + AROUND[1]]
    return found
