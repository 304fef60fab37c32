"""Plain gradient descent on mini-batches, for the network without a framework."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from digitlab.data.mnist import CLASSES, SIDE, Dataset
from digitlab.errors import InputError
from digitlab.scratch import network
from digitlab.scratch.network import Parameters

History = list[dict[str, float | None]]


@dataclass(frozen=True)
class Data:
    """Images (N, 784) in [0, 1] as float32 and labels (N,): to train on, to choose by, to judge by."""

    images: np.ndarray
    labels: np.ndarray
    validation_images: np.ndarray
    validation_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


@dataclass(frozen=True)
class Recipe:
    """What all networks have in common: hidden units, passes over the images, images per update."""

    hidden: int
    epochs: int
    batch_size: int


def as_rows(images: np.ndarray) -> np.ndarray:
    """Images (N, 28, 28) of bytes as float32 (N, 784) in [0, 1]."""
    rows: np.ndarray = images.reshape(len(images), -1) / np.float32(255)
    return rows


def split(dataset: Dataset, share: float, seed: int) -> Data:
    """The data set with a share of the training images, one at least, held out by the seed."""
    order = np.random.default_rng(seed).permutation(len(dataset.train))
    count = max(1, round(share * len(order)))
    images, labels = as_rows(dataset.train.images), dataset.train.labels.astype(int)
    held, rest = order[:count], order[count:]
    test = as_rows(dataset.test.images), dataset.test.labels.astype(int)
    return Data(images[rest], labels[rest], images[held], labels[held], *test)


def trained(
    data: Data,
    recipe: Recipe,
    rate: float,
    seed: int,
    tell: Callable[[], None] = lambda: None,
) -> tuple[Parameters, History]:
    """Plain gradient descent on mini-batches, in an order drawn anew for each epoch.

    Args:
        data: to train on and to watch; recipe: what networks have in common.
        rate: of the descent; seed: of weights and order; tell: called after each epoch.

    Returns:
        The network; a row an epoch: ``epoch``, ``cost`` (mean cross-entropy of the training images as they
        came; None where it is no finite number), ``validation_accuracy``.

    Raises:
        InputError: there are fewer training images than an update takes.
    """
    random = np.random.default_rng(seed)
    net = network.initial((SIDE * SIDE, recipe.hidden, CLASSES), random)
    history: History = []
    # A rate that is too large is one of the things to be seen: numbers may leave their range.
    with np.errstate(over="ignore", invalid="ignore"):
        for epoch in range(1, recipe.epochs + 1):
            costs = []
            for batch in batches(len(data.labels), recipe.batch_size, random):
                cost, gradient = network.backward(net, data.images[batch], data.labels[batch])
                network.descend(net, gradient, rate)
                costs.append(cost)
            mean = float(np.mean(costs))
            right = share_right(net, data.validation_images, data.validation_labels)
            history.append(
                {
                    "epoch": epoch,
                    "cost": mean if np.isfinite(mean) else None,
                    "validation_accuracy": right,
                }
            )
            tell()
    return net, history


def batches(images: int, size: int, random: np.random.Generator) -> Iterator[np.ndarray]:
    """Indices of one pass over so many images, so many at a time; what does not fill a batch is left out.

    Raises:
        InputError: there are fewer images than an update takes.
    """
    if size > images:
        raise InputError(
            f"scratch.batch_size is {size}; allowed: as many as the training images that"
            f" scratch.validation_share leaves, {images}, or fewer"
        )
    order = random.permutation(images)
    for first in range(0, images - size + 1, size):
        yield order[first : first + size]


def share_right(net: Parameters, images: np.ndarray, labels: np.ndarray) -> float:
    """The share of images (N, 784) that get their label (N,)."""
    with np.errstate(invalid="ignore"):
        return float((network.predicted(net, images) == labels).mean())
