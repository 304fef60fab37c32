"""What one convolution puts out."""

import numpy as np
import torch

from digitlab.cnn.network import Network, as_input


def feature_maps(network: Network, images: np.ndarray, layer: int) -> np.ndarray:
    """``Network.feature_maps`` of one layer, float32 (N, channels, rows, columns).

    Args:
        network: the trained network.
        images: uint8 (N, 28, 28).
        layer: counted from 1.
    """
    return maps_and_read(network, images, layer)[0]


@torch.inference_mode()
def maps_and_read(
    network: Network, images: np.ndarray, layer: int, batch: int = 250
) -> tuple[np.ndarray, np.ndarray]:
    """``Network.feature_maps`` of one layer, and what the next one reads, ``Network.activations``.

    Args:
        network, images, layer: as above; ``batch``: images at a time.
    """
    device = next(network.parameters()).device
    parts = []
    for start in range(0, len(images), batch):
        outputs = network.outputs(as_input(images[start : start + batch], device), layer)
        made = network.maps_of(outputs, layer - 1), network.read_of(outputs, layer - 1)
        parts.append([each.cpu() for each in made])
    maps, read = (torch.cat(each).contiguous().numpy() for each in zip(*parts, strict=True))
    return maps, read
