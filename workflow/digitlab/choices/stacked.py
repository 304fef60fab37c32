"""Fully connected networks of one shape, trained side by side as one: every product is a batch of products.

Nothing that one network computes depends on another: each has its own weights, order of images and learning
rate. What is saved is the start of a process for each, and most of the time between products.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from digitlab.data.mnist import CLASSES, SIDE

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


@dataclass(frozen=True)
class Parts:
    """Views of a matrix with a network's parameters, or their gradient, in each row.

    Attributes:
        weights: of each layer, (K, inputs, outputs); biases: (K, 1, outputs).
        scales, shifts: of batch norm in each hidden layer, (K, 1, outputs); none without.
    """

    weights: list[Tensor]
    biases: list[Tensor]
    scales: list[Tensor]
    shifts: list[Tensor]


class Stack:
    """K networks of one shape: 784 inputs, ReLU layers, ten logits; batch norm before each ReLU if asked for.

    Attributes:
        parameters: all that training changes, (K, P), a row a network.
        means, variances: batch norm's running ones, for inference, each (K, 1, outputs).
    """

    def __init__(
        self, hidden: Sequence[int], batch_norm: bool, seeds: Sequence[int], kind: torch.dtype
    ) -> None:
        """Weights as torch gives them to each network alone; ``kind``: of what enters a product."""
        self.kind, self.batch_norm, self.sizes = kind, batch_norm, (SIDE * SIDE, *hidden, CLASSES)
        nets = [network(hidden, batch_norm, seed) for seed in seeds]
        wide = kind if kind == torch.float64 else torch.float32

        def together(layers: type, name: str) -> list[Tensor]:
            """One kind of part: of each layer, (K, ...)."""
            parts = zip(*([m for m in net if isinstance(m, layers)] for net in nets), strict=True)
            rows = [torch.stack([getattr(part, name).detach() for part in layer]) for layer in parts]
            return [row.to(wide) for row in rows]

        own = [
            *(w.transpose(1, 2) for w in together(nn.Linear, "weight")),
            *together(nn.Linear, "bias"),
            *together(nn.BatchNorm1d, "weight"),
            *together(nn.BatchNorm1d, "bias"),
        ]
        self.parameters = torch.cat([part.flatten(1) for part in own], 1)
        self.means = [s[:, None] for s in together(nn.BatchNorm1d, "running_mean")]
        self.variances = [s[:, None] for s in together(nn.BatchNorm1d, "running_var")]

    def parts(self, rows: Tensor) -> Parts:
        """Of rows (K, P) what belongs to which layer."""
        layers, hidden = list(itertools.pairwise(self.sizes)), self.sizes[1:-1]
        norms = [(1, units) for units in hidden] if self.batch_norm else []
        shapes = [*layers, *((1, outputs) for _, outputs in layers), *norms, *norms]
        pieces = rows.split([math.prod(shape) for shape in shapes], 1)
        views = iter([p.view(-1, *shape) for p, shape in zip(pieces, shapes, strict=True)])
        counts = (len(layers), len(layers), len(norms), len(norms))
        return Parts(*(list(itertools.islice(views, count)) for count in counts))

    def logits(self, images: Tensor) -> Tensor:
        """Images (K or 1, B, 784) to logits (K, B, 10), with batch norm by its running means."""
        return self._forward(images, training=False)[0]

    def gradients(self, images: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        """Mean cross-entropy of each network (K,), and its gradient by ``parameters``, unrolled by hand.

        The same numbers as autograd's, in less time.

        Args:
            images: (K or 1, B, 784), of the precision of the products.
            labels: (K, B).
        """
        logits, passed = self._forward(images, training=True)
        scales, gradient = self.parts(self.parameters).scales, torch.empty_like(self.parameters)
        by = self.parts(gradient)
        count = labels.shape[1]
        target = labels[:, :, None]
        logs = torch.log_softmax(logits, 2)
        cost = -logs.gather(2, target).mean((1, 2))
        d = logs.exp_().scatter_add_(2, target, logs.new_full((), -1.0).expand(target.shape)).div_(count)
        for layer, (x, weight, y, norm) in reversed(list(enumerate(passed))):
            if y is not None:
                d.mul_(y.sign())  # y is no less than 0: ReLU's derivative
            if norm is not None:
                unit, deviation = norm
                shift = torch.sum(d, 1, keepdim=True, out=by.shifts[layer])
                scale = torch.sum(d * unit, 1, keepdim=True, out=by.scales[layer])
                d.sub_(shift / count).addcmul_(unit, scale, value=-1 / count)
                d.mul_(scales[layer] * deviation)
            torch.sum(d, 1, keepdim=True, out=by.biases[layer])
            into = d.to(self.kind)
            by.weights[layer].copy_(torch.bmm(x.transpose(1, 2), into))
            if layer:
                d = torch.bmm(into, weight.transpose(1, 2)).to(d.dtype)
        return cost, gradient

    def _forward(self, images: Tensor, training: bool) -> tuple[Tensor, list[Passed]]:
        """Logits, and of each layer what its gradient needs."""
        own, weights = self.parts(self.parameters), self.parts(self.parameters.to(self.kind)).weights
        x, last = images.expand(len(self.parameters), -1, -1), len(weights) - 1
        passed: list[Passed] = []
        for layer, (weight, bias) in enumerate(zip(weights, own.biases, strict=True)):
            z = torch.bmm(x, weight).to(bias.dtype).add_(bias)
            norm = None
            if layer < last:
                if self.batch_norm:
                    norm = unit, _ = self._normalised(z, layer, training)
                    z = torch.addcmul(own.shifts[layer], unit, own.scales[layer])
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


def alike(contenders: Sequence[Contender]) -> list[slice]:
    """Where contenders with the same settings stand side by side."""
    runs = itertools.groupby(range(len(contenders)), lambda k: contenders[k].settings)
    places = [list(run) for _, run in runs]
    return [slice(run[0], run[-1] + 1) for run in places]
