"""What one convolution puts out."""

import numpy as np
import torch

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
