"""What do the filters look like, and what are they looking for?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from digitlab import statistics
from digitlab.answers.section import Number, Section
from digitlab.report import formats

# A difference that chance alone makes more seldom than this is one.
LEVEL = 0.05

Depth = Literal["at each step", "first to deepest", "not shown", "one layer"]


@dataclass(frozen=True)
class Kernels:
    """One layer's kernels, of ``side`` x ``side`` weights a slice.

    Attributes:
        slices: one for each input channel of each filter.
        lowest, highest: weight; ``negative``: share of the weights that are.
        faint: filters that are next to nothing beside the strongest.
        reads_the_image: whether it has one input channel, the image itself.
    """

    layer: int
    filters: int
    inputs: int
    slices: int
    side: int
    lowest: Number
    highest: Number
    negative: Number
    faint: Number
    reads_the_image: bool


@dataclass(frozen=True)
class Patches:
    """The ``patches`` of ``size`` x ``size`` pixels that activate each of one layer's ``filters`` most.

    Attributes:
        one_digit: filters with all of them from one digit; ``two_digits``: from two at most.
        silent: filters that nothing activates.
    """

    layer: int
    filters: int
    size: int
    patches: int
    one_digit: Number
    two_digits: Number
    silent: Number


@dataclass(frozen=True)
class Step:
    """From one layer to the next that is drawn.

    Attributes:
        shallower, deeper: the layers; ``p``: Fisher's exact, Holm's correction for the number of steps.
        rises: whether the share of filters that answer to two digits at most is surely larger in the deeper.
    """

    shallower: int
    deeper: int
    p: float
    rises: bool


@dataclass(frozen=True, kw_only=True)
class Filters(Section):
    """``verdict``: whether deeper layers' filters are more particular about the digit.

    Attributes:
        steps: from each layer to the next, if there are several, whether a larger share of filters answers to
            two digits at most.
        windows_grow: whether the windows of the deepest layer are larger than those of the first.
        layers: those drawn, counted from 1; ``kernels``, ``patches``: of each of them.
    """

    verdict: Depth
    layers: list[int]
    kernels: list[Kernels]
    patches: list[Patches]
    steps: list[Step]
    windows_grow: bool


def answer(
    config: Mapping[str, Any], kernels: Sequence[Mapping[str, Any]], patches: Sequence[Mapping[str, Any]]
) -> Filters:
    """What the steps ``filters`` and ``activating_patches`` say.

    Args:
        config: resolved.
        kernels: ``results/filters/summary.json``; ``patches``: ``results/activating_patches/summary.json``.
    """
    layers = config["filters"]["layers"]
    by_depth = sorted(patches, key=lambda row: int(row["layer"]))
    first, deepest = by_depth[0], by_depth[-1]
    steps, whole = steps_of(by_depth), compared(first, deepest)
    return Filters(
        problem="Problem 1 (1)",
        question=f"What do the filters of {formats.layers(layers)} look like, and what are they looking for?",
        verdict=what_depth_does(steps, whole < LEVEL and rises(first, deepest)),
        numbers={"deepest_against_first": Number(whole, "patches", unit="probability")},
        layers=layers,
        kernels=[kernels_of(row) for row in kernels],
        patches=[patches_of(row) for row in patches],
        steps=steps if len(steps) > 1 else [],
        windows_grow=deepest["size"] > first["size"],
    )


def rises(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Whether a larger share of the second layer's filters answers to two digits at most."""
    return bool(second["two_digits"] / second["filters"] > first["two_digits"] / first["filters"])


def compared(first: Mapping[str, Any], second: Mapping[str, Any]) -> float:
    """P-value of two layers' shares of filters that answer to two digits at most."""
    return statistics.fisher(first["two_digits"], first["filters"], second["two_digits"], second["filters"])


def steps_of(by_depth: Sequence[Mapping[str, Any]]) -> list[Step]:
    """Each layer against the next one drawn; rows of the summary, the shallowest first."""
    pairs = list(pairwise(by_depth))
    return [
        Step(first["layer"], second["layer"], p, p < LEVEL and rises(first, second))
        for (first, second), p in zip(
            pairs, statistics.holm([compared(*pair) for pair in pairs]), strict=True
        )
    ]


def what_depth_does(steps: Sequence[Step], whole: bool) -> Depth:
    """The verdict on steps from layer to layer; ``whole``: whether it rises from the first to the deepest."""
    if not steps:
        return "one layer"
    if all(step.rises for step in steps):
        return "at each step"
    return "first to deepest" if whole else "not shown"


def kernels_of(row: Mapping[str, Any]) -> Kernels:
    """One layer's kernels, of a row of the summary."""
    weights = row["outputs"] * row["inputs"] * row["side"] ** 2
    return Kernels(
        layer=row["layer"],
        filters=row["outputs"],
        inputs=row["inputs"],
        slices=row["inputs"] * row["outputs"],
        side=row["side"],
        lowest=Number(row["lowest"], "kernels"),
        highest=Number(row["highest"], "kernels"),
        negative=Number(row["negative"], "kernels", n=weights, unit="share"),
        faint=Number(row["faint"], "kernels", n=row["outputs"], unit="filters"),
        reads_the_image=row["inputs"] == 1,
    )


def patches_of(row: Mapping[str, Any]) -> Patches:
    """One layer's maximally activating patches, of a row of the summary."""

    def filters(name: str) -> Number:
        return Number(row[name], "patches", n=row["filters"], unit="filters")

    return Patches(
        layer=row["layer"],
        filters=row["filters"],
        size=row["size"],
        patches=row["patches"],
        one_digit=filters("one_digit"),
        two_digits=filters("two_digits"),
        silent=filters("silent"),
    )
