"""What far moves cost: ink beyond the edge, and a label that is given to more than its own digits."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from digitlab import statistics
from digitlab.answers.section import Number
from digitlab.answers.tables import Row, rows, share

# Ink is said to be cut off from the shift on at which a larger share of the digits than this loses some.
SOME_CUT, MOST_CUT = 0.01, 0.5

Survival = Literal["default label", "drawn in", "told apart"]


@dataclass(frozen=True)
class Ink:
    """What the edge cuts off sideways.

    Attributes:
        some, most: the fewest pixels, either way, at which more than a hundredth of the digits lose ink, and
            more than half; None: none tried.
        worst: pixels to the right at which most digits lose ink.
        by_pixels: a row each.
    """

    some: int | None
    most: int | None
    worst: int
    by_pixels: list[Row]


@dataclass(frozen=True)
class Far:
    """The example's class moved as far as was tried.

    Attributes:
        pixels: to the right, of the two farthest moves that with the lower precision.
        survival: what its digits' keeping the label is worth there.
        by_pixels: precision and recall, a row each.
    """

    pixels: int
    survival: Survival
    by_pixels: list[Row]


def ink(table: pd.DataFrame) -> tuple[Ink, dict[str, Number]]:
    """From which shift on ink is cut off.

    Args:
        table: ``ink.csv``.
    """
    worst = max(rows(table), key=lambda row: float(row["cut_share"]))

    def beyond(limit: float) -> int | None:
        found = table.pixels[table.cut_share > limit].abs()
        return int(found.min()) if len(found) else None

    numbers = {
        "cut_far": share(worst, "cut", "ink", worst["digits"]),
        "lost_far": Number(worst["lost"], "ink", n=worst["digits"], unit="share"),
    }
    return Ink(beyond(SOME_CUT), beyond(MOST_CUT), worst["pixels"], rows(table)), numbers


def far(table: pd.DataFrame, digit: int, default: int) -> tuple[Far, dict[str, Number]]:
    """Precision beside recall at the farthest move sideways.

    Args:
        table: ``precision.csv``; ``digit``: the example's class; ``default``: the label of a blank image.
    """
    own = rows(table[table.digit == digit])
    [unmoved] = [row for row in own if row["pixels"] == 0]
    reach = max(row["pixels"] for row in own)
    # A label given to nothing has no precision: it draws nothing in.
    ends = [row for row in own if abs(row["pixels"]) == reach]
    end = min(ends, key=lambda row: 1.0 if row["given"] == 0 else float(row["precision_share"]))
    moved = sum(int(row["members"]) for row in rows(table[table.pixels == end["pixels"]]))
    low, high = statistics.wilson(int(end["given"]), moved)
    numbers = {
        "called_far": Number(end["given"] / moved, "precision", low, high, moved, "share"),
        "recall_far": share(end, "recall", "precision", end["members"]),
        "precision_far": share(end, "precision", "precision", end["given"]),
        "precision_unmoved": share(unmoved, "precision", "precision", unmoved["given"]),
    }
    survival = what_survives(unmoved, end, digit == default)
    return Far(pixels=end["pixels"], survival=survival, by_pixels=own), numbers


def what_survives(unmoved: Row, end: Row, is_default: bool) -> Survival:
    """The verdict on a class's labels at a far move.

    Args:
        unmoved, end: rows of precision and recall; ``is_default``: whether a blank image is given that label.
    """
    if not end["given"] or not unmoved["given"] or end["precision_high"] >= unmoved["precision_low"]:
        return "told apart"
    return "default label" if is_default else "drawn in"
