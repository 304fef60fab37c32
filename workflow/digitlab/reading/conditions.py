"""The conditions under which reading is measured, and the pages it is fitted on."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from digitlab.reading import pages
from digitlab.reading.degraded import Look
from digitlab.reading.pages import Inked, Layout, Page

GAPS = (8, 4, 2, 1, 0, -1, -2)
# Each alone, on pages with a gap of 4, which every method reads.
DEGRADED: dict[str, dict[str, Any]] = {
    "noise": {"noise": 20.0},
    "uneven light": {"shade": 0.6},
    "faint ink": {"contrast": 0.35},
    "blur": {"blur": 1.0},
    "slant": {"slant": 3.0},
    "perspective": {"perspective": 0.03},
    "jitter": {"jitter": 6},
    "broken strokes": {"broken": 0.2},
    "enlarged": {"scale": 2.0},
    "sizes": {"sizes": 0.15},
}
# All together, each a little less.
PHOTO: dict[str, Any] = {
    **{"noise": 8.0, "shade": 0.5, "contrast": 0.6, "blur": 0.7, "slant": 2.0, "perspective": 0.015},
    **{"jitter": 4, "broken": 0.05, "scale": 1.4, "sizes": 0.1},
}
CONDITIONS = {
    **{f"gap {gap}": Look(gap=gap) for gap in GAPS},
    **{name: Look(gap=4, **change) for name, change in DEGRADED.items()},
    "photo": Look(gap=4, **PHOTO),
    "photo, gap 0": Look(gap=0, **PHOTO),
}
# Those under which what is left out of a method is measured.
OF_ABLATIONS = (*(f"gap {gap}" for gap in GAPS), "photo", "photo, gap 0")
# Of what a method is told, so that no page of one use is a page of another.
FITTED, MEASURED = 1, 2


def measured(digits: Inked, layout: Layout, count: int, condition: str, seed: int) -> Iterator[Page]:
    """Pages of a condition: the same digits at the same heights in each, none twice before all were taken.

    Args:
        digits: test digits; count: of pages; condition: one of ``CONDITIONS``.
    """
    each = layout.lines * layout.digits
    order = in_turn(len(digits), count * each, [seed, MEASURED])
    for number, chosen in enumerate(order.reshape(count, each)):
        yield pages.drawn(digits, chosen, layout, CONDITIONS[condition], [seed, MEASURED, number])


def fitted(digits: Inked, layout: Layout, count: int, seed: list[int]) -> Iterator[Page]:
    """Pages with gaps and degradations at random, wider than those that are measured.

    Args:
        digits: training digits; count: of pages; seed: of these pages, for one use of them.
    """
    each = layout.lines * layout.digits
    order = in_turn(len(digits), count * each, [*seed, FITTED])
    for number, chosen in enumerate(order.reshape(count, each)):
        own = [*seed, FITTED, number]
        yield pages.drawn(digits, chosen, layout, any_look(np.random.default_rng([*own, 0])), own)


def any_look(random: np.random.Generator) -> Look:
    """A look at random: gaps from -4 to 6, about every other degradation on each page."""
    look = Look(
        gap=int(random.integers(-4, 7)),
        gap_spread=2,
        jitter=int(random.integers(2, 8)),
        noise=float(random.uniform(0, 14)),
        contrast=float(random.uniform(0.4, 1)),
        shade=float(random.uniform(0, 0.6)),
        slant=float(random.uniform(-3, 3)),
    )
    return replace(
        look,
        blur=float(random.choice([0, 0, 0.5, 0.9])),
        scale=float(random.choice([1, 1, 1, 1.4])),
        perspective=float(random.choice([0, 0.02])),
        broken=float(random.choice([0, 0, 0.2])),
        sizes=float(random.choice([0, 0.12])),
    )


def in_turn(count: int, wanted: int, seed: list[int]) -> np.ndarray:
    """``wanted`` of so many things at random, all of them before any comes again, (wanted,)."""
    rounds = -(-wanted // count)
    random = np.random.default_rng(seed)
    return np.concatenate([random.permutation(count) for _ in range(rounds)])[:wanted]
