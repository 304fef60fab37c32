"""How well images are made again: by principal components, and how far any way comes.

Quality is the peak signal-to-noise ratio of each image, 10 log10(1 / its mean squared error) in decibels, as
the pixels' peak is 1.
"""

from typing import Any

import numpy as np
import torch
from scipy.spatial import KDTree
from torch import Tensor

from digitlab.statistics import mcnemar, mean_interval


def principal_components(images: Tensor) -> tuple[Tensor, Tensor]:
    """The mean image (784,) and the directions of largest variance as columns, (784, 784), largest first."""
    mean = images.mean(0)
    centred = images - mean
    _, directions = torch.linalg.eigh((centred.T @ centred).double() / len(images))
    return mean, directions.flip(1).float()


def projected(images: Tensor, mean: Tensor, directions: Tensor) -> Tensor:
    """Images (N, 784) from their components along ``directions`` (784, k), clamped to the pixels' range."""
    return (mean + (images - mean) @ directions @ directions.T).clamp(0, 1)


def decibels(made: Tensor, images: Tensor) -> np.ndarray:
    """PSNR of each reconstruction (N, 784); infinite where it is the image."""
    ratios: np.ndarray = (-10 * torch.log10(((made - images).double() ** 2).mean(1))).numpy()
    return ratios


def interval(values: np.ndarray) -> dict[str, float | int | None]:
    """``mean`` of the finite among some decibels with its 95% interval, ``low`` to ``high``, and their ``n``.

    None where there are none: every image was made exactly.
    """
    finite = values[np.isfinite(values)]
    if not len(finite):
        return {"mean": None, "low": None, "high": None, "n": 0}
    mean, low, high = mean_interval(finite)
    return {"mean": mean, "low": low, "high": high, "n": len(finite)}


def beside(first: np.ndarray, second: np.ndarray) -> dict[str, float | int | None]:
    """``interval`` of what the first way is ahead, image by image, where neither is exact."""
    both = np.isfinite(first) & np.isfinite(second)
    return interval(first[both] - second[both])


def neighbours(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Whether the nearest other point (N, k) has the same label (N,); nowhere where there is no other."""
    if len(points) < 2:
        return np.zeros(len(points), bool)
    _, nearest = KDTree(points).query(points, k=2)
    own = np.arange(len(points))
    # Of points that coincide either may come first.
    other = np.where(nearest[:, 0] == own, nearest[:, 1], nearest[:, 0])
    same: np.ndarray = labels[other] == labels
    return same


def neighbourhood(first: np.ndarray, second: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    """How often a digit's nearest neighbour is of its class, in two maps of the same digits.

    Returns:
        ``same`` and ``same_beside``: how many in the first and in the second; ``digits``; ``p``: of McNemar's
        exact test that they differ by chance.
    """
    here, there = neighbours(first, labels), neighbours(second, labels)
    return {
        "digits": len(labels),
        "same": int(here.sum()),
        "same_beside": int(there.sum()),
        "p": mcnemar(int((here & ~there).sum()), int((there & ~here).sum())),
    }
