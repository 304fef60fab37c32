"""A network with fully connected hidden layers, trained by one optimizer or another.

Nothing here sees the test set but ``test_accuracy``, which is called on a finished network.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from digitlab.choices.names import OPTIMIZERS
from digitlab.cnn.network import as_input
from digitlab.data.mnist import CLASSES, SIDE, Split


@dataclass(frozen=True)
class Data:
    """Training and validation images, float (N, 784) in [0, 1], and labels."""

    images: Tensor
    labels: Tensor
    validation_images: Tensor
    validation_labels: Tensor


def held_out(train: Split, share: float, seed: int) -> Data:
    """Split the training images; which ones validate depends on the seed alone.

    Args:
        train: the training split; its test split has no part in this.
        share: of the images, for validation; one at least.
        seed: of the split.
    """
    order = np.random.default_rng(seed).permutation(len(train.labels))
    count = max(1, round(share * len(order)))
    images, labels = as_input(train.images).reshape(len(order), -1), torch.tensor(train.labels).long()
    chosen, rest = order[:count], order[count:]
    return Data(images[rest], labels[rest], images[chosen], labels[chosen])


def network(hidden: Sequence[int], batch_norm: bool, seed: int) -> nn.Sequential:
    """784 inputs, ReLU layers of the sizes given, ten logits; batch norm before each ReLU where asked for."""
    torch.manual_seed(seed)
    layers: list[nn.Module] = []
    for inputs, outputs in itertools.pairwise((SIDE * SIDE, *hidden)):
        layers += [nn.Linear(inputs, outputs), *([nn.BatchNorm1d(outputs)] if batch_norm else []), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear((SIDE * SIDE, *hidden)[-1], CLASSES))


def optimizer(name: str, parameters: Any, settings: Mapping[str, float]) -> torch.optim.Optimizer:
    """torch's optimizer of that name with ``learning_rate`` and, for ``momentum``, ``momentum``."""
    rate = settings["learning_rate"]
    if name == "sgd":
        return torch.optim.SGD(parameters, rate)
    if name == "momentum":
        return torch.optim.SGD(parameters, rate, momentum=settings["momentum"])
    if name == "adagrad":
        return torch.optim.Adagrad(parameters, rate)
    if name == "adam":
        return torch.optim.Adam(parameters, rate)
    raise ValueError(f"optimizer {name!r}; allowed: {', '.join(OPTIMIZERS)}")


def trained(
    data: Data,
    choice: Mapping[str, Any],
    settings: Mapping[str, Any],
    seed: int,
    tell: Callable[[int], None] = lambda done: None,
) -> tuple[nn.Sequential, list[dict[str, float]]]:
    """Train one network.

    Args:
        data: training and validation images.
        choice: ``optimizer``, its ``settings``, ``batch_norm``.
        settings: ``hidden``, ``epochs``, ``batch_size``.
        seed: of weights and order.
        tell: called with the number of updates done.

    Returns:
        The network, in inference mode, and a row an epoch: ``epoch``, ``cost`` (mean cross-entropy of the
        training images as they came), ``validation_accuracy``.
    """
    net = network(settings["hidden"], choice["batch_norm"], seed)
    steps = optimizer(choice["optimizer"], net.parameters(), choice["settings"])
    random = torch.Generator().manual_seed(seed)
    batch, updates = settings["batch_size"], len(data.labels) // settings["batch_size"]
    rows = []
    for epoch in range(settings["epochs"]):
        order = torch.randperm(len(data.labels), generator=random)
        net.train()
        total = torch.zeros(())
        for update in range(updates):
            chosen = order[update * batch : (update + 1) * batch]
            cost = functional.cross_entropy(net(data.images[chosen]), data.labels[chosen])
            steps.zero_grad(set_to_none=True)
            cost.backward()
            steps.step()
            total += cost.detach()
            tell(epoch * updates + update + 1)
        accuracy = share_right(net, data.validation_images, data.validation_labels)
        rows.append({"epoch": epoch + 1, "cost": total.item() / updates, "validation_accuracy": accuracy})
    return net, rows


@torch.inference_mode()
def share_right(net: nn.Module, images: Tensor, labels: Tensor) -> float:
    """Share of images (N, 784) that the network classifies correctly."""
    net.eval()
    return int((net(images).argmax(1) == labels).sum()) / len(labels)


def test_accuracy(net: nn.Module, test: Split) -> float:
    """Share of the test images that a finished network classifies correctly."""
    images = as_input(test.images).reshape(len(test.labels), -1)
    return share_right(net, images, torch.tensor(test.labels).long())


def finite(history: Sequence[Mapping[str, float]]) -> list[dict[str, float | None]]:
    """A history as JSON can hold it: None where a cost is no longer a finite number."""
    return [{key: value if np.isfinite(value) else None for key, value in row.items()} for row in history]
