"""What a network says where there is no digit: of a blank image, of even grey, of noise.

A network of ten labels has to give one of them; the one that it gives a blank image is its default. A digit
whose label is the default keeps it where nothing of it can be seen.
"""

from typing import Any

import numpy as np
from torch import nn

from digitlab import statistics
from digitlab.cnn.network import probabilities
from digitlab.data.mnist import CLASSES, SIDE

# Levels of grey between black and white, and white itself.
GREYS = (64, 128, 192, 255)
NOISE_IMAGES = 300


def given(network: nn.Module, images: np.ndarray, random: np.random.Generator) -> dict[str, Any]:
    """The labels of images without a digit.

    Args:
        network: from images in [0, 1] to logits, in inference mode.
        images: uint8 (N, 28, 28), digits whose pixels make the noise.
        random: source of the random numbers.

    Returns:
        ``blank``: ``label`` and its ``probability``; ``greys``: the same for each ``level`` from 0 to 255;
        ``noise``: of so many ``images`` how many get each of the ten ``labels``, and of the most frequent,
        the ``label``, its ``label_share`` and that share's 95% Wilson interval.
    """
    levels = np.array([0, *GREYS], np.uint8)
    even = probabilities(network, np.broadcast_to(levels[:, None, None], (len(levels), SIDE, SIDE)))
    blank, *greys = (
        {"level": int(level), "label": int(p.argmax()), "probability": float(p.max())}
        for level, p in zip(levels, even, strict=True)
    )
    counts = np.bincount(
        probabilities(network, noise(images, NOISE_IMAGES, random)).argmax(1), minlength=CLASSES
    )
    label, total = int(counts.argmax()), int(counts.sum())
    low, high = statistics.wilson(int(counts[label]), total)
    share = {"label_share": counts[label] / total, "label_low": low, "label_high": high}
    return {
        "blank": blank,
        "greys": greys,
        "noise": {"images": total, "labels": counts, "label": label} | share,
    }


def noise(images: np.ndarray, count: int, random: np.random.Generator) -> np.ndarray:
    """The pixels of random images, each image's own in random order, uint8 (count, 28, 28)."""
    chosen = images[random.integers(len(images), size=count)]
    return random.permuted(chosen.reshape(count, -1), axis=1).reshape(chosen.shape)
