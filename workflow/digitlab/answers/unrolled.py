"""What the two worked examples share: readings of the loss, tables by step, what a step of descent does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np

# Longer sequences and more units than these make tables that no page is wide or long enough for.
MOST_STEPS, MOST_UNITS = 12, 4

Change = Literal["lowers", "raises", "does not change"]


@dataclass(frozen=True)
class Line:
    """A row of a table by step: component ``i``, ``j`` of a symbol, from 1, as text; empty without."""

    symbol: str
    i: str
    j: str
    by_step: Sequence[float]


@dataclass(frozen=True)
class Reading:
    """The figures of one reading of the loss: of the last step, or summed over all."""

    loss: float
    gradient_central_difference: Sequence[float]
    gradient_unrolled: Sequence[float]
    updated_bias: Sequence[float]
    updated_loss: float


def reading(figures: Mapping[str, Any]) -> Reading:
    """One reading of the loss, from ``bptt.json`` or from ``summed`` in it."""
    return Reading(**{field.name: figures[field.name] for field in fields(Reading)})


def change(before: float, after: float) -> Change:
    """What a step does to the loss."""
    return "lowers" if after < before else "raises" if after > before else "does not change"


def legible(steps: int, units: int) -> bool:
    """Whether every intermediate result has a place on the page."""
    return steps <= MOST_STEPS and units <= MOST_UNITS


def by_step(arrays: Mapping[str, Any], symbols: Iterable[str]) -> list[Line]:
    """The rows of a table by step, a row for each component of each symbol.

    Args:
        arrays: by symbol; (T,), (T, n) or (T, n, n).
        symbols: which, in the table's order.
    """
    lines = []
    for symbol in symbols:
        values = np.asarray(arrays[symbol], np.float64)
        for place in np.ndindex(values.shape[1:]):
            i, j = (*(str(index + 1) for index in place), "", "")[:2]
            lines.append(Line(symbol, i, j, values[(slice(None), *place)].tolist()))
    return lines


def largest_difference(pairs: Iterable[tuple[Sequence[float], Sequence[float]]]) -> float:
    """The largest absolute difference of any two numbers in the same place."""
    return max(float(np.abs(np.subtract(one, other)).max()) for one, other in pairs)
