"""Networks with fully connected hidden layers, trained by one optimizer or another, many side by side.

Nothing here sees the test set but the last lines of ``studied``, which judge finished networks.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from digitlab.choices import selection
from digitlab.choices.stacked import Contender, Stack, alike
from digitlab.cnn.network import as_input
from digitlab.data.mnist import Split
from digitlab.descent import Descent, Group
from digitlab.errors import InputError

KINDS = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp64": torch.float64}
EVALUATED_AT_ONCE = 1000

History = list[dict[str, float]]


@dataclass(frozen=True)
class Data:
    """Training and validation images, (N, 784) in [0, 1], and labels."""

    images: Tensor
    labels: Tensor
    validation_images: Tensor
    validation_labels: Tensor


@dataclass(frozen=True)
class Recipe:
    """What all networks have in common.

    Attributes:
        optimizer: sgd, momentum, adagrad or adam; batch_norm: whether before each ReLU.
        hidden: units of each hidden layer.
        epochs: passes over the training images; batch_size: images per update.
    """

    optimizer: str
    batch_norm: bool
    hidden: Sequence[int]
    epochs: int
    batch_size: int


def held_out(train: Split, share: float, seed: int, precision: str = "fp32") -> Data:
    """Split the training images; which ones validate depends on the seed alone.

    Args:
        train: the training split; its test split has no part in this.
        share: of the images, for validation; one at least.
        seed: of the split.
        precision: in which the images enter the first product.
    """
    order = np.random.default_rng(seed).permutation(len(train.labels))
    count = max(1, round(share * len(order)))
    images, labels = as_rows(train.images, precision), torch.tensor(train.labels).long()
    chosen, rest = order[:count], order[count:]
    return Data(images[rest], labels[rest], images[chosen], labels[chosen])


def as_rows(images: np.ndarray, precision: str) -> Tensor:
    """Images (N, 28, 28) of bytes as (N, 784) in [0, 1]."""
    return as_input(images).reshape(len(images), -1).to(KINDS[precision])


@torch.no_grad()
def trained(
    data: Data,
    recipe: Recipe,
    contenders: Sequence[Contender],
    tell: Callable[[int], None] = lambda done: None,
) -> tuple[Stack, list[History]]:
    """Train networks side by side, each as it would be alone.

    Args:
        data: training and validation images; the precision of the products is that of the images.
        recipe: what the networks have in common; contenders: what each has of its own.
        tell: called with the number of updates done.

    Raises:
        InputError: there are fewer training images than an update takes.

    Returns:
        The networks, and of each a row an epoch: ``epoch``, ``cost`` (mean cross-entropy of the training
        images as they came), ``validation_accuracy``.
    """
    if recipe.batch_size > len(data.labels):
        raise InputError(
            f"optimizers.batch_size is {recipe.batch_size}; allowed: as many as the training images that"
            f" optimizers.validation_share leaves, {len(data.labels)}, or fewer"
        )
    stack = Stack(recipe.hidden, recipe.batch_norm, [c.seed for c in contenders], data.images.dtype)
    places = alike(contenders)
    groups = [Group([stack.parameters[place]], contenders[place.start].settings) for place in places]
    descent = Descent(recipe.optimizer, groups)
    # Networks with the same seed see the same batches: they are looked up once.
    seeds = list(dict.fromkeys(c.seed for c in contenders))
    seeds = seeds if len(seeds) == 1 else [c.seed for c in contenders]
    randoms = [torch.Generator().manual_seed(seed) for seed in seeds]
    batch, updates = recipe.batch_size, len(data.labels) // recipe.batch_size
    histories: list[History] = [[] for _ in contenders]
    for epoch in range(recipe.epochs):
        orders = torch.stack([torch.randperm(len(data.labels), generator=random) for random in randoms])
        total = torch.zeros(len(contenders))
        for update in range(updates):
            chosen = orders[:, update * batch : (update + 1) * batch]
            images = data.images.index_select(0, chosen.flatten()).view(*chosen.shape, -1)
            labels = data.labels[chosen].expand(len(contenders), -1)
            costs, gradient = stack.gradients(images, labels)
            descent.step([[gradient[place]] for place in places])
            total += costs
            tell(epoch * updates + update + 1)
        shares = shares_right(stack, data.validation_images, data.validation_labels)
        for history, cost, share in zip(histories, (total / updates).tolist(), shares, strict=True):
            history.append({"epoch": epoch + 1, "cost": cost, "validation_accuracy": share})
    return stack, histories


@torch.no_grad()
def right(stack: Stack, images: Tensor, labels: Tensor) -> Tensor:
    """Which images (N, 784) each network classifies correctly, (networks, N) of bool."""
    parts = []
    for start in range(0, len(labels), EVALUATED_AT_ONCE):
        here = slice(start, start + EVALUATED_AT_ONCE)
        parts.append(stack.logits(images[None, here]).argmax(2) == labels[here])
    return torch.cat(parts, 1)


def shares_right(stack: Stack, images: Tensor, labels: Tensor) -> list[float]:
    """Of each network the share of images (N, 784) that it classifies correctly."""
    return [count / len(labels) for count in right(stack, images, labels).sum(1).tolist()]


def alone(hits: Tensor, chosen: int) -> list[dict[str, int]]:
    """Each network beside the chosen one: how many images it, and the chosen one, alone classifies correctly.

    Args:
        hits: (networks, N), as ``right`` gives them; ``chosen``: which network.

    Returns:
        By network ``alone`` and ``chosen_alone``.
    """
    return [
        {"alone": int((row & ~hits[chosen]).sum()), "chosen_alone": int((hits[chosen] & ~row).sum())}
        for row in hits
    ]


def studied(
    data: Data,
    test: Split,
    recipe: Recipe,
    grid: Sequence[Mapping[str, float]],
    seed: int,
    repeats: int,
    tell: Callable[[int], Callable[[int], None]] = lambda total: lambda done: None,
) -> dict[str, Any]:
    """Every point of a grid, and several networks with the best of them.

    Args:
        data: to train on and to choose by; test: on which finished networks are measured.
        recipe: what the networks have in common.
        grid: settings of the optimizer to try.
        seed: of the networks that try them; those that are measured have the seeds 1 to ``repeats``.
        tell: gives the callback that is told the updates done.

    Returns:
        ``optimizer``, ``batch_norm``; ``parameters`` of each network; ``validation_images``, ``test_images``:
        how many; ``tried``: of each point ``settings``, ``history``, and beside the chosen one ``alone`` and
        ``chosen_alone`` (see ``alone``), of the validation images; ``settings``: the chosen ones; ``fits``:
        of each seed ``seed``, ``test_accuracy``, ``test_wrong`` (indices of the test images it gets wrong),
        ``history``.
    """
    total = recipe.epochs * (len(data.labels) // recipe.batch_size)
    stack, histories = trained(data, recipe, [Contender(seed, settings) for settings in grid], tell(total))
    tried: list[Mapping[str, Any]] = [
        {"settings": dict(s), "history": finite(h)} for s, h in zip(grid, histories, strict=True)
    ]
    best = selection.best(tried)
    chosen = best["settings"]
    beside = alone(right(stack, data.validation_images, data.validation_labels), tried.index(best))
    seeds = range(1, repeats + 1)
    stack, histories = trained(data, recipe, [Contender(s, chosen) for s in seeds], tell(total))
    rows = as_rows(test.images, next(name for name, kind in KINDS.items() if kind == data.images.dtype))
    hits = right(stack, rows, torch.tensor(test.labels).long())
    return {
        "optimizer": recipe.optimizer,
        "batch_norm": recipe.batch_norm,
        "parameters": stack.parameters.shape[1],
        "validation_images": len(data.validation_labels),
        "test_images": len(test.labels),
        "tried": [{**point, **counts} for point, counts in zip(tried, beside, strict=True)],
        "settings": chosen,
        "fits": [
            {
                "seed": s,
                "test_accuracy": int(row.sum()) / len(test.labels),
                "test_wrong": (~row).nonzero().flatten().tolist(),
                "history": finite(history),
            }
            for s, row, history in zip(seeds, hits, histories, strict=True)
        ],
    }


def finite(history: Sequence[Mapping[str, float]]) -> list[dict[str, float | None]]:
    """A history as JSON can hold it: None where a cost is no longer a finite number."""
    return [{key: value if np.isfinite(value) else None for key, value in row.items()} for row in history]
