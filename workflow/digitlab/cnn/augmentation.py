"""Random affine maps of a whole batch at once."""

import math

import torch
from torch import Tensor
from torch.nn import functional


def affine(
    images: Tensor,
    draws: Tensor,
    rotation: float,
    translation: float,
    scale: float,
    shear: float,
) -> Tensor:
    """Each image under its own random rotation, shear, scaling and translation; what comes in is black.

    Args:
        images: (N, rows, columns) in [0, 1].
        draws: uniform in [-1, 1], (5, N): shares of the largest rotation, shear, change of size, and
            translation along the columns and the rows.
        rotation: largest angle in degrees.
        translation: largest move along each axis as a share of the side.
        scale: largest relative change of size, 0.1 for 0.9 to 1.1.
        shear: largest shear angle in degrees.

    Returns:
        (N, rows, columns), bilinear.
    """
    if not any((rotation, translation, scale, shear)):
        return images
    angle = draws[0] * math.radians(rotation)
    slope = torch.tan(draws[1] * math.radians(shear))
    zoom = 1 + draws[2] * scale
    cosine, sine = torch.cos(angle) / zoom, torch.sin(angle) / zoom
    # Where each pixel's value comes from, on the scale of `grid_sample`: the middle 0, the borders -1 and 1.
    rows, columns = (
        torch.linspace(1 / size - 1, 1 - 1 / size, size, device=images.device) for size in images.shape[1:]
    )
    by_column = torch.stack([cosine, sine], 1)[:, None, None] * columns[:, None]
    by_row = (
        torch.stack([slope * cosine - sine, slope * sine + cosine], 1)[:, None, None] * rows[:, None, None]
    )
    grid = by_column + (by_row + 2 * translation * draws[3:].T[:, None, None])
    return functional.grid_sample(images.unsqueeze(1), grid, align_corners=False).squeeze(1)
