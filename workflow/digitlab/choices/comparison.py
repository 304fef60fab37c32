"""Whether a few seeds can tell two ways to train apart."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtr

from digitlab.choices import selection
from digitlab.choices.names import PUBLISHED
from digitlab.statistics import CONFIDENCE, holm, mcnemar, mean_interval, student

Fit = Mapping[str, Any]


def t_interval(values: Sequence[float] | np.ndarray) -> dict[str, float]:
    """``mean`` of a few independent values with Student's 95% interval, ``low`` to ``high``.

    Raises:
        ValueError: fewer than two values, of which nothing can be said.
    """
    if len(values) < 2:
        raise ValueError(f"{len(values)} values; two or more are needed")
    mean, low, high = mean_interval(np.asarray(values), student(len(values)))
    return {"mean": mean, "low": low, "high": high}


def paired(first: Sequence[float], second: Sequence[float]) -> dict[str, float]:
    """Mean of the differences first - second, seed by seed.

    Args:
        first: accuracies of one way, by seed; ``second``: of the other, with the same seeds.

    Returns:
        ``mean``, ``low``, ``high``, as ``t_interval`` gives them; ``p`` of the paired t-test.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} and {len(second)} values; pairs are needed")
    differences = np.subtract(first, second)
    interval = t_interval(differences)
    if not differences.std():  # all the same: nothing to test by
        return interval | {"p": 0.0 if differences[0] else 1.0}
    errors = abs(differences.mean()) / (differences.std(ddof=1) / math.sqrt(len(differences)))
    return interval | {"p": 2 * float(stdtr(len(differences) - 1, -errors))}


def compared(accuracies: Mapping[str, Sequence[float]]) -> list[dict[str, Any]]:
    """Ways to train, each compared with the first.

    Args:
        accuracies: on the test images, by seed, of each way; the first was chosen on other images.

    Returns:
        ``name``, ``mean``, ``low``, ``high``, ``accuracies``; for all but the first ``behind``: ``paired`` of
        the first against it, and ``corrected``, its ``p`` by Holm for the number of comparisons.
    """
    first, *others = accuracies
    behind = [paired(accuracies[first], accuracies[name]) for name in others]
    corrected = holm([difference["p"] for difference in behind])
    beside = [None, *(part | {"corrected": p} for part, p in zip(behind, corrected, strict=True))]
    return [
        {"name": name, **t_interval(values), "accuracies": list(values), "behind": part}
        for (name, values), part in zip(accuracies.items(), beside, strict=True)
    ]


def tuned(record: Fit) -> dict[str, Any]:
    """How sure the choice of an optimizer's settings is.

    Args:
        record: ``tried``, of each point ``settings``, ``history``, ``alone`` and ``chosen_alone``;
            ``settings``: the chosen ones; ``validation_images``.

    Returns:
        ``tried``: how many; ``lead``: by how many validation images the chosen leads the next, None where it
        is the only one; ``level``: the other settings that McNemar's test, corrected by Holm, cannot tell
        from it.
    """
    others = [point for point in record["tried"] if point["settings"] != record["settings"]]
    corrected = holm([mcnemar(point["alone"], point["chosen_alone"]) for point in others])
    return {
        "tried": len(record["tried"]),
        "lead": min((point["chosen_alone"] - point["alone"] for point in others), default=None),
        "level": [
            point["settings"] for point, p in zip(others, corrected, strict=True) if p >= 1 - CONFIDENCE
        ],
    }


def optimizers(records: Sequence[Fit], published: Mapping[str, float]) -> dict[str, Any]:
    """The optimizers: the winner on the validation images, and by how much it leads on the test images.

    Args:
        records: of each optimizer what ``studied`` gives, and its ``variant``; every one with the same seeds.
        published: accuracies by the names that ``PUBLISHED`` gives the optimizers.

    Returns:
        ``ranked``: as ``compared`` gives it, by mean validation accuracy, the best first, with ``settings``,
        ``published``, ``validation`` (that mean), ``best_errors`` (test errors of the network with the best
        validation accuracy), and what ``tuned`` gives; ``repeats``: networks of each; ``confidence`` of the
        intervals; ``validation_images``, ``test_images``: how many; ``parameters`` of each network.
    """
    order = sorted(records, key=selection.validated, reverse=True)
    rows = compared({r["variant"]: [fit["test_accuracy"] for fit in r["fits"]] for r in order})
    ranked = [
        row
        | tuned(record)
        | {
            "settings": record["settings"],
            "published": published[PUBLISHED[record["variant"]]],
            "validation": selection.validated(record),
            "best_errors": best_errors(record),
        }
        for row, record in zip(rows, order, strict=True)
    ]
    shared = {name: order[0][name] for name in ("validation_images", "test_images", "parameters")}
    return {"ranked": ranked, "repeats": len(order[0]["fits"]), "confidence": CONFIDENCE} | shared


def best_errors(record: Fit) -> int:
    """Test errors of the network that is right for the most validation images, the first among equals."""
    best = max(record["fits"], key=lambda fit: fit["history"][-1]["validation_accuracy"])
    wrong: float = (1 - best["test_accuracy"]) * record["test_images"]
    return round(wrong)


def batch_norm(with_it: Fit, without: Fit, published: Mapping[str, float]) -> dict[str, Any]:
    """One optimizer's networks with batch norm against those without, paired by seed.

    Args:
        with_it, without: records as ``optimizers`` takes them, with the same seeds in the same order.
        published: accuracies of plain descent; ``sgd_batch_norm`` and ``sgd``.

    Returns:
        ``optimizer``, ``repeats``, ``difference`` (``paired``: with - without); ``with`` and ``without``:
        ``settings``, ``accuracy`` (``t_interval``), ``published`` and what ``tuned`` gives.
    """
    pair = {"with": (with_it, "sgd_batch_norm"), "without": (without, "sgd")}
    accuracies = {key: [fit["test_accuracy"] for fit in part["fits"]] for key, (part, _) in pair.items()}
    return {
        "optimizer": with_it["optimizer"],
        "repeats": len(with_it["fits"]),
        "validation_images": with_it["validation_images"],
        "difference": paired(accuracies["with"], accuracies["without"]),
    } | {
        key: tuned(part)
        | {
            "settings": part["settings"],
            "accuracy": t_interval(accuracies[key]),
            "published": published[name],
        }
        for key, (part, name) in pair.items()
    }


def curves(fits: Mapping[str, Iterable[Fit]]) -> pd.DataFrame:
    """Training cost and validation errors of every network by epoch.

    Args:
        fits: networks by the name of their variant; each with a ``history`` of ``epoch``, ``cost`` and
            ``validation_accuracy``. A cost that was no finite number is None, here NaN.

    Returns:
        ``variant``, ``network`` (counted from 0 in each), ``epoch``, ``cost`` and ``errors`` (a share).
    """
    rows = [
        {"variant": name, "network": number} | row
        for name, chosen in fits.items()
        for number, fit in enumerate(chosen)
        for row in fit["history"]
    ]
    table = pd.DataFrame(rows)
    table = table.assign(cost=table.cost.astype(float), errors=1 - table.validation_accuracy)
    return table[["variant", "network", "epoch", "cost", "errors"]]
