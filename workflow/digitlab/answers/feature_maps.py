"""Which features tell one digit from another?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from digitlab.answers.section import Number, Section
from digitlab.answers.tables import Row, rows
from digitlab.report.formats import article

# Standard deviations between the means of two classes; from 0.8 on Cohen calls an effect large.
SEPARATES = 1.0
# Above this share of channels that separate, no few of them carry the difference.
MANY = 1 / 4
# A place whose probe is right more often than this reads the difference, even if it is the worst of all.
READABLE = 0.9
# The best places lie close together; among so many of them the one is named that the eye can check.
COMPARED = 5
# A difference of the classes' shares with ink at one point that nobody can overlook.
VISIBLE = 0.5
# One channel in so many is ablated at most, so that enough are left that could take over.
ONE_IN = 3
# Ablating random channels changes some labels too; so many times as many are more than that.
TIMES_RANDOM = 2
# Up to one digit in a hundred, the labels that change are too few to say that channels matter.
MATTERS = 0.01

Spread = Literal["many", "few", "none"]
Lead = Literal["ahead", "level", "only"]
Readable = Literal["not told apart", "nearly everywhere", "in some places"]
Use = Literal["relied on", "third digit", "hardly needed", "no more than others"]


@dataclass(frozen=True)
class Example:
    """One of the two digits shown: its class, its index in the test images."""

    digit: int
    index: int


@dataclass(frozen=True)
class Map:
    """The maps shown: ``channels`` of ``side`` x ``side``; ``last_channel`` is that of the highest number."""

    layer: int
    channels: int
    last_channel: int
    side: int


@dataclass(frozen=True)
class Channels:
    """Each channel's mean over the image.

    Attributes:
        best: the channel that separates most; ``higher``: the digit for which it is more active.
        shown: of those that separate most, a row each, ``None`` where a figure is not finite.
        higher_first, higher_second: how many of these are more active for the first and for the second digit.
        effects: of all channels by number; ``ranks``: in the order of the training images, from 1.
    """

    best: int
    higher: int
    shown: list[Row]
    higher_first: int
    higher_second: int
    effects: list[float | None]
    ranks: list[int]


@dataclass(frozen=True)
class Places:
    """A linear probe at each place of the map.

    Attributes:
        window: side of the square that a place sees, in pixels.
        best, worst: the part of the digit at which the probe is right most and least often.
        lead: of the best place over the next; ``ahead_by``: in digits.
        readable: where the difference can be read.
        compared: how many of the best places the point was chosen from.
        row, column: where the classes' ink differs most of these; ``visible``: so much that the eye sees it.
    """

    window: int
    best: str
    worst: str
    lead: Lead
    ahead_by: int
    readable: Readable
    compared: int
    row: float
    column: float
    visible: bool


@dataclass(frozen=True)
class Ablation:
    """The most separating channels held at their mean over both classes, against random ones.

    Attributes:
        use: whether the network relies on them.
        channels: how many were held; ``draws``: of as many random ones.
        fewest, most: channels that a probe reads.
    """

    use: Use
    channels: int
    draws: int
    fewest: int
    most: int


@dataclass(frozen=True, kw_only=True)
class FeatureMaps(Section):
    """``verdict``: how many channels separate the two digits."""

    verdict: Spread
    first: Example
    second: Example
    map: Map
    channels: Channels
    places: Places
    ablation: Ablation


def answer(
    config: Mapping[str, Any],
    examples: Mapping[str, Any],
    separation: Mapping[str, Any],
    channels: pd.DataFrame,
    probes: pd.DataFrame,
    ablated: pd.DataFrame,
) -> FeatureMaps:
    """What the steps ``feature_maps`` and ``separation`` say.

    Args:
        config: resolved.
        examples: ``results/feature_maps/summary.json``; ``separation``: that of ``results/separation``.
        channels, probes, ablated: the tables there.
    """
    block = config["separation"]
    first, second = (
        Example(digit, index) for digit, index in zip(examples["digits"], examples["indices"], strict=True)
    )
    train, test = separation["train_digits"], separation["test_digits"]
    numbers = {
        "probability_first": Number(examples["probabilities"][0], "examples", unit="share"),
        "probability_second": Number(examples["probabilities"][1], "examples", unit="share"),
        "train_digits": Number(sum(train), "separation", unit="digits"),
        "test_first": Number(test[0], "separation", unit="digits"),
        "test_second": Number(test[1], "separation", unit="digits"),
        "test_digits": Number(sum(test), "separation", unit="digits"),
    }
    by_channel, of_channels = separating(
        channels, (first.digit, second.digit), block["channels_shown"], sum(test)
    )
    by_place, of_places = places(separation["places"], separation["window"], test)
    ablation, of_ablation = ablating(probes, ablated, separation["channels"], test, block["random_draws"])
    return FeatureMaps(
        problem="Problem 1 (2)",
        question=f"Which features tell {article(first.digit)} from {article(second.digit)}?",
        verdict=spread(int(of_channels["separating_channels"].value or 0), separation["channels"]),
        numbers=numbers | of_channels | of_places | of_ablation,
        first=first,
        second=second,
        map=Map(examples["layer"], examples["channels"], examples["channels"] - 1, examples["side"]),
        channels=by_channel,
        places=by_place,
        ablation=ablation,
    )


def spread(separate: int, channels: int) -> Spread:
    """Over how many of a layer's channels the difference is spread."""
    if separate > MANY * channels:
        return "many"
    return "few" if separate else "none"


def separating(
    table: pd.DataFrame, digits: tuple[int, int], shown: int, images: int
) -> tuple[Channels, dict[str, Number]]:
    """The channels that separate most, and the figures quoted of them.

    Args:
        table: ``channels.csv``, those first that separate most on the training images.
        digits: the two classes; ``shown``: how many channels stand side by side.
        images: test images of both classes, by which the channels were measured.
    """
    # A channel that varies in neither class separates them by infinitely many deviations: no figure to quote.
    finite = table.astype(object).where(np.isfinite(table), None)
    top, best = finite.iloc[0], finite.head(shown)
    higher_first = int((best.mean_first > best.mean_second).sum())
    by_number = finite.assign(rank=range(1, len(table) + 1)).sort_values("channel")
    separate = int((table.effect_size.abs() > SEPARATES).sum())
    return (
        Channels(
            best=int(top.channel),
            higher=digits[0] if top.mean_first > top.mean_second else digits[1],
            shown=rows(best),
            higher_first=higher_first,
            higher_second=len(best) - higher_first,
            effects=by_number.effect_size.tolist(),
            ranks=by_number["rank"].tolist(),
        ),
        {
            "effect": distance(top, images),
            "auc": Number(top.auc, "channels", top.auc_low, top.auc_high, images),
            "separating_channels": Number(separate, "channels", n=len(table), unit="channels"),
        },
    )


def distance(channel: Any, images: int) -> Number:
    """How far apart a channel's means are, in the direction of the larger one, with its interval."""
    size, low, high = channel.effect_size, channel.effect_low, channel.effect_high
    if size is not None and size < 0:
        size, low, high = -size, -high, -low
    return Number(size, "channels", low, high, images, "SD")


def places(ranked: Sequence[Row], window: int, digits: Sequence[int]) -> tuple[Places, dict[str, Number]]:
    """Where the difference can be read, and the figures quoted of it.

    Args:
        ranked: the places' rows, those first whose probe is right most often.
        window: side of the square that each sees; ``digits``: test images of each class.
    """
    best, worst = ranked[0], ranked[-1]
    lead, ahead_by = lead_of([row["right"] for row in ranked])
    compared = ranked[:COMPARED]
    point = max(compared, key=lambda row: abs(row["ink_first"] - row["ink_second"]))

    def share(row: Row) -> Number:
        return Number(row["share"], "separation", row["low"], row["high"], sum(digits), "share")

    return (
        Places(
            window=window,
            best=best["part"],
            worst=worst["part"],
            lead=lead,
            ahead_by=ahead_by,
            readable=where_readable(best, worst),
            compared=len(compared),
            row=point["pixel_row"],
            column=point["pixel_column"],
            visible=abs(point["ink_first"] - point["ink_second"]) > VISIBLE,
        ),
        {
            "best_place": share(best),
            "worst_place": share(worst),
            "ink_first": Number(point["ink_first"], "separation", n=digits[0], unit="share"),
            "ink_second": Number(point["ink_second"], "separation", n=digits[1], unit="share"),
        },
    )


def lead_of(right: Sequence[int]) -> tuple[Lead, int]:
    """How far the best place is ahead of the next, of what their probes get right, the most first."""
    if len(right) == 1:
        return "only", 0
    ahead_by = right[0] - right[1]
    return ("ahead" if ahead_by else "level"), ahead_by


def where_readable(best: Row, worst: Row) -> Readable:
    """Where the difference can be read: told apart are places whose intervals do not meet."""
    if best["low"] <= worst["high"]:
        return "not told apart"
    return "nearly everywhere" if worst["share"] > READABLE else "in some places"


def ablating(
    probes: pd.DataFrame, ablated: pd.DataFrame, channels: int, digits: Sequence[int], draws: int
) -> tuple[Ablation, dict[str, Number]]:
    """What follows from holding the most separating channels at their mean, and the figures quoted of it.

    Args:
        probes, ablated: the tables; ``channels``: how many the layer has.
        digits: test images of each class; ``draws``: of random channels.
    """
    counts = sorted(int(count) for count in ablated.channels.unique())
    held = how_many(counts, channels)
    total = sum(digits)
    at = ablated[ablated.channels == held]
    own = at[at.kind == "separating"].iloc[0]
    random = at[at.kind == "random"]
    swaps = int(own.first_to_second + own.second_to_first)
    third = int(own.first_to_other + own.second_to_other)
    random_swaps = float((random.first_to_second + random.second_to_first).mean())
    random_third = float((random.first_to_other + random.second_to_other).mean())

    def probe(count: int) -> Number:
        row = probes[(probes.channels == count) & (probes.kind == "separating")].iloc[0]
        return Number(float(row.right / row.images), "probes", n=int(row.images), unit="share")

    return (
        Ablation(
            use=use_of(swaps, third, random_swaps, random_third, total),
            channels=held,
            draws=draws,
            fewest=counts[0],
            most=counts[-1],
        ),
        {
            "probe_fewest": probe(counts[0]),
            "probe_most": probe(counts[-1]),
            "first_to_second": Number(int(own.first_to_second), "ablated", n=digits[0], unit="digits"),
            "second_to_first": Number(int(own.second_to_first), "ablated", n=digits[1], unit="digits"),
            "third_label": Number(third, "ablated", n=total, unit="digits"),
            "random_swaps": Number(random_swaps, "ablated", n=total, unit="digits"),
            "random_third_label": Number(random_third, "ablated", n=total, unit="digits"),
        },
    )


def how_many(counts: Sequence[int], channels: int) -> int:
    """Of the sizes tried, the largest that ablates no more than one in ``ONE_IN`` of a layer's channels."""
    small_enough = [count for count in counts if count <= max(channels // ONE_IN, 1)]
    return max(small_enough, default=min(counts))


def use_of(swaps: float, third: float, random_swaps: float, random_third: float, digits: int) -> Use:
    """Whether the network relies on the channels.

    Args:
        swaps: digits that change to the other label; ``third``: to a third one.
        random_swaps, random_third: the same with random channels, on average; ``digits``: of both classes.
    """
    changed, random_changed = swaps + third, random_swaps + random_third
    if swaps > TIMES_RANDOM * random_swaps and swaps > MATTERS * digits:
        return "relied on"
    if changed <= MATTERS * digits:
        return "hardly needed"
    if changed > TIMES_RANDOM * random_changed:
        return "third digit"
    return "no more than others"
