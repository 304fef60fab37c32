"""The convolutions' kernels as arrays to draw, and the image patches that activate each filter most.

The second after Zeiler & Fergus, *Visualizing and Understanding Convolutional Networks* (2014).
"""

from collections.abc import Callable

import numpy as np
import torch

from digitlab.cnn.feature_maps import feature_maps
from digitlab.cnn.network import Network, receptive_field

# A filter whose norm is below this share of the strongest one's does next to nothing.
FAINT = 0.1


def kernels(network: Network, layer: int) -> np.ndarray:
    """Kernels of one convolution, float32 (output channels, input channels, side, side).

    Args:
        network: the trained network.
        layer: counted from 1.
    """
    weights: torch.Tensor = network.convolutions[layer - 1].get_parameter("weight")
    return weights.detach().cpu().float().numpy()


def kernel_statistics(weights: np.ndarray) -> dict[str, float | int]:
    """What a layer's kernels come to.

    Args:
        weights: (outputs, inputs, side, side).

    Returns:
        ``outputs``, ``inputs``, ``side``; ``lowest`` and ``highest`` weight; ``negative``: share of weights
        below zero; ``faint``: how many filters have a norm below ``FAINT`` of the largest one's.
    """
    flat = weights.reshape(len(weights), -1).astype(np.float64)
    norms = np.linalg.norm(flat, axis=1)
    return {
        "outputs": weights.shape[0],
        "inputs": weights.shape[1],
        "side": weights.shape[2],
        "lowest": float(flat.min()),
        "highest": float(flat.max()),
        "negative": float((flat < 0).mean()),
        "faint": int((norms < FAINT * norms.max()).sum()),
    }


def activating_patches(
    network: Network,
    images: np.ndarray,
    layer: int,
    count: int,
    tell: Callable[[int], None] = lambda done: None,
    batch: int = 250,
) -> dict[str, np.ndarray]:
    """The patches of images that activate each filter most, one an image at most.

    Args:
        network: the trained network.
        images: uint8 (N, 28, 28).
        layer: counted from 1.
        count: patches for each filter.
        tell: called with the number of images done.
        batch: images at a time.

    Returns:
        ``patches`` uint8 (channels, count, size, size) at the size of the receptive field, black outside
        the image; ``image`` (their indices), ``row``, ``column`` (top left corner in the image) and
        ``activation`` float32, each (channels, count), the strongest first. An activation of 0 means that
        no more images activate the filter at all.
    """
    shape = network.architecture
    window = receptive_field(shape["kernels"], shape["padding"], shape["pool"], layer)
    strongest, where = [], []
    for start in range(0, len(images), batch):
        maps = feature_maps(network, images[start : start + batch], layer)
        flat = maps.reshape(*maps.shape[:2], -1)
        where.append(flat.argmax(2))
        strongest.append(flat.max(2))
        tell(min(start + batch, len(images)))
    strength, place = np.concatenate(strongest).T, np.concatenate(where).T
    image = np.argsort(-strength, axis=1, kind="stable")[:, :count]
    activation = np.take_along_axis(strength, image, 1)
    top, left = window.corner(*np.divmod(np.take_along_axis(place, image, 1), maps.shape[3]))
    # With padding wider than a kernel a window may lie beyond a border as a whole.
    ends = np.concatenate([top.ravel(), left.ravel()])
    margin = max(0, -int(ends.min()), int(ends.max()) + window.size - images.shape[1])
    patches = np.empty((*image.shape, window.size, window.size), np.uint8)
    for at in np.ndindex(image.shape):
        padded = np.pad(images[image[at]], margin)
        r, c = top[at] + margin, left[at] + margin
        patches[at] = padded[r : r + window.size, c : c + window.size]
    return {"patches": patches, "image": image, "row": top, "column": left, "activation": activation}


def selectivity(image: np.ndarray, activation: np.ndarray, labels: np.ndarray) -> dict[str, int]:
    """How far filters answer to one digit alone.

    Args:
        image: indices of the images that activate each filter most, (channels, count).
        activation: how much, the same shape.
        labels: the images' classes.

    Returns:
        ``filters``; ``silent``: those that no image activates; ``one_digit``: those whose maximally
        activating patches all come from one class; ``two_digits``: from two at most, ``one_digit`` included.
    """
    classes = [len(set(labels[row[strength > 0]])) for row, strength in zip(image, activation, strict=True)]
    return {
        "filters": len(classes),
        "silent": sum(c == 0 for c in classes),
        "one_digit": sum(c == 1 for c in classes),
        "two_digits": sum(1 <= c <= 2 for c in classes),
    }
