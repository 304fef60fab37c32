"""What one convolution puts out, and which of its channels tell two digits apart."""

import numpy as np
import torch

from digitlab import statistics
from digitlab.cnn.network import Network, as_input


@torch.inference_mode()
def feature_maps(network: Network, images: np.ndarray, layer: int, batch: int = 250) -> np.ndarray:
    """``Network.feature_maps`` of one layer, float32 (N, channels, rows, columns).

    Args:
        network: the trained network.
        images: uint8 (N, 28, 28).
        layer: counted from 1.
        batch: images at a time.
    """
    device = next(network.parameters()).device
    parts = [
        network.feature_maps(as_input(images[start : start + batch], device), layer).cpu()
        for start in range(0, len(images), batch)
    ]
    return torch.cat(parts).contiguous().numpy()


def separation(first: np.ndarray, second: np.ndarray) -> dict[str, np.ndarray]:
    """How well each channel's mean over the image separates two sets of feature maps.

    Args:
        first: (N, channels, rows, columns), ``second``: (M, channels, rows, columns).

    Returns:
        ``mean_first``, ``mean_second``, ``effect_size`` (pooled standard deviations, positive where
        ``first`` is larger), each (channels,), and ``order``: channels from the largest absolute effect.
    """
    a, b = first.mean((2, 3)), second.mean((2, 3))
    d = statistics.effect_size(a, b)
    return {
        "mean_first": a.mean(0),
        "mean_second": b.mean(0),
        "effect_size": d,
        "order": np.argsort(-np.abs(d), kind="stable"),
    }
