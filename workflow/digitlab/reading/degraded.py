"""What befalls a page: strokes break, sizes vary, the sheet lies askew, light, pen and lens do their part."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

# Grey of white paper in full light, and how dark ink of full contrast makes it.
PAPER, DARKEST = 235, 0.9
# Half the width of what breaks a stroke, pixels.
BREAK = 1.0
# A spot of shade spreads over so much of the page's area.
SPOT = 0.05


@dataclass(frozen=True)
class Look:
    """How digits stand on a page, and what befalls it.

    Attributes:
        gap: columns of pixels between neighbours' boxes; below 0 they overlap, by half a box at most.
        gap_spread: the gap differs by so much, either way; jitter: a digit's height does, pixels.
        sizes: a digit's size differs by this share, either way.
        broken: share of digits with a line two pixels wide missing from their ink.
        slant: degrees by which the sheet is turned; scale: by which it is enlarged.
        perspective: share of the sheet's sides by which each corner is moved, either way.
        contrast: of the ink, 1 for black; blur: standard deviation in pixels.
        shade: share of the light that the darkest corner lacks; noise: standard deviation in grey levels.
    """

    gap: int = 8
    gap_spread: int = 1
    jitter: int = 3
    sizes: float = 0.0
    broken: float = 0.0
    slant: float = 0.0
    scale: float = 1.0
    perspective: float = 0.0
    contrast: float = 1.0
    blur: float = 0.0
    shade: float = 0.0
    noise: float = 3.0


def stroke(
    image: np.ndarray, box: np.ndarray, look: Look, random: np.random.Generator
) -> tuple[np.ndarray, tuple[int, ...]]:
    """A digit of another size, perhaps broken.

    Args:
        image: ink in [0, 1], (h, w); box: top, bottom, left, right of its ink.

    Returns:
        The digit, and its ink's box before it was broken.
    """
    size, whether, angle, down, across = random.uniform(size=5)
    if look.sizes:
        level = float(image[tuple(slice(a, b) for a, b in (box[:2], box[2:]))].max())
        other = np.clip(ndimage.zoom(image, 1 + look.sizes * (2 * size - 1), order=1), 0, 1)
        mask = other > min(level / 2, 60 / 255)
        if mask.any():
            rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
            image, box = other, np.array([rows[0], rows[-1] + 1, columns[0], columns[-1] + 1])
    top, bottom, left, right = map(int, box)
    if whether < look.broken:
        y, x = np.mgrid[: image.shape[0], : image.shape[1]]
        y, x = y - (top + down * (bottom - top)), x - (left + across * (right - left))
        along, over = np.cos(np.pi * angle), np.sin(np.pi * angle)
        broken, crosswise = (
            image * (np.abs(a) > BREAK) for a in (along * y + over * x, over * y - along * x)
        )
        # A line along a stroke would take it away and not break it.
        image = broken if broken.sum() >= crosswise.sum() else crosswise
    return image, (top, bottom, left, right)


def bent(
    ink: np.ndarray, owner: np.ndarray, look: Look, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The sheet turned, enlarged and seen at an angle; ``owner`` goes with it, pixel by pixel.

    Args:
        ink: in [0, 1], (H, W); owner: int32 (H, W).
    """
    moved = random.uniform(-1, 1, (4, 2))
    if not look.slant and not look.perspective and look.scale == 1:
        return ink, owner
    height, width = ink.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    turn = np.deg2rad(look.slant)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    sides = np.array([width, height])
    seen = look.scale * ((corners - sides / 2) @ rotation.T + look.perspective * moved * sides)
    seen -= seen.min(0)
    columns, rows = np.ceil(seen.max(0)).astype(int)
    y, x = np.mgrid[:rows, :columns]
    back = mapped(homography(seen, corners), np.stack([x.ravel(), y.ravel()], 1))
    at = [back[:, 1].reshape(rows, columns), back[:, 0].reshape(rows, columns)]
    smooth = 3 if look.scale > 1.2 else 1
    return (
        np.clip(ndimage.map_coordinates(ink, at, order=smooth), 0, 1).astype(np.float32),
        ndimage.map_coordinates(owner, at, order=0, cval=-1),
    )


def photographed(ink: np.ndarray, look: Look, random: np.random.Generator) -> np.ndarray:
    """Ink in [0, 1] as a grey picture, uint8: uneven light falls on paper, blurred ink takes it away."""
    direction, spot = random.normal(size=2), random.uniform(-0.4, 0.4, 2)
    if look.blur:
        ink = ndimage.gaussian_filter(ink, look.blur)
    light = np.ones(ink.shape)
    if look.shade:
        y, x = (np.linspace(-0.5, 0.5, size) for size in ink.shape)
        slope = direction[0] * y[:, None] + direction[1] * x[None]
        slope = (slope - slope.min()) / np.ptp(slope)
        away = (y[:, None] - spot[0]) ** 2 + (x[None] - spot[1]) ** 2
        light -= look.shade * (0.7 * slope + 0.3 * np.exp(-away / SPOT))
    picture = PAPER * light * (1 - DARKEST * look.contrast * ink)
    picture += random.normal(0, look.noise, ink.shape)
    return np.clip(picture, 0, 255).round().astype(np.uint8)


def homography(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """The projective map (3, 3) that takes four points (x, y) to four others, no three of them in a line."""
    equations = []
    for (x, y), (u, v) in zip(before, after, strict=True):
        equations += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    found: np.ndarray = np.append(np.linalg.solve(np.array(equations), after.ravel()), 1).reshape(3, 3)
    return found


def mapped(projection: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Points (N, 2), x and y, under a projective map (3, 3)."""
    found: np.ndarray = np.c_[points, np.ones(len(points))] @ projection.T
    flat: np.ndarray = found[:, :2] / found[:, 2:]
    return flat
