"""The network without a framework in training: mini-batches, three learning rates, starts that cannot learn.

Nothing here sees the test images before the learning rate is chosen, on images held out.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from digitlab.choices import comparison, selection
from digitlab.cnn import mistakes
from digitlab.data.mnist import CLASSES, SIDE
from digitlab.scratch import network, starts
from digitlab.scratch.network import Parameters
from digitlab.scratch.training import Data, History, Recipe, share_right, trained

# The rates that are compared, as factors of the chosen one.
FACTORS = {"chosen": 1.0, "a tenth": 0.1, "ten times": 10.0}
# Of the central differences, in float64; on how many images, and how many elements of each parameter.
EPSILON, IMAGES, ELEMENTS = 1e-3, 32, 300


def studied(
    data: Data,
    recipe: Recipe,
    rates: Sequence[float],
    seed: int,
    repeats: int,
    updates: int,
    counter: Callable[[int], Callable[[int], None]] = lambda total: lambda done: None,
) -> dict[str, Any]:
    """The best of some learning rates, a tenth and ten times of it, and starts that cannot learn.

    Args:
        data: to train on, to choose by and to judge by; recipe: what networks have in common.
        rates: tried once each, with the first seed; the best on the held-out images is chosen.
        seed: of the first network; ``repeats``: how many are trained at each rate, with seeds of their own.
        updates: from each of ``starts.STARTS``.
        counter: takes the number of epochs in all, gives the callback that is told those done.

    Returns:
        ``rate``: the chosen one; ``tried``: of each rate ``settings`` and ``history``; ``networks``: by the
        names of ``FACTORS`` those with each seed: ``seed``, ``test_accuracy``, ``history``; ``starts``:
        see ``starts.begun``; ``before`` and ``after``: the first chosen network.
    """
    total = (len(rates) + len(FACTORS) * repeats - 1) * recipe.epochs
    told, done = counter(total), 0

    def tell() -> None:
        nonlocal done
        done += 1
        told(min(done, total))

    @cache  # the best of the rates has been trained with the first seed
    def fit(rate: float, own: int) -> tuple[Parameters, History]:
        return trained(data, recipe, rate, own, tell=tell)

    tried = [{"settings": {"learning_rate": rate}, "history": fit(rate, seed)[1]} for rate in rates]
    chosen = selection.best(tried)["settings"]["learning_rate"]
    seeds = range(seed, seed + repeats)
    networks = {
        name: [
            {
                "seed": own,
                "test_accuracy": share_right(
                    fit(factor * chosen, own)[0], data.test_images, data.test_labels
                ),
                "history": fit(factor * chosen, own)[1],
            }
            for own in seeds
        ]
        for name, factor in FACTORS.items()
    }
    begun = [
        starts.begun(data, recipe, chosen, seed, start, precision, updates)
        for start in starts.STARTS
        for precision in starts.KINDS
    ]
    sizes = SIDE * SIDE, recipe.hidden, CLASSES
    return {
        "rate": chosen,
        "tried": tried,
        "networks": networks,
        "starts": begun,
        "before": network.initial(sizes, np.random.default_rng(seed)),
        "after": fit(chosen, seed)[0],
    }


def summary(data: Data, recipe: Recipe, found: dict[str, Any], random: np.random.Generator) -> dict[str, Any]:
    """What there is to say of ``studied``.

    Args:
        data: that it was studied on; recipe: of its networks; found: what it gave.
        random: source of the elements whose gradient is checked.

    Returns:
        ``parameters``; ``train_images``, ``validation_images``, ``test_images``, ``updates``: how many;
        ``repeats``; ``rate``; ``tried``: of each rate ``learning_rate`` and ``validation_accuracy``;
        ``rates``: as ``comparison.compared`` gives them, the chosen first, with ``learning_rate`` and
        ``cost``, the mean after the last epoch, None where one is no number; ``errors``: test errors of the
        first chosen network, ``wrong``: their indices, and its ``history``; ``starts``: of each ``start``,
        ``precision``, last ``spread`` (None: no number), ``apart_after``, ``validation_accuracy``;
        ``variance``: of the hidden units' sums before training, ``predicted`` and ``measured``;
        ``gradients``: see ``network.differences``.
    """
    networks, before = found["networks"], found["before"]
    rows = comparison.compared({k: [fit["test_accuracy"] for fit in fits] for k, fits in networks.items()})
    last = {name: [fit["history"][-1]["cost"] for fit in fits] for name, fits in networks.items()}
    own = networks["chosen"][0]
    wrong = network.predicted(found["after"], data.test_images) != data.test_labels
    sums = data.images @ before["W"] + before["b"]
    exact = {name: part.astype(np.float64) for name, part in before.items()}
    images, labels = data.images[:IMAGES].astype(np.float64), data.labels[:IMAGES]
    return {
        "parameters": sum(part.size for part in before.values()),
        "train_images": len(data.labels),
        "validation_images": len(data.validation_labels),
        "test_images": len(data.test_labels),
        "repeats": len(networks["chosen"]),
        "rate": found["rate"],
        "tried": [
            {**point["settings"], "validation_accuracy": point["history"][-1]["validation_accuracy"]}
            for point in found["tried"]
        ],
        "rates": [
            row
            | {
                "learning_rate": FACTORS[row["name"]] * found["rate"],
                "cost": None if None in last[row["name"]] else float(np.mean(last[row["name"]])),
            }
            for row in rows
        ],
        "errors": int(wrong.sum()),
        "wrong": np.flatnonzero(wrong).tolist(),
        "history": own["history"],
        "updates": found["starts"][0]["update"][-1],
        "starts": [
            {k: row[k] for k in ("start", "precision", "apart_after", "validation_accuracy")}
            | {"spread": row["spread"][-1] if np.isfinite(row["spread"][-1]) else None}
            for row in found["starts"]
        ],
        "variance": {
            "predicted": float((data.images**2).mean()),
            "measured": float((sums**2).mean()),
        },
        "gradients": network.differences(exact, images, labels, EPSILON, ELEMENTS, random),
    }


def confusion(net: Parameters, data: Data) -> np.ndarray:
    """How many test digits of each class (rows) get which label (columns)."""
    return mistakes.confusion(network.forward(net, data.test_images)[1], data.test_labels)
