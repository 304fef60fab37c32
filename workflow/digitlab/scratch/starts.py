"""Starts in which all hidden units are the same: whether they ever come apart."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from digitlab.data.mnist import CLASSES, SIDE
from digitlab.scratch import network
from digitlab.scratch.network import Parameters, Start
from digitlab.scratch.training import Data, Recipe, batches, share_right

# Two starts in which all hidden units are the same, beside the usual one, and in which numbers.
STARTS: tuple[Start, ...] = ("zeros", "equal", "random")
KINDS: dict[str, type[np.floating]] = {"float32": np.float32, "float64": np.float64}
# Units are no longer the same where they lie apart by this share of the largest weight; how often to look.
APART, LOOKS = 0.01, 60


def begun(
    data: Data, recipe: Recipe, rate: float, seed: int, start: Start, precision: str, updates: int
) -> dict[str, Any]:
    """The first updates from one start, and how far its hidden units come to lie apart.

    Where all units begin the same they get the same gradient: in exact numbers they stay the same for ever.

    Args:
        data, recipe, rate, seed: as ``trained`` takes them.
        start: how the weights begin; precision: of all numbers, by its name in ``KINDS``.
        updates: how many.

    Returns:
        ``start``, ``precision``, ``update`` and ``spread`` (see there) at each look; ``apart_after``: the
        first look at which units lie apart, None where at none; ``validation_accuracy`` at the end.
    """
    random, kind = np.random.default_rng(seed), KINDS[precision]
    net = network.initial((SIDE * SIDE, recipe.hidden, CLASSES), random, start, kind)
    looks = sorted(set(np.geomspace(1, updates, LOOKS).round().astype(int).tolist()))
    spreads: list[float] = []
    done = 0
    with np.errstate(over="ignore", invalid="ignore"):
        while done < updates:
            for batch in itertools.islice(
                batches(len(data.labels), recipe.batch_size, random), updates - done
            ):
                _, gradient = network.backward(net, data.images[batch].astype(kind), data.labels[batch])
                network.descend(net, gradient, rate)
                done += 1
                if done in looks:
                    spreads.append(spread(net))
    apart = [look for look, value in zip(looks, spreads, strict=True) if value > APART]
    return {
        "start": start,
        "precision": precision,
        "update": looks,
        "spread": spreads,
        "apart_after": apart[0] if apart else None,
        "validation_accuracy": share_right(net, data.validation_images, data.validation_labels),
    }


def spread(net: Parameters) -> float:
    """How far the weights of hidden units lie apart, as a share of the largest: 0 where all are the same.

    NaN where weights have left the range of numbers.
    """
    units = np.concatenate([net["W"], net["b"][None], net["V"].T])
    largest = float(np.abs(units).max())
    if not np.isfinite(largest):
        return float("nan")
    return float(np.ptp(units, axis=1).max()) / largest if largest else 0.0


def spreads(starts: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """What ``begun`` gave of each start, a row a look: ``start``, ``precision``, ``update``, ``spread``."""
    return pd.concat(
        pd.DataFrame({name: row[name] for name in ("start", "precision", "update", "spread")})
        for row in starts
    )
