"""Where a line of ink may be cut: seams from top to bottom that pass through as little ink as can be."""

import itertools
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

# Less ink than this costs nothing; what a step aside costs, in ink.
FREE, ASIDE = 0.2, 0.6
# Ink that a seam may pass through, and where seams are wanting.
DEAREST, DEAREST_WANTED = 30.0, 48.0
# Columns within which only the cheapest seam counts; between two seams further apart than this, more are put.
NEAR, FAR = 1, 4
# From this much on a pixel is ink. Seams with less ink than that between them are one.
INK, BETWEEN = 0.24, 0.5


@dataclass(frozen=True)
class Seams:
    """Seams from left to right, none crossing another.

    Attributes:
        columns: int (K, rows), in each row the first column on the right of the seam.
        costs: (K,) of each, the ink that it passes through and its steps aside; ink: (K,) the first alone.
    """

    columns: np.ndarray
    costs: np.ndarray
    ink: np.ndarray


def seams(ink: np.ndarray) -> Seams:
    """Candidate cuts of a strip: local minima of the least ink that a seam through a column passes.

    The least-cost seam through each column of the middle row, by dynamic programming from there up and down,
    moving a column a row at most (Avidan & Shamir, *Seam carving*, 2007). Two that meet go on together, so
    none crosses another.

    Args:
        ink: (rows, columns) in [0, 1].
    """
    rows = len(ink)
    cost = np.where(ink > FREE, ink, 0).astype(float)
    middle = rows // 2
    above, up = _swept(cost[: middle + 1])
    below, down = _swept(cost[middle:][::-1])
    through = above + below - cost[middle]
    inked = np.flatnonzero((ink > INK).any(0))
    if not len(inked):
        return Seams(np.zeros((0, rows), int), np.zeros(0), np.zeros(0))
    starts = _candidates(through, int(inked[0]), int(inked[-1]))
    columns = np.zeros((len(starts), rows), int)
    columns[:, middle] = starts
    for row in range(middle, 0, -1):
        columns[:, row - 1] = columns[:, row] + up[row, columns[:, row]]
    for row in range(middle, rows - 1):
        columns[:, row + 1] = columns[:, row] + down[rows - 1 - row, columns[:, row]]
    kept = _different(ink, columns, through[starts])
    columns = columns[kept]
    return Seams(columns, through[starts][kept], cost[np.arange(rows), columns].sum(1))


def _swept(cost: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Least cost from the first row to each column of the last; of each pixel the step to the row before."""
    rows, width = cost.shape
    step = np.zeros((rows, width), int)
    least = cost[0]
    for row in range(1, rows):
        walled = np.pad(least, 1, constant_values=np.inf)
        ways = np.stack([least, walled[:-2] + ASIDE, walled[2:] + ASIDE])
        step[row] = np.array([0, -1, 1])[ways.argmin(0)]
        least = ways.min(0) + cost[row]
    return least, step


def _candidates(through: np.ndarray, first: int, last: int) -> np.ndarray:
    """Columns of the middle row in which seams begin, from the first ink to just after the last."""
    lowest = ndimage.minimum_filter1d(through, 2 * NEAR + 1, mode="nearest")
    plateaus, count = ndimage.label((through <= lowest + 1e-9) & (through <= DEAREST))
    found = set()
    for (where,) in ndimage.find_objects(plateaus, count):
        inside = np.arange(max(where.start, first), min(where.stop, last + 2))
        if len(inside):
            found.add(int(inside[len(inside) // 2]))
    ends = [first - 2, *sorted(found), last + 2]
    for left, right in itertools.pairwise(ends):
        parts = int((right - left) // (0.75 * FAR)) if right - left > FAR else 1
        for part in range(1, parts):
            near = max(0, round(left + (right - left) * part / parts) - 1)
            column = near + int(np.argmin(through[near : near + 3]))
            if through[column] <= DEAREST_WANTED:
                found.add(column)
    return np.array(sorted(found), int)


def _different(ink: np.ndarray, columns: np.ndarray, costs: np.ndarray) -> list[int]:
    """Which seams part different ink; of several that part the same, the cheapest."""
    before = np.pad(np.cumsum(ink, 1), ((0, 0), (1, 0)))
    rows = np.arange(len(ink))
    left = np.array([before[rows, seam].sum() for seam in columns])
    kept: list[int] = []
    for seam in range(len(columns)):
        if kept and left[seam] - left[kept[-1]] < BETWEEN:
            if costs[seam] < costs[kept[-1]] - 1e-6:
                kept[-1] = seam
        else:
            kept.append(seam)
    return kept
