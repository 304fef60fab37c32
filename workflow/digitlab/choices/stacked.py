"""Fully connected networks of one shape, trained side by side as one: every product is a batch of products.

Nothing that one network computes depends on another: each has its own weights, order of images and learning
rate. What is saved is the start of a process for each, and most of the time between products.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from digitlab.data.mnist import CLASSES, SIDE

# What torch calls an optimizer, and its settings.
OPTIMIZERS: dict[str, Any] = {
    "sgd": torch.optim.SGD,
    "momentum": torch.optim.SGD,
    "adagrad": torch.optim.Adagrad,
    "adam": torch.optim.Adam,
}
NAMES = {"learning_rate": "lr", "momentum": "momentum"}
# torch's defaults.
NORM_EPSILON, NORM_MOMENTUM = 1e-5, 0.1


@dataclass(frozen=True)
class Contender:
    """One network of a stack: the seed of its weights and of its images' order, its optimizer's settings."""

    seed: int
    settings: Mapping[str, float]


class Stack:
    """K networks of one shape: 784 inputs, ReLU layers, ten logits; batch norm before each ReLU if asked for.

    Attributes:
        weights: of each layer, (K, inputs, outputs); biases: (K, 1, outputs).
        scales, shifts: of batch norm in each hidden layer, (K, 1, outputs); none without.
        means, variances: its running ones, for inference.
    """

    def __init__(
        self, hidden: Sequence[int], batch_norm: bool, seeds: Sequence[int], kind: torch.dtype
    ) -> None:
        """Weights as torch gives them to each network alone; ``kind``: of what enters a product."""
        self.kind, self.batch_norm = kind, batch_norm
        nets = [network(hidden, batch_norm, seed) for seed in seeds]
        wide = kind if kind == torch.float64 else torch.float32

        def together(layers: type, name: str) -> list[Tensor]:
            parts = zip(*([m for m in net if isinstance(m, layers)] for net in nets), strict=True)
            rows = [torch.stack([getattr(part, name).detach() for part in layer]) for layer in parts]
            return [row.to(wide) for row in rows]

        self.weights = [w.transpose(1, 2).contiguous() for w in together(nn.Linear, "weight")]
        self.biases = [b[:, None] for b in together(nn.Linear, "bias")]
        self.scales = [s[:, None] for s in together(nn.BatchNorm1d, "weight")]
        self.shifts = [s[:, None] for s in together(nn.BatchNorm1d, "bias")]
        self.means = [s[:, None] for s in together(nn.BatchNorm1d, "running_mean")]
        self.variances = [s[:, None] for s in together(nn.BatchNorm1d, "running_var")]

    def parameters(self) -> list[Tensor]:
        """All that training changes."""
        return [*self.weights, *self.biases, *self.scales, *self.shifts]

    def logits(self, images: Tensor, training: bool = False) -> Tensor:
        """Images (K or 1, B, 784) to logits (K, B, 10)."""
        x = images.expand(len(self.weights[0]), -1, -1)
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            x = torch.bmm(x.to(self.kind), weight.to(self.kind)).to(weight.dtype) + bias
            if layer == len(self.weights) - 1:
                return x
            if self.batch_norm:
                x = self.normalised(x, layer, training)
            x = functional.relu(x)
        raise AssertionError("a network has an output layer")

    def normalised(self, x: Tensor, layer: int, training: bool) -> Tensor:
        """Batch norm (Ioffe & Szegedy 2015) of (K, B, units): by the batch, or by kept means."""
        if training:
            variance, mean = torch.var_mean(x, 1, keepdim=True, correction=0)
            count = x.shape[1]
            with torch.no_grad():
                self.means[layer].lerp_(mean, NORM_MOMENTUM)
                self.variances[layer].lerp_(variance * (count / (count - 1)), NORM_MOMENTUM)
        else:
            mean, variance = self.means[layer], self.variances[layer]
        unit = (x - mean) * torch.rsqrt(variance + NORM_EPSILON)
        return unit * self.scales[layer] + self.shifts[layer]


def network(hidden: Sequence[int], batch_norm: bool, seed: int) -> nn.Sequential:
    """784 inputs, ReLU layers of the sizes given, ten logits; batch norm before each ReLU where asked for."""
    torch.manual_seed(seed)
    layers: list[nn.Module] = []
    for inputs, outputs in itertools.pairwise((SIDE * SIDE, *hidden)):
        layers += [nn.Linear(inputs, outputs), *([nn.BatchNorm1d(outputs)] if batch_norm else []), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear((SIDE * SIDE, *hidden)[-1], CLASSES))


class Descent:
    """One optimizer's updates of stacked parameters, each network with its own settings.

    torch's optimizers, with a group for each network; fused, they go over the memory once.
    """

    def __init__(self, name: str, parameters: Sequence[Tensor], contenders: Sequence[Contender]) -> None:
        """``name``: sgd, momentum, adagrad or adam; the rest of their settings is torch's default.

        Raises:
            ValueError: an optimizer of another name.
        """
        if name not in OPTIMIZERS:
            raise ValueError(f"optimizer {name!r}; allowed: {', '.join(OPTIMIZERS)}")
        # Each network's part of the stacks: updated, it is the stacks that change.
        self.parts = [[nn.Parameter(p[k]) for p in parameters] for k in range(len(contenders))]
        groups = [
            {"params": part} | {NAMES[key]: value for key, value in contender.settings.items()}
            for part, contender in zip(self.parts, contenders, strict=True)
        ]
        self.optimizer = OPTIMIZERS[name](groups, fused=True)

    def update(self, gradients: Sequence[Tensor]) -> None:
        """One step of descent."""
        for k, part in enumerate(self.parts):
            for parameter, gradient in zip(part, gradients, strict=True):
                parameter.grad = gradient[k]
        self.optimizer.step()
