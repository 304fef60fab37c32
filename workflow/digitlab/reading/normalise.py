"""A cut-out character as MNIST's digits are: 20 pixels high or wide, its centre of mass in the middle.

LeCun, Bottou, Bengio & Haffner, *Gradient-based learning applied to document recognition*, 1998, III-A.
"""

import numpy as np
import torch
from scipy import ndimage
from torch.nn import functional

from digitlab.data.mnist import SIDE

# Pixels of the larger side; the row and column on which the centre of mass comes to lie.
BOX, MIDDLE = 20, 14
# Pixels are enlarged to four times their side at most: a speck stays small.
LEAST = 0.25
# Above this much reduction pixels would be passed over, and are smoothed first.
COARSE = 1.5


def normalised(crop: np.ndarray) -> np.ndarray:
    """One character, float32 (28, 28) in [0, 1].

    Args:
        crop: ink in [0, 1], (h, w), nothing but the character; without ink it stays empty.
    """
    rows, columns = np.flatnonzero(crop.any(1)), np.flatnonzero(crop.any(0))
    if not len(rows):
        return np.zeros((SIDE, SIDE), np.float32)
    side = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    zoom = max(LEAST, side / BOX)
    if zoom > COARSE:
        crop = ndimage.gaussian_filter(crop, 0.4 * zoom)
    centre = np.array(ndimage.center_of_mass(crop))
    at = [centre[axis] + zoom * (np.arange(SIDE) - MIDDLE) for axis in (0, 1)]
    grid = np.meshgrid(*at, indexing="ij")
    found: np.ndarray = ndimage.map_coordinates(crop.astype(np.float32), grid, order=1)
    return found


def several(crops: np.ndarray, sides: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Characters at once, float32 (N, 28, 28), each as ``normalised`` has it where it is not reduced much.

    Args:
        crops: float32 (N, h, w), ink in [0, 1]; sides: (N,) the larger of each; centres: (N, 2) of mass.
    """
    height, width = crops.shape[1:]
    zoom = np.maximum(LEAST, sides / BOX)[:, None]
    steps = np.arange(SIDE) - MIDDLE
    # torch counts from the first pixel's middle, -1, to the last one's, 1.
    rows = (centres[:, :1] + zoom * steps) * 2 / (height - 1) - 1
    columns = (centres[:, 1:] + zoom * steps) * 2 / (width - 1) - 1
    shape = (len(crops), SIDE, SIDE)
    grid = np.stack(
        [np.broadcast_to(columns[:, None, :], shape), np.broadcast_to(rows[:, :, None], shape)], -1
    )
    sampled = functional.grid_sample(
        torch.from_numpy(crops)[:, None], torch.from_numpy(grid.astype(np.float32)), align_corners=True
    )
    found: np.ndarray = sampled[:, 0].numpy()
    return found
