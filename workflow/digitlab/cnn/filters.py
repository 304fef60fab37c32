"""The convolutions' kernels as arrays to draw."""

import numpy as np

from digitlab.cnn.network import Network


def kernels(network: Network, layer: int) -> np.ndarray:
    """Kernels of one convolution, float32 (output channels, input channels, side, side).

    Args:
        network: the trained network.
        layer: counted from 1.
    """
    return network.convolutions[layer - 1].weight.detach().cpu().float().numpy()


def described(weights: np.ndarray) -> dict[str, float | int]:
    """What a layer's kernels come to.

    Args:
        weights: (outputs, inputs, side, side).

    Returns:
        ``outputs``, ``inputs``, ``side``; ``lowest`` and ``highest`` weight; ``negative``: share of weights
        below zero; ``faint``: how many filters have a norm below a tenth of the largest one's.
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
        "faint": int((norms < 0.1 * norms.max()).sum()),
    }
