"""What an L2 penalty does to a weight that nothing else moves, and to its own factor.

The cost is C0 + lambda / (2 n) sum w^2 over n training images, updated by mini-batches of m.
"""

from typing import Any

import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.nn import functional

from digitlab.cnn.network import as_input
from digitlab.data.mnist import CLASSES, Split
from digitlab.descent import Descent, Group
from digitlab.errors import InputError

# Units of the network's hidden layer.
HIDDEN = 30


def shrinkage(eta: float, decay: float, batch: int, epochs: int) -> np.ndarray:
    """exp(-eta lambda epochs / m): a weight's share left after 0 ... ``epochs``, its gradient negligible.

    With the cost C0 + lambda/(2n) sum w^2, each of the n/m updates of an epoch multiplies it by
    1 - eta lambda / n.
    """
    share: np.ndarray = np.exp(-eta * decay / batch * np.arange(epochs + 1))
    return share


def trained(train: Split, eta: float, decay: float, batch: int, epochs: int, seed: int) -> dict[str, Any]:
    """The weights of pixels that are black in every training image, in a network trained with the penalty.

    Their gradient is exactly zero, so the penalty alone moves them. One hidden layer of ReLU units; SGD.

    Args:
        train: the training split.
        eta: learning rate; ``decay``: lambda; ``batch``: m.
        epochs: passes over the images.
        seed: of weights and order.

    Returns:
        ``images`` n, ``dead_pixels``, ``weights`` (how many), ``share`` (epochs + 1,): the norm of those
        weights relative to the start, after each epoch.

    Raises:
        InputError: there are fewer images than an update takes, or the weights leave all bounds.
    """
    enough(len(train.labels), batch, "the training images")
    torch.manual_seed(seed)
    images = as_input(train.images).reshape(len(train.labels), -1)
    labels = torch.tensor(train.labels).long()
    dead = (images == 0).all(0)
    if not dead.any():
        dead[0] = True
        images[:, 0] = 0
    first = nn.Linear(images.shape[1], HIDDEN)
    net = nn.Sequential(first, nn.ReLU(), nn.Linear(HIDDEN, CLASSES))
    weights = [p for p in net.parameters() if p.ndim > 1]
    biases = [p for p in net.parameters() if p.ndim == 1]
    of_weights = {"learning_rate": eta, "weight_decay": decay / len(images)}
    descent = Descent("sgd", [Group(weights, of_weights), Group(biases, {"learning_rate": eta})])
    random = torch.Generator().manual_seed(seed)
    norms = [float(first.weight.detach()[:, dead].norm())]
    for _ in range(epochs):
        order = torch.randperm(len(images), generator=random)
        for start in range(0, len(images) - batch + 1, batch):
            chosen = order[start : start + batch]
            descent.down(functional.cross_entropy(net(images[chosen]), labels[chosen]))
        norms.append(bounded(float(first.weight.detach()[:, dead].norm()), len(norms), "", eta, decay))
    return {
        "images": len(images),
        "dead_pixels": int(dead.sum()),
        "weights": int(dead.sum()) * HIDDEN,
        "share": np.array(norms) / norms[0],
    }


def wide(
    train: Split, eta: float, decay: float, batch: int, images: int, epochs: int, seed: int
) -> dict[str, Any]:
    """All weights of a network that begins with standard normal ones, trained with the penalty.

    While they are large the penalty moves them more than the data do, so that they shrink as ``shrinkage``
    says; later the data hold them, it is said at a size of about 1 / sqrt(weights) (Nielsen, *Neural networks
    and deep learning*, chapter 3).

    Args:
        train: the training split, of which the first ``images`` are used.
        eta, decay, batch, epochs, seed: as in ``trained``.

    Returns:
        ``weights``: how many; ``sizes`` (epochs + 1,): their root mean square after each epoch.

    Raises:
        InputError: as ``trained``.
    """
    enough(len(train.labels[:images]), batch, "the images of weight_decay.wide")
    torch.manual_seed(seed)
    inputs = as_input(train.images[:images]).reshape(len(train.labels[:images]), -1)
    labels = torch.tensor(train.labels[:images]).long()
    net = nn.Sequential(nn.Linear(inputs.shape[1], HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, CLASSES))
    weights = [p for p in net.parameters() if p.ndim > 1]
    for weight in weights:
        nn.init.normal_(weight)
    biases = [p for p in net.parameters() if p.ndim == 1]
    groups: list[dict[str, Any]] = [
        {"params": weights, "weight_decay": decay / len(inputs)},
        {"params": biases},
    ]
    optimizer = torch.optim.SGD(groups, eta)
    random = torch.Generator().manual_seed(seed)

    def size() -> float:
        return float(torch.cat([weight.detach().flatten() for weight in weights]).square().mean().sqrt())

    sizes = [size()]
    for _ in range(epochs):
        order = torch.randperm(len(inputs), generator=random)
        for start in range(0, len(inputs) - batch + 1, batch):
            chosen = order[start : start + batch]
            optimizer.zero_grad(set_to_none=True)
            functional.cross_entropy(net(inputs[chosen]), labels[chosen]).backward()
            optimizer.step()
        sizes.append(bounded(size(), len(sizes), "wide.", eta, decay))
    return {"weights": sum(weight.numel() for weight in weights), "sizes": np.array(sizes)}


def enough(images: int, batch: int, which: str) -> None:
    """Refuse a batch larger than the images there are.

    Raises:
        InputError: there is no whole batch.
    """
    if batch > images:
        raise InputError(f"weight_decay.batch_size is {batch}; allowed: up to {images}, {which}")


def bounded(size: float, epoch: int, block: str, eta: float, decay: float) -> float:
    """The size of the weights after an epoch.

    Raises:
        InputError: it is no finite number any more; epoch and keys are named.
    """
    if np.isfinite(size):
        return size
    raise InputError(
        f"the weights leave all bounds in epoch {epoch}: weight_decay.{block}learning_rate is {eta:g} and"
        f" weight_decay.{block}decay {decay:g}; allowed: smaller ones"
    )


def tail(sizes: np.ndarray, predicted: np.ndarray, weights: int) -> dict[str, Any]:
    """Where the decay of ``wide`` tails off.

    Args:
        sizes, predicted: measured, and the shares of the first that ``shrinkage`` predicts, by epoch.
        weights: how many.

    Returns:
        ``as_predicted``: epochs up to which a size is within a tenth of the prediction; ``tails_off``: the
        first from which on it is more than twice it, None where none is; ``last``: the last size; ``times``:
        as many times 1 / sqrt(weights).
    """
    expected = sizes[0] * predicted  # zero where the prediction is below what a float holds
    ratio = np.divide(sizes, expected, out=np.full(len(sizes), np.inf), where=expected > 0)
    off, twice = np.flatnonzero(np.abs(ratio - 1) > 0.1), np.flatnonzero(ratio > 2)
    return {
        "as_predicted": int(off[0]) - 1 if len(off) else len(sizes) - 1,
        "tails_off": int(twice[0]) if len(twice) else None,
        "last": float(sizes[-1]),
        "times": float(sizes[-1] * np.sqrt(weights)),
    }


def learned_rate(start: float, own: float, target: float, steps: int) -> dict[str, float | None]:
    """Gradient descent on a weight and on eta itself: cost (w - target)^2 / 2, from w = 0.

    The cost as it stands does not depend on eta; the one after the next step does: its derivative by eta is
    minus the product of the two steps' gradients (Baydin et al., *Online learning rate adaptation with
    hypergradient descent*, 2018).

    Args:
        start: eta at the start; ``own``: the learning rate of eta, 0: it stays.
        target: where the cost is 0; ``steps``: of descent.

    Returns:
        ``own``, ``rate`` (eta at the end), ``cost`` at the end; None for both where they left all bounds.
    """
    w, rate, before = 0.0, start, 0.0
    for _ in range(steps):
        gradient = w - target
        rate += own * gradient * before
        w -= rate * gradient
        before = gradient
    cost = (w - target) * (w - target) / 2  # a product: a power raises where it overflows
    if not np.isfinite([rate, w, cost]).all():
        return {"own": own, "rate": None, "cost": None}
    return {"own": own, "rate": rate, "cost": cost}


def learned_penalty(
    learning_rate: float, decay: float, images: int, steps: int, target: float, floor: float | None
) -> dict[str, np.ndarray]:
    """Gradient descent on a weight and on lambda itself: cost (w - target)^2 / 2 + lambda w^2 / (2 n).

    Its derivative by lambda, w^2 / (2 n), is never negative: lambda falls to zero and on below it, where the
    penalty pays for large weights, unless a floor stops it.

    Args:
        learning_rate: of both.
        decay: lambda at the start.
        images: n.
        steps: of descent.
        target: where the weight is without a penalty.
        floor: lambda never goes below it; None for no floor.

    Returns:
        ``decay``, ``weight``, ``cost`` after 0 ... ``steps`` steps.

    Raises:
        InputError: they leave all bounds; the step is named.
    """
    w = target
    trace: dict[str, list[float]] = {"decay": [], "weight": [], "cost": []}
    for step in range(steps + 1):
        cost = (w - target) * (w - target) / 2 + decay * w * w / (2 * images)
        if not np.isfinite([cost, w, decay]).all():
            raise InputError(
                f"descent leaves all bounds at step {step}: weight_decay.learned.learning_rate is"
                f" {learning_rate:g}, decay {(trace['decay'] or [decay])[0]:g}; allowed: smaller ones, or"
                " fewer steps"
            )
        for name, value in (("decay", decay), ("weight", w), ("cost", cost)):
            trace[name].append(value)
        by_w, by_decay = (w - target) + decay * w / images, w * w / (2 * images)
        w, decay = w - learning_rate * by_w, decay - learning_rate * by_decay
        if floor is not None:
            decay = max(decay, floor)
    return {name: np.array(values) for name, values in trace.items()}


def learned(**settings: Any) -> pd.DataFrame:
    """``learned_penalty`` by step, ``free_`` and ``stopped_`` at zero; its settings but for the floor."""
    free, stopped = (learned_penalty(**settings, floor=floor) for floor in (None, 0.0))
    columns = {f"free_{name}": values for name, values in free.items()}
    columns |= {f"stopped_{name}": values for name, values in stopped.items()}
    return pd.DataFrame({"step": np.arange(len(free["decay"])), **columns})


def summary(
    measured: dict[str, Any],
    predicted: np.ndarray,
    descent: pd.DataFrame,
    whole: dict[str, Any],
    rates: list[dict[str, float | None]],
) -> dict[str, Any]:
    """How well the decay is predicted, and where lambda goes.

    Args:
        measured: ``trained``; ``predicted``: ``shrinkage`` over the same epochs; ``descent``: ``learned``.
        whole: ``wide`` and ``tail``; ``rates``: ``learned_rate``, the first with an eta that stays.

    Returns:
        ``images``, ``dead_pixels``, ``weights``; ``predicted`` and ``measured`` by epoch and their
        ``largest_difference``; ``crossed_zero_after``: steps, None where lambda stays above zero;
        ``last_decay``, ``last_weight``, ``last_cost`` where nothing stops it, ``stopped_weight`` where
        zero does; ``wide`` and ``learned_rate`` as given.
    """
    below, last = np.flatnonzero(descent.free_decay < 0), descent.iloc[-1]
    return {name: measured[name] for name in ("images", "dead_pixels", "weights")} | {
        "predicted": predicted,
        "measured": measured["share"],
        "largest_difference": float(np.abs(predicted - measured["share"]).max()),
        "crossed_zero_after": int(below[0]) if len(below) else None,
        "last_decay": last.free_decay,
        "last_weight": last.free_weight,
        "last_cost": last.free_cost,
        "stopped_weight": last.stopped_weight,
        "wide": whole,
        "learned_rate": rates,
    }
