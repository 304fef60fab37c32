"""The trained network in a form small enough to stand in a page and to run there.

Weights are whole numbers, as many to an output channel as fit its largest one. What turns them back, and the
batch norm, are one factor and one offset a channel, applied after the pooling: so a factor may be negative.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from digitlab.cnn import network
from digitlab.cnn.network import Network
from digitlab.data.mnist import CLASSES

# Tried in this order: half the size, unless a label changes.
BITS = (8, 16)
# Where the two most probable labels lie closer together than this, rounding may decide between them.
NEAR_TIE = 0.01


@dataclass(frozen=True)
class Layer:
    """A convolution and what follows it, or with a kernel of the whole map the last, linear one.

    Attributes:
        weight: int8 or int16, (outputs, inputs, side, side).
        factor, offset: float32 (outputs,); what follows the pooling is ``factor * x + offset``.
        padding, pool: as `Network` has them.
    """

    weight: np.ndarray
    factor: np.ndarray
    offset: np.ndarray
    padding: int = 0
    pool: int = 1


def quantised(trained: Network, bits: int) -> list[Layer]:
    """A network's convolutions and, as the last, its linear layer.

    Args:
        trained: in inference mode.
        bits: a weight, 8 or 16.
    """
    shape = trained.architecture
    found = []
    for at, norm in enumerate(trained.norms):
        parts = dict(norm.state_dict())
        scale = parts["weight"] * torch.rsqrt(parts["running_var"] + norm.eps)
        weight, step = rounded(trained.convolutions[at].get_parameter("weight"), bits)
        found.append(
            Layer(
                weight,
                step * array(scale),
                array(parts["bias"] - parts["running_mean"] * scale),
                shape["padding"][at],
                shape["pool"][at],
            )
        )
    sides = network.sides(shape["kernels"], shape["padding"], shape["pool"])
    side = sides[-1] // shape["pool"][-1]
    weight, step = rounded(trained.linear.weight.unflatten(1, (-1, side, side)), bits)
    return [*found, Layer(weight, step, array(trained.linear.bias))]


def array(values: torch.Tensor) -> np.ndarray:
    """A tensor as a float32 array of its own."""
    return values.detach().cpu().float().numpy().copy()


def rounded(weight: torch.Tensor, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights (outputs, ...) as whole numbers, and the float32 step (outputs,) that they are multiples of."""
    values = array(weight)
    most = 2 ** (bits - 1) - 1
    largest = np.abs(values).reshape(len(values), -1).max(1)
    step = np.where(largest > 0, largest, 1) / np.float32(most)
    whole = np.rint(values / step[:, None, None, None])
    return whole.astype(f"int{bits}"), step.astype(np.float32)


@torch.inference_mode()
def probabilities(layers: Sequence[Layer], images: np.ndarray, batch: int = 128) -> np.ndarray:
    """What the page computes, by torch: softmax outputs, float32 (N, 10), of uint8 images (N, 28, 28)."""
    tensors = [[torch.from_numpy(part).float() for part in (x.weight, x.factor, x.offset)] for x in layers]
    parts = []
    for start in range(0, len(images), batch):
        x = network.normalised(network.as_input(images[start : start + batch]))
        for layer, (weight, factor, offset) in zip(layers, tensors, strict=True):
            x = network.pooled(functional.conv2d(x, weight, padding=layer.padding), layer.pool)
            x = x * factor[:, None, None] + offset[:, None, None]
            if layer is not layers[-1]:
                x = functional.relu(x)
        parts.append(x.flatten(1).softmax(1))
    return torch.cat(parts).numpy()


@dataclass(frozen=True)
class Agreement:
    """How far two networks say the same of the same images.

    Attributes:
        images: how many.
        equal: of them, those with equal labels.
        near_ties: of the rest, those whose two most probable labels the first network holds closer together
            than ``NEAR_TIE``.
        largest: difference between two probabilities.
    """

    images: int
    equal: int
    near_ties: int
    largest: float

    @property
    def same(self) -> bool:
        """Whether labels differ in near-ties alone."""
        return self.equal + self.near_ties == self.images


def agreement(first: np.ndarray, second: np.ndarray) -> Agreement:
    """Of two networks' probabilities for the same images, (N, 10) each; the first is the one to keep to."""
    differ = first.argmax(1) != second.argmax(1)
    runner_up, top = np.sort(first, 1)[:, -2:].T
    near = differ & (top - runner_up < NEAR_TIE)
    return Agreement(len(first), int((~differ).sum()), int(near.sum()), float(np.abs(first - second).max()))


def chosen(
    trained: Network, images: np.ndarray, outputs: np.ndarray
) -> tuple[list[Layer], dict[int, Agreement]]:
    """The smallest of the forms that says what the network says, else the largest.

    Args:
        trained: in inference mode.
        images: uint8 (N, 28, 28).
        outputs: the network's own probabilities of them, (N, 10).

    Returns:
        Its layers, and how far each form that was tried agrees, by bits, the chosen one last.
    """
    tried: dict[int, Agreement] = {}
    for bits in BITS:
        layers = quantised(trained, bits)
        tried[bits] = agreement(outputs, probabilities(layers, images))
        if tried[bits].same:
            break
    return layers, tried


def arrays(layers: Sequence[Layer]) -> dict[str, np.ndarray]:
    """Everything in the layers, as arrays by name: ``weight_1``, ``factor_1``, ``offset_1``, ...

    ``padding`` and ``pool`` hold a number for each layer, ``pixels`` the mean and the deviation that the
    network takes out of an image in [0, 1].
    """
    named = {
        f"{name}_{at}": getattr(layer, name)
        for at, layer in enumerate(layers, 1)
        for name in ("weight", "factor", "offset")
    }
    return named | {
        "padding": np.array([layer.padding for layer in layers], np.int32),
        "pool": np.array([layer.pool for layer in layers], np.int32),
        "pixels": np.array([network.PIXEL_MEAN, network.PIXEL_STD], np.float32),
    }


def first_of_each(labels: np.ndarray, count: int) -> np.ndarray:
    """Indices of the first ``count`` images of each class, by class and in their order.

    A class of fewer has all of its own.
    """
    classes = [np.flatnonzero(labels == digit)[:count] for digit in range(CLASSES)]
    return np.concatenate(classes)
