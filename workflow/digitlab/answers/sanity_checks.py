"""Is the occlusion map about the network, or about the digit?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from digitlab import statistics
from digitlab.answers.section import Number, Section
from digitlab.answers.tables import Row, interval

# Rank correlations of where something changes, with an untrained network: above the first the map is the
# digit's, up to the second the network's.
DIGIT, NETWORK = 0.7, 0.3
# Up to this rank correlation, either way, two maps hardly agree.
HARDLY = 0.3

About = Literal["the network", "both", "the digit", "undefined"]
Direction = Literal["positive", "negative", "undecided"]
Agree = Literal[
    "beyond the ink", "as the ink", "below the ink", "hardly", "weakly opposed", "opposed", "undefined"
]


@dataclass(frozen=True, kw_only=True)
class SanityChecks(Section):
    """``verdict``: whether an untrained network's map falls and rises in the same places; of one network.

    Attributes:
        digit, patch, stride, images, draws, steps: what was done, to how many.
        direction: of the correlation of the maps themselves, with everything random.
        integrated, gradient: whether integrated gradients, and gradient times input, agree with occlusion on
            which squares matter, and whether more or less than the ink under the square alone does.
        stages: a row for each number of random layers, from the output down, with a ``name``.
        agreement: a row for each other map, with its correlations by what they were taken over.
    """

    verdict: About
    digit: int
    patch: int
    stride: int
    images: int
    draws: int
    steps: int
    direction: Direction
    integrated: Agree
    gradient: Agree
    stages: list[Row]
    agreement: list[Row]


def answer(config: Mapping[str, Any], summary: Mapping[str, Any]) -> SanityChecks:
    """What the step ``sanity_checks`` says.

    Args:
        config: resolved.
        summary: ``results/sanity_checks/summary.json``.
    """
    stages, images, halves = summary["stages"], summary["images"], summary["halves"]
    first, last = stages[0], stages[-1]
    found = {(row["map"], row["over"]): row for row in summary["agreement"]}
    maps = list(dict.fromkeys(row["map"] for row in summary["agreement"]))

    def left(row: Row, name: str) -> Number:
        return interval(row, name, "summary", row["draws"], "correlation")

    def agreed(name: str, over: str = "squares") -> Number:
        row = found[name, over]
        return interval(row, "correlation", "summary", row["images"], "correlation")

    def beyond(name: str) -> Number:
        row = found[name, "squares"]
        return interval(row, "beyond", "summary", row["images"], "correlation")

    return SanityChecks(
        problem=None,
        question="Does the occlusion map show what the network uses, or where the digit has ink?",
        verdict=about(last["absolute"]),
        numbers={
            "output_random": left(first, "absolute"),
            "all_random": left(last, "absolute"),
            "all_random_signed": left(last, "correlation"),
            "halves": Number(
                halves["correlation"], "summary", halves["low"], halves["high"], images, "correlation"
            ),
            "integrated_squares": agreed("integrated gradients"),
            "gradient_squares": agreed("gradient times input"),
            "ink_squares": agreed("the ink itself"),
            "integrated_beyond": beyond("integrated gradients"),
            "gradient_beyond": beyond("gradient times input"),
            "integrated_pixels": agreed("integrated gradients", "pixels with ink"),
        },
        digit=summary["digit"],
        patch=summary["patch"],
        stride=summary["stride"],
        images=images,
        draws=summary["draws"],
        steps=summary["steps"],
        direction=direction_of(last),
        integrated=agree(found["integrated gradients", "squares"]),
        gradient=agree(found["gradient times input", "squares"]),
        stages=[{"name": name_of(row["layers"], len(stages))} | row for row in stages],
        agreement=[
            {"map": name} | {row["over"]: row for row in summary["agreement"] if row["map"] == name}
            for name in maps
        ],
    )


def about(absolute: float | None) -> About:
    """The verdict on the rank correlation of where something changes, with everything random."""
    if absolute is None:
        return "undefined"
    if absolute > DIGIT:
        return "the digit"
    return "both" if absolute > NETWORK else "the network"


def direction_of(row: Row) -> Direction:
    """Whether the random networks' maps as such go with the trained one's, by the interval over draws."""
    if row["correlation"] is None:
        return "undecided"
    return statistics.sign(row["correlation_low"], row["correlation_high"])


def agree(row: Row) -> Agree:
    """Whether a map agrees with occlusion, and more or less than the ink does, by the intervals.

    One whose correlation's interval lies below 0 is opposed to it, weakly where it is so near to 0 that two
    maps would hardly agree.
    """
    if row["correlation"] is None or row["beyond"] is None:
        return "undefined"
    if row["correlation_high"] < 0:
        return "opposed" if row["correlation"] < -HARDLY else "weakly opposed"
    if row["correlation"] <= HARDLY:
        return "hardly"
    verdicts: dict[str, Agree] = {
        "positive": "beyond the ink",
        "undecided": "as the ink",
        "negative": "below the ink",
    }
    return verdicts[statistics.sign(row["beyond_low"], row["beyond_high"])]


def name_of(layers: int, of: int) -> str:
    """Which layers are random, of so many with the linear one, the output first."""
    if layers == of:
        return "all"
    if layers == 1:
        return "output"
    return f"output to convolution {of - layers + 1}"
