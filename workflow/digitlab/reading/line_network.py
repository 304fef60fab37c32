"""A network that reads a whole line: the trained convolutions slide over it, then an LSTM, then CTC's labels.

The convolutions are those of the network of single digits, slid along the line as LeCun, Bottou, Bengio &
Haffner do (*Gradient-Based Learning Applied to Document Recognition*, 1998, section VII), with an answer
every two pixels: what pooling would thin out further along the line is kept, and dilation takes its place, so
that every column is what the network of single digits computes of the window around it. A bidirectional LSTM
(Graves & Schmidhuber, *Framewise Phoneme Classification with Bidirectional LSTM*, 2005) reads the columns in
order; without it each column is labelled by itself. The labels are the ten digits and CTC's blank.
"""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn
from torch.nn import functional

from digitlab.cnn.network import PIXEL_MEAN, PIXEL_STD, Network, normalised
from digitlab.data.mnist import CLASSES, SIDE
from digitlab.errors import InputError

# Rows of a line that are read: a digit's 20, and as many as it may lie too high or too low.
ROWS = 36
# Pixels of the line from one answer to the next.
STRIDE = 2
# CTC's label for "nothing begins here", after the ten digits.
BLANK = CLASSES
# No ink, as the convolutions read it.
_BLACK = -PIXEL_MEAN / PIXEL_STD


class LineNetwork(nn.Module):
    """Labels along a line of ink.

    Args:
        architecture: of the network of single digits, as ``Network.architecture`` has it.
        units: of the LSTM in each direction; 0: no LSTM.

    Attributes:
        field: pixels of the line, along it, that one column of the convolutions sees.
    """

    def __init__(self, architecture: Mapping[str, Any], units: int) -> None:
        super().__init__()
        self.architecture, self.units = dict(architecture), units
        digits = Network(**self.architecture)
        self.convolutions, self.norms = digits.convolutions, digits.norms
        kernels, padding, pool = (self.architecture[key] for key in ("kernels", "padding", "pool"))
        self.field, self._first = _field(kernels, padding, pool)
        rows = ROWS
        for kernel, border, window in zip(kernels, padding, pool, strict=True):
            rows = (rows + 2 * border - kernel + 1) // window
        inputs = rows * self.architecture["channels"][-1]
        self.linear: nn.Module
        if units:
            self.lstm = nn.LSTM(inputs, units, bidirectional=True, batch_first=True)
            self.linear = nn.Linear(2 * units, CLASSES + 1)
        else:
            # As wide as what the network of single digits saw of one.
            neighbours = math.ceil(max(0, SIDE - self.field) / (2 * STRIDE))
            self.linear = nn.Conv1d(inputs, CLASSES + 1, 2 * neighbours + 1, padding=neighbours)

    @classmethod
    def of(cls, digits: Network, units: int) -> "LineNetwork":
        """A network of lines that begins with the convolutions of a trained network of single digits."""
        network = cls(digits.architecture, units)
        network.convolutions.load_state_dict(digits.convolutions.state_dict())
        network.norms.load_state_dict(digits.norms.state_dict())
        return network

    def columns(self, lines: Tensor) -> Tensor:
        """What the convolutions make of lines: (N, ceil(W / 2), channels x rows).

        Column t sees ``field`` pixels around pixel 2 t of the line.

        Args:
            lines: (N, 32, W), ink in [0, 1].
        """
        count = -(-lines.shape[2] // STRIDE)
        # The first window's middle lies on the line's first two pixels.
        left = self._first + (self.field - 2) // 2
        right = self.field + 2 * self._first - left + STRIDE
        x = functional.pad(normalised(lines), (max(left, 0), max(right, 0)), value=_BLACK)
        jump = dilation = 1
        for convolution, norm, window in zip(
            self.convolutions, self.norms, self.architecture["pool"], strict=True
        ):
            assert isinstance(convolution, nn.Conv2d)
            across = int(convolution.padding[1]) * dilation
            x = functional.conv2d(
                x,
                convolution.weight,
                padding=(int(convolution.padding[0]), across),
                dilation=(1, dilation),
            )
            if window > 1 and jump * dilation * window <= STRIDE:
                x, jump = functional.max_pool2d(x, window), jump * window
            elif window > 1:
                x = functional.max_pool2d(x, window, stride=(window, 1), dilation=(1, dilation))
                dilation *= window
            x = functional.relu(norm(x))
        x = x[..., max(-left, 0) // jump :: STRIDE // jump][..., :count]
        return x.flatten(1, 2).transpose(1, 2)

    def forward(self, lines: Tensor) -> Tensor:
        """Logits (N, ceil(W / 2), 11) of lines (N, 32, W), ink in [0, 1]; the last label is the blank."""
        columns = self.columns(lines)
        # In single precision: an LSTM adds up small changes over many steps.
        with torch.autocast(lines.device.type, enabled=False):
            columns = columns.float()
            if self.units:
                logits: Tensor = self.linear(self.lstm(columns)[0])
                return logits
            return self.linear(columns.transpose(1, 2)).transpose(1, 2)  # type: ignore[no-any-return]


def _field(kernels: Sequence[int], padding: Sequence[int], pool: Sequence[int]) -> tuple[int, int]:
    """Side of the window that one output of all convolutions sees, and where the first one's begins."""
    size, jump, first = 1, 1, 0
    for kernel, border, window in zip(kernels, padding, pool, strict=True):
        first -= border * jump
        size += (kernel - 1 + window - 1) * jump
        # A kernel steps over what it reads; the window after it does so too.
        jump *= window
    return size, first


def serialised(network: LineNetwork) -> bytes:
    """The network as a safetensors file, what it is made from in the header."""
    weights = {name: value.detach().cpu().contiguous() for name, value in network.state_dict().items()}
    return save(weights, {"line": json.dumps({"architecture": network.architecture, "units": network.units})})


def load(path: str | Path, device: str = "cpu") -> LineNetwork:
    """A trained network of lines, ready for inference.

    Raises:
        InputError: no such file, or one of another network; the file and the fault are named.
    """
    try:
        with safe_open(path, "pt") as file:
            made_from = json.loads((file.metadata() or {})["line"])
            weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        network = LineNetwork(**made_from)
        network.load_state_dict(weights)
    except (SafetensorError, OSError, KeyError, TypeError, ValueError, RuntimeError) as fault:
        reason = str(fault).splitlines()[0]
        raise InputError(f"{path}: no network of lines ({reason}); delete it and run again") from fault
    # torch's own types leave the memory's order out.
    network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network.eval()
