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


# Of a layer: what it reads, its weights in the products' precision, its output (None: the logits), and batch
# norm's units without mean and deviation with one over that deviation (None: no batch norm).
Passed = tuple[Tensor, Tensor, Tensor | None, tuple[Tensor, Tensor] | None]


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

    def logits(self, images: Tensor) -> Tensor:
        """Images (K or 1, B, 784) to logits (K, B, 10), with batch norm by its running means."""
        return self._forward(images, training=False)[0]

    def gradients(self, images: Tensor, labels: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Mean cross-entropy of each network (K,), and its gradient by ``parameters``, unrolled by hand.

        The same numbers as autograd's, in less time.

        Args:
            images: (K or 1, B, 784), of the precision of the products.
            labels: (K, B).
        """
        logits, passed = self._forward(images, training=True)
        count = labels.shape[1]
        target = labels[:, :, None]
        logs = torch.log_softmax(logits, 2)
        cost = -logs.gather(2, target).mean((1, 2))
        d = logs.exp_().scatter_add_(2, target, logs.new_full((), -1.0).expand(target.shape)).div_(count)
        weights, biases, scales, shifts = [], [], [], []
        for layer, (x, weight, y, norm) in reversed(list(enumerate(passed))):
            if y is not None:
                d.mul_(y > 0)
            if norm is not None:
                unit, deviation = norm
                shifts.append(d.sum(1, keepdim=True))
                scales.append((d * unit).sum(1, keepdim=True))
                d.sub_(shifts[-1] / count).addcmul_(unit, scales[-1], value=-1 / count)
                d.mul_(self.scales[layer] * deviation)
            biases.append(d.sum(1, keepdim=True))
            into = d.to(self.kind)
            weights.append(torch.bmm(x.transpose(1, 2), into).to(d.dtype))
            if layer:
                d = torch.bmm(into, weight.transpose(1, 2)).to(d.dtype)
        return cost, [part for parts in (weights, biases, scales, shifts) for part in reversed(parts)]

    def _forward(self, images: Tensor, training: bool) -> tuple[Tensor, list[Passed]]:
        """Logits, and of each layer what its gradient needs."""
        x, last = images.expand(len(self.weights[0]), -1, -1), len(self.weights) - 1
        passed: list[Passed] = []
        for layer, (wide, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            weight = wide.to(self.kind)
            z = torch.bmm(x, weight).to(wide.dtype).add_(bias)
            norm = None
            if layer < last:
                if self.batch_norm:
                    norm = unit, _ = self._normalised(z, layer, training)
                    z = torch.addcmul(self.shifts[layer], unit, self.scales[layer])
                z.relu_()
            passed.append((x, weight, z if layer < last else None, norm))
            x = z.to(self.kind)
        return z, passed

    def _normalised(self, x: Tensor, layer: int, training: bool) -> tuple[Tensor, Tensor]:
        """Batch norm (Ioffe & Szegedy 2015) of (K, B, units), by the batch or by kept means.

        Returns:
            The units without mean and deviation, and one over the deviation, (K, 1, units).
        """
        if training:
            variance, mean = torch.var_mean(x, 1, keepdim=True, correction=0)
            count = x.shape[1]
            self.means[layer].lerp_(mean, NORM_MOMENTUM)
            self.variances[layer].lerp_(variance * (count / (count - 1)), NORM_MOMENTUM)
        else:
            mean, variance = self.means[layer], self.variances[layer]
        deviation = torch.rsqrt(variance + NORM_EPSILON)
        return x.sub_(mean).mul_(deviation), deviation


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
