"""Which point of a grid is chosen."""

import math
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any


def best(points: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The point with the highest validation accuracy after the last epoch, the lowest cost among equals.

    A point whose cost is not finite cannot be chosen unless all are.
    """

    def rank(point: Mapping[str, Any]) -> tuple[bool, float, float]:
        last = point["history"][-1]
        finite = last["cost"] is not None and math.isfinite(last["cost"])
        return finite, last["validation_accuracy"], -last["cost"] if finite else -math.inf

    return max(points, key=rank)


def winner(records: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The optimizer whose measured networks are right for the most validation images, on average over seeds.

    The test images have no part in it: on them the winner is compared with the others.

    Args:
        records: of each optimizer ``fits``, each with its ``history``.
    """
    return max(records, key=validated)


def validated(record: Mapping[str, Any]) -> float:
    """Mean validation accuracy of one variant's measured networks, after the last epoch."""
    return fmean(fit["history"][-1]["validation_accuracy"] for fit in record["fits"])


def around(
    records: Sequence[Mapping[str, Any]], factors: Sequence[float]
) -> tuple[str, list[dict[str, float]]]:
    """The winner's name, and its chosen settings with the learning rate times each factor.

    Args:
        records: as ``winner`` takes them, of each also ``optimizer`` and ``settings``.
        factors: of the learning rate.
    """
    first = winner(records)
    rate = first["settings"]["learning_rate"]
    return first["optimizer"], [
        dict(first["settings"]) | {"learning_rate": rate * factor} for factor in factors
    ]


def fits(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The networks of one variant that were measured, each with what they have in common."""
    common = {name: record[name] for name in ("variant", "optimizer", "settings")}
    return [common | fit for fit in record["fits"]]
