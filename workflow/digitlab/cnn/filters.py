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
        ``outputs``, ``inputs``, ``side``; ``largest``: largest absolute weight; ``zero_mean``: how many
        filters have a mean below a tenth of their root mean square, that is, answer to change and not to
        brightness; ``faint``: how many have a norm below a tenth of the largest filter's.
    """
    flat = weights.reshape(len(weights), -1).astype(np.float64)
    norms = np.linalg.norm(flat, axis=1)
    root_mean_square = norms / np.sqrt(flat.shape[1])
    return {
        "outputs": weights.shape[0],
        "inputs": weights.shape[1],
        "side": weights.shape[2],
        "largest": float(np.abs(flat).max()),
        "zero_mean": int((np.abs(flat.mean(1)) < 0.1 * root_mean_square).sum()),
        "faint": int((norms < 0.1 * norms.max()).sum()),
    }
