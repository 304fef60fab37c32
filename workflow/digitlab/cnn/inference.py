"""The trained network as fast as it goes when nothing is learned: on images, and all over larger ones.

What is only multiplied and added comes together: where nothing is pooled between them, batch norm moves into
the convolution. An image moved by a pixel shares nearly all of its convolutions with the unmoved one, so the
outputs for every 28 x 28 window of a larger image are computed together, pooling done once for each way to
lay its grid (Giusti et al., *Fast Image Scanning with Deep Max-Pooling Convolutional Neural Networks*, 2013).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from digitlab.cnn import network
from digitlab.cnn.network import Network
from digitlab.data.mnist import CLASSES, SIDE

# Pixels that pass through the network at once: what a convolution writes stays near the core.
PIXELS = 64 * SIDE * SIDE


@dataclass(frozen=True)
class Layer:
    """One convolution and what follows it; ``norm`` is None where it is inside weights and biases.

    Attributes:
        side: of its output before pooling, for 28 x 28 images.
    """

    weight: Tensor
    bias: Tensor | None
    padding: int
    side: int
    pool: int
    norm: nn.BatchNorm2d | None

    def convolved(self, x: Tensor) -> Tensor:
        """Its output."""
        return network.convolution(self.weight, self.bias, (self.padding, self.padding), x)

    def rest(self, x: Tensor) -> Tensor:
        """What the next layer reads, from the convolution's output, which is lost."""
        if self.norm is not None:
            x = self.norm(pooled(x, self.pool))
        return functional.relu_(x)


class Folded(nn.Module):
    """A trained network for inference alone: the same outputs to rounding, in fewer passes over memory."""

    def __init__(self, trained: Network) -> None:
        """``trained``: in inference mode; it stays as it is."""
        super().__init__()
        self.layers = layers(trained)
        self.linear = trained.linear
        self.eval()

    @property
    def slides(self) -> bool:
        """Whether windows share convolutions: not where there is padding, which is another for each."""
        return not any(layer.padding for layer in self.layers)

    def forward(self, images: Tensor) -> Tensor:
        """Logits (N, 10) of images (N, 28, 28) in [0, 1]."""
        depth = len(self.layers)
        return self.logits(self.activations(images, depth), depth)

    def activations(self, images: Tensor, layer: int) -> Tensor:
        """As ``Network.activations``."""
        x = network.normalised(images)
        for each in self.layers[:layer]:
            x = each.rest(each.convolved(x))
        return x

    def logits(self, activations: Tensor, layer: int) -> Tensor:
        """As ``Network.logits``."""
        x = activations
        for each in self.layers[layer:]:
            x = each.rest(each.convolved(x))
        logits: Tensor = self.linear(x.flatten(1))
        return logits

    def windows(self, images: Tensor) -> Tensor:
        """Logits (N, H - 27, W - 27, 10) of every 28 x 28 window of images (N, H, W) in [0, 1].

        Raises:
            ValueError: a network that pads.
        """
        if not self.slides:
            raise ValueError("the windows of a network with padding share no convolutions")
        rows, columns = (size - SIDE + 1 for size in images.shape[1:])
        return self._windows(network.normalised(images), 0, rows, columns)

    def _windows(self, x: Tensor, position: int, rows: int, columns: int) -> Tensor:
        """Logits of ``rows`` x ``columns`` windows from what the layer at ``position`` reads of them all."""
        if position == len(self.layers):
            last = self.layers[-1]
            kernel = self.linear.weight.unflatten(1, (-1, last.side // last.pool, last.side // last.pool))
            return functional.conv2d(x, kernel, self.linear.bias).permute(0, 2, 3, 1)
        layer = self.layers[position]
        x, window = layer.convolved(x), layer.pool
        logits = x.new_empty(len(x), rows, columns, CLASSES)
        # A window's pooling grid begins at its own corner: each phase of it is pooled for itself.
        for top in range(min(window, rows)):
            for left in range(min(window, columns)):
                down, right = -(-(rows - top) // window), -(-(columns - left) // window)
                height, width = ((count - 1) * window + layer.side for count in (down, right))
                part = layer.rest(x[:, :, top : top + height, left : left + width])
                logits[:, top::window, left::window] = self._windows(part, position + 1, down, right)
        return logits


def layers(trained: Network) -> list[Layer]:
    """A network's convolutions; batch norm is moved into those that are not pooled."""
    shape = trained.architecture
    sides = network.sides(shape["kernels"], shape["padding"], shape["pool"])
    found = []
    for at, (convolution, norm) in enumerate(zip(trained.convolutions, trained.norms, strict=True)):
        assert isinstance(convolution, nn.Conv2d)
        assert isinstance(norm, nn.BatchNorm2d)
        weight, bias = convolution.weight.detach(), None
        alone = shape["pool"][at] == 1
        if alone:
            assert norm.running_mean is not None
            assert norm.running_var is not None
            scale = norm.weight.detach() * torch.rsqrt(norm.running_var + norm.eps)
            weight, bias = weight * scale[:, None, None, None], norm.bias.detach() - norm.running_mean * scale
        weight = weight.contiguous(memory_format=torch.channels_last)
        rest = (shape["padding"][at], sides[at], shape["pool"][at], None if alone else norm)
        found.append(Layer(weight, bias, *rest))
    return found


def pooled(x: Tensor, window: int) -> Tensor:
    """Maximum over windows that do not overlap, by rows and then by columns: a quarter of torch's time.

    Training keeps torch's, as the gradient of this takes six times as long.
    """
    rows, columns = (size // window * window for size in x.shape[2:])
    x = x[:, :, :rows, :columns]
    x = reduce(torch.maximum, (x[:, :, at::window] for at in range(window)))
    return reduce(torch.maximum, (x[..., at::window] for at in range(window)))


def load(path: str | Path, device: str = "cpu") -> Folded:
    """A trained network for inference alone.

    Raises:
        InputError: as `network.load`.
    """
    return Folded(network.load(path, device))


@torch.inference_mode()
def everywhere(
    net: nn.Module, images: np.ndarray, tell: Callable[[int], None] = lambda done: None
) -> np.ndarray:
    """Softmax outputs for every 28 x 28 window of larger images.

    Args:
        net: from (N, 28, 28) in [0, 1] to (N, 10) logits, in inference mode.
        images: uint8 (N, H, W).
        tell: called with the number of images done.

    Returns:
        float32 (N, H - 27, W - 27, 10).
    """
    rows, columns = (size - SIDE + 1 for size in images.shape[1:])
    found = np.empty((len(images), rows, columns, CLASSES), np.float32)
    for here in batches(len(images), images[0].size if len(images) else 1):
        if isinstance(net, Folded) and net.slides:
            device = next(net.parameters()).device
            logits = net.windows(network.as_input(images[here], device))
            found[here] = logits.float().softmax(-1).cpu().numpy()
        else:
            views = np.lib.stride_tricks.sliding_window_view(images[here], (SIDE, SIDE), (1, 2))
            flat = np.ascontiguousarray(views).reshape(-1, SIDE, SIDE)
            found[here] = network.probabilities(net, flat).reshape(found[here].shape)
        tell(min(here.stop, len(images)))
    return found


def batches(count: int, pixels: int) -> Iterator[slice]:
    """Slices of ``count`` images of so many pixels, as many at a time as stay near the core."""
    at_once = max(1, PIXELS // pixels)
    return (slice(start, start + at_once) for start in range(0, count, at_once))
