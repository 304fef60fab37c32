"""A page's lines as straight strips of ink, with the way back to the page."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from digitlab.reading import chains
from digitlab.reading.ink import Ink, Pieces, pieces

# Rows of a strip above and below its line's middle, and columns before and after its ink.
HALF, BEFORE = 20, 6
# Typical height of a character in a strip: MNIST's. A page whose own is within a share of it stays as it is.
HEIGHT, ALIKE = 19.5, 0.15
# Slope, in rows a column, below which a page is not turned.
LEVEL = 0.006
# Below this much ink a strip has none; deviations of the noise that are none either.
TRACE, TRACES = 0.06, 1.5


@dataclass(frozen=True)
class Strip:
    """One line, straight and level, characters about 20 pixels high.

    Attributes:
        ink: float32 (40, W) in [0, 1].
        left: column of the straightened page at which it begins; middle: int (W,) the row of that page that
            each column of the strip has in its middle.
        to_page: float (2, 3), from a point (x, y, 1) of the straightened page to one of the page.
    """

    ink: np.ndarray
    left: int
    middle: np.ndarray
    to_page: np.ndarray

    def points(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Points of the strip on the page, (N, 2): row, column."""
        inside = np.clip(np.round(columns).astype(int), 0, len(self.middle) - 1)
        x, y = columns + self.left, rows - HALF + self.middle[inside]
        found: np.ndarray = (np.c_[x, y, np.ones(len(x))] @ self.to_page.T)[:, ::-1]
        return found

    def page_box(self, box: np.ndarray) -> tuple[float, float, float, float]:
        """The upright box on the page around a box of the strip: top, bottom, left, right."""
        top, bottom, left, right = map(float, box)
        rows = np.array([top, top, bottom, bottom])
        # The right edge lies outside: its column's middle is that of the last one inside.
        inside = np.clip(np.array([left, right - 1, right - 1, left]), 0, len(self.middle) - 1).astype(int)
        x, y = np.array([left, right, right, left]) + self.left, rows - HALF + self.middle[inside]
        # A box ends at its pixels' edges, half a pixel before their middles.
        found = np.c_[x - 0.5, y - 0.5, np.ones(4)] @ self.to_page.T + 0.5
        return (*_ends(found[:, 1]), *_ends(found[:, 0]))

    def sampled(self, picture: np.ndarray) -> np.ndarray:
        """What stands on the page (H, W) at each of the strip's pixels, by the nearest, (40, W)."""
        rows, columns = np.mgrid[: 2 * HALF, : len(self.middle)]
        at = np.round(self.points(rows.ravel(), columns.ravel())).astype(int)
        down, across = (np.clip(at[:, axis], 0, picture.shape[axis] - 1) for axis in (0, 1))
        found: np.ndarray = picture[down, across].reshape(rows.shape)
        return found


def strips(page: Ink) -> list[Strip]:
    """The lines of a page, from the top down; none where there is no ink.

    The page is turned by its lines' median slope and scaled to MNIST's height of a digit; then each line is
    cut out along its curve, without the ink of others.
    """
    found = pieces(page)
    if not len(found):
        return []
    height = chains.typical_height(found)
    lines = chains.chained(found.boxes, height)
    slope, scale = lines.slope(found.boxes), HEIGHT / height
    scale = 1.0 if abs(scale - 1) < ALIKE else scale
    to_page = np.eye(2, 3)
    if abs(slope) > LEVEL or scale != 1:
        page, to_page = straightened(page, slope, scale)
        found = pieces(page)
        if not len(found):
            return []
        lines = chains.chained(found.boxes, chains.typical_height(found))
    cut = [
        _cut(page, found, lines.line == number, curve, to_page) for number, curve in enumerate(lines.curves)
    ]
    return sorted(cut, key=lambda strip: strip.middle.mean())


def straightened(page: Ink, slope: float, scale: float) -> tuple[Ink, np.ndarray]:
    """A page turned until lines of this slope are level, then scaled; the way back as ``Strip.to_page``."""
    turn = -np.arctan(slope)
    forth = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    height, width = page.amount.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]]) @ forth.T
    corner, size = corners.min(0), np.ceil(np.ptp(corners, axis=0)).astype(int)
    back = np.linalg.inv(forth)
    to_page = np.c_[back, back @ corner]
    # Smaller pixels would be passed over.
    amount = ndimage.gaussian_filter(page.amount, 0.4 / scale) if scale < 1 - ALIKE else page.amount
    turned = ndimage.affine_transform(
        amount, back[::-1, ::-1], to_page[::-1, 2], output_shape=(size[1], size[0]), order=1
    )
    return Ink(np.clip(turned, 0, 1).astype(np.float32), page.noise * min(1.0, scale)), to_page


def _cut(page: Ink, found: Pieces, own: np.ndarray, curve: np.ndarray, to_page: np.ndarray) -> Strip:
    """One line's strip: of the pixels within one of its own pieces', what is more than a trace."""
    boxes = found.boxes[own]
    first, last = int(boxes[:, 2].min()), int(boxes[:, 3].max())
    columns = np.arange(first - BEFORE, last + BEFORE)
    middle = np.round(np.polyval(curve, np.clip(columns, first, last))).astype(int)
    rows = middle[None] + np.arange(-HALF, HALF)[:, None]
    height, width = page.amount.shape
    at = np.clip(rows, 0, height - 1), np.broadcast_to(np.clip(columns, 0, width - 1), rows.shape)
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    belongs = np.concatenate([[False], own])[found.label]
    belongs = ndimage.binary_dilation(belongs, np.ones((3, 3)))
    amount = page.amount[at]
    kept = inside & belongs[at] & (amount > max(TRACE, TRACES * page.noise))
    return Strip(np.where(kept, amount, 0).astype(np.float32), int(columns[0]), middle, to_page)


def _ends(values: np.ndarray) -> tuple[float, float]:
    return float(values.min()), float(values.max())
