"""Whether a few seeds can tell two ways to train apart."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from digitlab.choices.names import PUBLISHED

# Of every interval here.
CONFIDENCE = 0.95

Fit = Mapping[str, Any]


def t_interval(values: Sequence[float] | np.ndarray) -> dict[str, float]:
    """``mean`` of a few independent values with Student's 95% interval, ``low`` to ``high``.

    Raises:
        ValueError: fewer than two values, of which nothing can be said.
    """
    values = np.asarray(values, np.float64)
    if len(values) < 2:
        raise ValueError(f"{len(values)} values; two or more are needed")
    mean, half = float(values.mean()), float(values.std(ddof=1)) / math.sqrt(len(values))
    half *= float(stats.t.ppf((1 + CONFIDENCE) / 2, len(values) - 1))
    return {"mean": mean, "low": mean - half, "high": mean + half}


def paired(first: Sequence[float], second: Sequence[float]) -> dict[str, float]:
    """Mean of the differences first - second, seed by seed.

    Args:
        first: accuracies of one way, by seed; ``second``: of the other, with the same seeds.

    Returns:
        ``mean``, ``low``, ``high``, as ``t_interval`` gives them.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} and {len(second)} values; pairs are needed")
    return t_interval(np.subtract(first, second))


def ranked(accuracies: Mapping[str, Sequence[float]]) -> list[dict[str, Any]]:
    """Ways to train by their mean accuracy, the best first, each compared with the best.

    Returns:
        ``name``, ``mean``, ``low``, ``high``, ``accuracies``; for all but the first ``behind``: ``paired``
        of the best against it.
    """
    order = sorted(accuracies, key=lambda name: -float(np.mean(accuracies[name])))
    return [
        {"name": name, **t_interval(accuracies[name]), "accuracies": list(accuracies[name])}
        | {"behind": paired(accuracies[order[0]], accuracies[name]) if name != order[0] else None}
        for name in order
    ]


def optimizers(fits: Sequence[Fit], published: Mapping[str, float]) -> dict[str, Any]:
    """The optimizers by their accuracy on the test images.

    Args:
        fits: networks trained with chosen settings: ``variant``, ``seed``, ``settings``, ``test_accuracy``;
            every optimizer with the same seeds, in the same order.
        published: accuracies by the names that ``PUBLISHED`` gives the optimizers.

    Returns:
        ``ranked``: as the function of that name, with ``settings`` and ``published``; ``repeats``: networks
        of each; ``confidence`` of the intervals.
    """
    accuracies: dict[str, list[float]] = {}
    for fit in fits:
        accuracies.setdefault(fit["variant"], []).append(fit["test_accuracy"])
    settings = {fit["variant"]: fit["settings"] for fit in fits}
    rows = [
        row | {"settings": settings[row["name"]], "published": published[PUBLISHED[row["name"]]]}
        for row in ranked(accuracies)
    ]
    return {"ranked": rows, "repeats": len(rows[0]["accuracies"]), "confidence": CONFIDENCE}


def batch_norm(
    with_it: Sequence[Fit], without: Sequence[Fit], published: Mapping[str, float]
) -> dict[str, Any]:
    """One optimizer's networks with batch norm against those without, paired by seed.

    Args:
        with_it, without: networks as ``optimizers`` takes them, with the same seeds in the same order.
        published: accuracies of plain descent; ``sgd_batch_norm`` and ``sgd``.

    Returns:
        ``optimizer``, ``repeats``, ``difference`` (``paired``: with - without); ``with`` and ``without``:
        ``settings``, ``accuracy`` (``t_interval``) and ``published``.
    """
    pair = {"with": (with_it, "sgd_batch_norm"), "without": (without, "sgd")}
    accuracies = {key: [fit["test_accuracy"] for fit in fits] for key, (fits, _) in pair.items()}
    return {
        "optimizer": with_it[0]["optimizer"],
        "repeats": len(with_it),
        "difference": paired(accuracies["with"], accuracies["without"]),
    } | {
        key: {
            "settings": fits[0]["settings"],
            "accuracy": t_interval(accuracies[key]),
            "published": published[name],
        }
        for key, (fits, name) in pair.items()
    }


def curves(fits: Mapping[str, Iterable[Fit]]) -> pd.DataFrame:
    """Training cost and validation errors by epoch: mean over seeds, and their range.

    Args:
        fits: networks by the name of their variant; each with a ``history`` of ``epoch``, ``cost`` and
            ``validation_accuracy``. A cost that was no finite number is None, and left out of the mean.

    Returns:
        ``variant``, ``epoch``, and of ``cost`` and ``errors`` (a share): ``_mean``, ``_lowest`` and
        ``_highest``.
    """
    rows = [
        {"variant": name} | row for name, chosen in fits.items() for fit in chosen for row in fit["history"]
    ]
    table = pd.DataFrame(rows)
    table = table.assign(cost=table.cost.astype(float), errors=1 - table.validation_accuracy)
    groups = table.groupby(["variant", "epoch"], sort=False)
    kinds = {"mean": "mean", "lowest": "min", "highest": "max"}
    columns = {
        f"{column}_{name}": (column, kind) for column in ("cost", "errors") for name, kind in kinds.items()
    }
    return groups.agg(**columns).reset_index()
