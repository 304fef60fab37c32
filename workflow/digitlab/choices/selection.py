"""Which point of a grid is chosen."""

import math
from collections.abc import Mapping, Sequence
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


def around(
    records: Sequence[Mapping[str, Any]], factors: Sequence[float]
) -> tuple[str, list[dict[str, float]]]:
    """The best optimizer's name, and its chosen settings with the learning rate times each factor.

    Args:
        records: of each optimizer ``optimizer`` and ``tried``, points as ``best`` takes them.
        factors: of the learning rate.
    """
    points = [{"optimizer": record["optimizer"], **best(record["tried"])} for record in records]
    first = best(points)
    rate = first["settings"]["learning_rate"]
    return first["optimizer"], [first["settings"] | {"learning_rate": rate * factor} for factor in factors]


def fits(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The networks of one variant that were measured, each with what they have in common."""
    common = {name: record[name] for name in ("variant", "optimizer", "settings")}
    return [common | fit for fit in record["fits"]]
