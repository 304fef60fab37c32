"""A plain convolutional network: convolution, max pooling, batch norm, ReLU, and so on, one linear layer.

Pooling comes first, so that what follows it works on a quarter of the numbers. Input is a raw image in
[0, 1] with black = 0; the network normalises it itself, so that "black" means the same everywhere.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn
from torch.nn import functional

from digitlab.data.mnist import CLASSES, SIDE
from digitlab.errors import InputError, LeftOutError

# Mean and standard deviation of MNIST's training pixels, in [0, 1].
PIXEL_MEAN, PIXEL_STD = 0.1307, 0.3081
# The name in a file's header under which it says why there was nothing to train on.
LEFT_OUT = "left_out"


class Network(nn.Module):
    """Convolutions of given widths, kernels and pooling windows, then a linear layer to ten logits, or more.

    Args:
        channels: output channels of each convolution.
        kernels: side of each kernel.
        padding: pixels of zeros around what each convolution reads.
        pool: side of the max-pooling window after each convolution; 1 for none.
        dropout: share of what the linear layer reads that training leaves out at random.
        classes: that it tells apart.
    """

    def __init__(
        self,
        channels: Sequence[int],
        kernels: Sequence[int],
        padding: Sequence[int],
        pool: Sequence[int],
        dropout: float = 0.0,
        classes: int = CLASSES,
    ) -> None:
        super().__init__()
        self.architecture: dict[str, Any] = {
            "channels": list(channels),
            "kernels": list(kernels),
            "padding": list(padding),
            "pool": list(pool),
            "dropout": dropout,
        }
        if classes != CLASSES:
            self.architecture["classes"] = classes
        self.pool = list(pool)
        inputs = [1, *channels[:-1]]
        self.convolutions = nn.ModuleList(
            nn.Conv2d(i, o, k, padding=p, bias=False)
            for i, o, k, p in zip(inputs, channels, kernels, padding, strict=True)
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(c) for c in channels)
        side = sides(kernels, padding, pool)[-1] // pool[-1]
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(channels[-1] * side * side, classes)

    def forward(self, images: Tensor) -> Tensor:
        """Logits (N, 10) of images (N, 28, 28) in [0, 1]."""
        depth = len(self.convolutions)
        return self.logits(self.activations(images, depth), depth)

    def activations(self, images: Tensor, layer: int) -> Tensor:
        """What the layer after convolution ``layer`` reads, (N, channels, rows, columns); 0 for the input."""
        x = normalised(images)
        for position in range(layer):
            x = self._block(x, position)
        return x

    def logits(self, activations: Tensor, layer: int) -> Tensor:
        """Logits (N, 10) from what the layer after convolution ``layer`` reads."""
        x = activations
        for position in range(layer, len(self.convolutions)):
            x = self._block(x, position)
        outputs: Tensor = self.linear(self.dropout(x.flatten(1)))
        return outputs

    def _block(self, x: Tensor, position: int) -> Tensor:
        convolution = self.convolutions[position]
        assert isinstance(convolution, nn.Conv2d)
        return self.read_of(convolved(convolution, x), position)

    def read_of(self, outputs: Tensor, position: int) -> Tensor:
        """What the layer after the convolution at ``position``, counted from 0, reads of its outputs."""
        return functional.relu(self.norms[position](pooled(outputs, self.pool[position])))

    def outputs(self, images: Tensor, layer: int) -> Tensor:
        """What convolution ``layer``, counted from 1, puts out for images (N, 28, 28) in [0, 1].

        Raises:
            ValueError: no such layer.
        """
        if not 1 <= layer <= len(self.convolutions):
            raise ValueError(f"layer {layer} of a network with {len(self.convolutions)} convolutions")
        found: Tensor = self.convolutions[layer - 1](self.activations(images, layer - 1))
        return found

    def feature_maps(self, images: Tensor, layer: int) -> Tensor:
        """Output of one convolution at every place, (N, channels, rows, columns), on the next layer's scale.

        That is the convolution's output before pooling, under the batch norm and ReLU that follow. Where
        the norm's scale is positive, pooling these maps gives what the next layer reads.
        """
        return self.maps_of(self.outputs(images, layer), layer - 1)

    def maps_of(self, outputs: Tensor, position: int) -> Tensor:
        """The feature maps of the outputs of the convolution at ``position``, counted from 0."""
        return functional.relu(self.norms[position](outputs))


def sides(kernels: Sequence[int], padding: Sequence[int], pool: Sequence[int]) -> list[int]:
    """Side of each convolution's output before pooling, for 28 x 28 images."""
    outputs, side = [], SIDE
    for kernel, border, window in zip(kernels, padding, pool, strict=True):
        outputs.append(side + 2 * border - kernel + 1)
        side = outputs[-1] // window
    return outputs


@dataclass(frozen=True)
class Window:
    """What one number of a feature map sees of the image: a square of ``size`` pixels.

    Its top left corner lies at ``first + jump * row``, ``first + jump * column``.
    """

    size: int
    jump: int
    first: int

    def corner(self, row: np.ndarray, column: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Top left pixel of the square for places of the map; outside the image where there is padding."""
        return self.first + self.jump * row, self.first + self.jump * column

    def centre(self, place: float) -> float:
        """Middle of the square along one axis, in pixels from the middle of the image's first."""
        return self.first + self.jump * place + (self.size - 1) / 2


def receptive_field(
    kernels: Sequence[int], padding: Sequence[int], pool: Sequence[int], layer: int
) -> Window:
    """The square of the image that one output of convolution ``layer``, before its pooling, depends on."""
    size, jump, first = 1, 1, 0
    for position in range(layer):
        if position:
            size += (pool[position - 1] - 1) * jump
            jump *= pool[position - 1]
        first -= padding[position] * jump
        size += (kernels[position] - 1) * jump
    return Window(size, jump, first)


def convolved(convolution: nn.Conv2d, x: Tensor) -> Tensor:
    """What a convolution without bias makes of ``x``; where its kernel covers all of it, sooner."""
    if covers(convolution.weight, convolution.padding, x):
        return product(convolution.weight, x)
    outputs: Tensor = convolution(x)
    return outputs


def covers(weight: Tensor, padding: str | tuple[int, ...], x: Tensor) -> bool:
    """Whether one kernel covers all of ``x``."""
    return x.shape[2:] == weight.shape[2:] and padding == (0, 0)


def convolution(weight: Tensor, bias: Tensor | None, padding: tuple[int, ...], x: Tensor) -> Tensor:
    """``conv2d``; where one kernel covers all of ``x``, as the matrix product it is."""
    if covers(weight, padding, x):
        return product(weight, x, bias)
    return functional.conv2d(x, weight, bias, padding=padding)


def product(weight: Tensor, x: Tensor, bias: Tensor | None = None) -> Tensor:
    """A convolution whose kernel covers all of ``x`` as the matrix product it is.

    That takes an eighth of the time, most of it in the gradient.
    """
    # The memory's order is that of the channels last: neither is copied.
    rows, columns = x.permute(0, 2, 3, 1).flatten(1), weight.permute(0, 2, 3, 1).flatten(1)
    return functional.linear(rows, columns, bias)[:, :, None, None]


def pooled(x: Tensor, window: int) -> Tensor:
    """Maximum over windows that do not overlap; 1 leaves ``x`` as it is."""
    return functional.max_pool2d(x, window) if window > 1 else x


def normalised(images: Tensor) -> Tensor:
    """Images (N, 28, 28) in [0, 1] as (N, 1, 28, 28) with MNIST's mean and deviation taken out."""
    x = (images.unsqueeze(1) - PIXEL_MEAN) / PIXEL_STD
    return x.contiguous(memory_format=torch.channels_last)


def parameters(network: nn.Module) -> int:
    """Number of trained numbers."""
    return sum(p.numel() for p in network.parameters() if p.requires_grad)


def serialised(network: Network) -> bytes:
    """The network as a safetensors file, its architecture in the header."""
    weights = {name: value.detach().cpu().contiguous() for name, value in network.state_dict().items()}
    return save(weights, {"architecture": json.dumps(network.architecture)})


def load(path: str | Path, device: str = "cpu") -> Network:
    """A trained network, ready for inference.

    Raises:
        InputError: not a safetensors file, no architecture in it, a missing or unknown weight, or one of
            another shape; the file and the fault are named.
        LeftOutError: the step that was to train it had nothing to train on.
    """
    try:
        with safe_open(path, "pt") as file:
            header = file.metadata() or {}
            weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as fault:
        raise InputError(f"{path}: not a safetensors file ({fault}); delete it and run again") from fault
    if LEFT_OUT in header:
        raise LeftOutError(header[LEFT_OUT])
    try:
        network = Network(**json.loads(header["architecture"]))
    except (KeyError, TypeError, ValueError) as fault:
        raise InputError(f"{path}: no architecture in its header; delete it and run again") from fault
    expected = network.state_dict()
    for name, value in expected.items():
        if name not in weights:
            raise InputError(f"{path}: weight {name} is missing")
        if weights[name].shape != value.shape:
            raise InputError(
                f"{path}: weight {name} has shape {tuple(weights[name].shape)}, expected {tuple(value.shape)}"
            )
    if unknown := sorted(set(weights) - set(expected)):
        raise InputError(f"{path}: unknown weight {unknown[0]}")
    network.load_state_dict(weights)
    # torch's own types leave the memory's order out.
    network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network.eval()


def as_input(images: np.ndarray, device: str | torch.device = "cpu") -> Tensor:
    """uint8 images (N, 28, 28) as float32 in [0, 1]."""
    return torch.tensor(images).to(device).float() / 255


@torch.inference_mode()
def probabilities(network: nn.Module, images: np.ndarray, batch: int = 128) -> np.ndarray:
    """Softmax outputs in float32.

    Args:
        network: any module from (N, 28, 28) in [0, 1] to (N, 10) logits, in inference mode.
        images: uint8 (N, 28, 28).
        batch: images at a time; small enough for the activations to stay near the cores.

    Returns:
        float32 (N, 10), rows add up to 1.
    """
    first = next(network.parameters(), None)
    device = first.device if first is not None else "cpu"
    parts = [
        network(as_input(images[start : start + batch], device)).float().softmax(1).cpu()
        for start in range(0, len(images), batch)
    ]
    return torch.cat(parts).numpy() if parts else np.zeros((0, CLASSES), np.float32)
