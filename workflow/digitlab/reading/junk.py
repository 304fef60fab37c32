"""The trained network with an eleventh class, of what is no single character, by a short fine-tuning."""

import copy
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from digitlab.cnn.network import Network, as_input
from digitlab.data.mnist import CLASSES
from digitlab.descent import Descent, Group, OneCycle
from digitlab.errors import InputError
from digitlab.precision import mixed

# Share of the updates over which the learning rate rises; AdamW's decay; share of the target spread over all.
WARMUP, WEIGHT_DECAY, LABEL_SMOOTHING = 0.2, 0.05, 0.02
# So many images at a time, where nothing is learnt.
AT_ONCE = 256


@dataclass(frozen=True)
class Recipe:
    """How to fine-tune; the names and units are the config's."""

    epochs: int
    batch_size: int
    learning_rate: float
    precision: str
    seed: int


def eleven(trained: Network) -> Network:
    """A copy with one class more, whose logit is 0 to begin with."""
    net = Network(**trained.architecture | {"classes": CLASSES + 1})
    weights = copy.deepcopy(trained.state_dict())
    for name in ("linear.weight", "linear.bias"):
        weights[name] = torch.cat([weights[name], torch.zeros_like(weights[name][:1])])
    net.load_state_dict(weights)
    # torch's own types leave the memory's order out.
    net.to(weights["linear.bias"].device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    return net.eval()


def fine_tuned(
    net: Network,
    images: np.ndarray,
    labels: np.ndarray,
    recipe: Recipe,
    tell: Callable[[int], None] = lambda done: None,
) -> list[float]:
    """Train a network further, in place; it ends in inference mode.

    Args:
        images: uint8 (N, 28, 28); labels: int (N,); tell: called after each update with how many are done.

    Returns:
        The mean training loss of each epoch.

    Raises:
        InputError: the loss or a weight is no finite number any more, or there are fewer images than a batch.
    """
    size, updates = recipe.batch_size, len(labels) // recipe.batch_size
    if not updates:
        raise InputError(f"segments.batch_size is {size}; allowed: 1 to {len(labels)}, as there are segments")
    device = next(net.parameters()).device
    decay = [p for p in net.parameters() if p.ndim > 1]
    rest = [p for p in net.parameters() if p.ndim <= 1]
    descent = Descent(
        "adamw", [Group(decay, {"weight_decay": WEIGHT_DECAY}), Group(rest, {"weight_decay": 0.0})]
    )
    schedule = OneCycle(recipe.learning_rate, recipe.epochs * updates, WARMUP)
    truth = torch.tensor(labels).to(device).long()
    net.train()
    torch.manual_seed(recipe.seed)  # for dropout
    random = torch.Generator().manual_seed(recipe.seed)
    losses = []
    for epoch in range(recipe.epochs):
        order, total = torch.randperm(len(labels), generator=random), torch.zeros((), device=device)
        for update in range(updates):
            chosen = order[update * size : (update + 1) * size]
            with mixed(recipe.precision, device.type):
                logits = net(as_input(images[chosen.numpy()], device))
            loss = functional.cross_entropy(
                logits.float(), truth[chosen.to(device)], label_smoothing=LABEL_SMOOTHING
            )
            descent.down(loss, **schedule.at(epoch * updates + update))
            total += loss.detach()
            tell(epoch * updates + update + 1)
        losses.append(total.item() / updates)
    net.eval()
    if not all(bool(values.isfinite().all()) for values in (total, *net.parameters())):
        raise InputError(
            f"fine-tuning diverged: segments.learning_rate is {recipe.learning_rate:g};"
            " allowed: a smaller one"
        )
    return losses


@torch.inference_mode()
def logits(net: nn.Module, images: np.ndarray) -> np.ndarray:
    """Logits, float32 (N, classes), of images (N, 28, 28) in [0, 1], one at least."""
    device = next(net.parameters()).device
    parts = torch.from_numpy(images).split(AT_ONCE)
    found: np.ndarray = torch.cat([net(part.to(device)).float().cpu() for part in parts]).numpy()
    return found
