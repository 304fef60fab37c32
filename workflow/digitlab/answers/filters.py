"""What do the filters look like, and what are they looking for?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from digitlab.answers.section import Number, Section
from digitlab.report import formats

Depth = Literal["more selective", "not more selective", "one layer"]


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


@dataclass(frozen=True, kw_only=True)
class Filters(Section):
    """``verdict``: whether the deepest layer's filters are more particular about the digit than the first's.

    Attributes:
        layers: those drawn, counted from 1; ``kernels``, ``patches``: of each of them.
    """

    verdict: Depth
    layers: list[int]
    kernels: list[Kernels]
    patches: list[Patches]


def answer(
    config: Mapping[str, Any], kernels: Sequence[Mapping[str, Any]], patches: Sequence[Mapping[str, Any]]
) -> Filters:
    """What the steps ``filters`` and ``activating_patches`` say.

    Args:
        config: resolved.
        kernels: ``results/filters/summary.json``; ``patches``: ``results/activating_patches/summary.json``.
    """
    layers = config["filters"]["layers"]
    return Filters(
        problem="Problem 1 (1)",
        question=f"What do the filters of {formats.layers(layers)} look like, and what are they looking for?",
        verdict=what_depth_does(patches),
        numbers={},
        layers=layers,
        kernels=[kernels_of(row) for row in kernels],
        patches=[patches_of(row) for row in patches],
    )


def what_depth_does(patches: Sequence[Mapping[str, Any]]) -> Depth:
    """Whether a larger share of filters answers to few digits in the deepest layer than in the first."""
    if len(patches) == 1:
        return "one layer"
    by_depth = sorted(patches, key=lambda row: int(row["layer"]))
    first, deepest = (row["two_digits"] / row["filters"] for row in (by_depth[0], by_depth[-1]))
    return "more selective" if deepest > first else "not more selective"


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
