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
