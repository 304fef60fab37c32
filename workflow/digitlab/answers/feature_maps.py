"""Which features tell one digit from another?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from digitlab.answers.ablation import Ablation, ablating
from digitlab.answers.section import Number, Section
from digitlab.answers.tables import Row, rows
from digitlab.report.formats import article

# Standard deviations between the means of two classes; from 0.8 on Cohen calls an effect large.
SEPARATES = 1.0
# Above this share of channels that separate, no few of them carry the difference.
MANY = 1 / 4
# A threshold on one channel that is surely right more often than this: that channel nearly suffices.
SUFFICES = 0.95
# A place whose probe is right more often than this reads the difference, even if it is the worst of all.
READABLE = 0.9
# Up to this probability of a split as uneven, two probes differ.
SIGNIFICANT = 0.05
# A difference of the classes' shares with ink at one point that nobody can overlook.
VISIBLE = 0.5

Spread = Literal["many", "few", "none"]
Alone = Literal["nearly suffices", "does not suffice"]
Lead = Literal["alone", "several", "all", "only"]
Readable = Literal["not told apart", "nearly everywhere", "in some places"]
Against = Literal["more", "no different", "fewer"]


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
        best: the channel that separates most; ``higher``: the digit for which it is more active;
            ``alone``: what a threshold on it achieves.
        part: of that digit, where it answers most often; None: it is silent.
        excited_by: of all ten digits the one that excites it most; ``third``: whether that is neither;
            ``strongest_digit``: the commonest among the images in which it answers most.
        shown: of those that separate most, a row each, ``None`` where a figure is not finite.
        higher_first, higher_second: how many of these are more active for the first and for the second digit.
        third_digit: how many of these a third digit excites most.
        effects: of all channels by number; ``ranks``: in the order of the training images, from 1.
    """

    best: int
    higher: int
    alone: Alone
    part: str | None
    excited_by: int
    third: bool
    strongest_digit: int
    shown: list[Row]
    higher_first: int
    higher_second: int
    third_digit: int
    effects: list[float | None]
    ranks: list[int]


@dataclass(frozen=True)
class Places:
    """A linear probe at each place of the map.

    Attributes:
        window: side of the square that a place sees, in pixels.
        best, worst: the part of the digit at which the probe is right most and least often, by the images
            that choose.
        lead: how many places are not significantly worse than the best: ``alike`` of ``count``, with itself.
        parts: of the digit in which these lie.
        readable: where the difference can be read.
        pixels, central: what the best place gets right, against a probe on all raw pixels and on the central
            ones, and how many those are: ``pixel_count``, ``central_count``.
        row, column: where the classes' ink differs most of the places alike; ``visible``: so much that the
            eye sees it.
    """

    window: int
    best: str
    worst: str
    lead: Lead
    alike: int
    count: int
    parts: list[str]
    readable: Readable
    pixels: Against
    pixel_count: int
    central: Against
    central_count: int
    row: float
    column: float
    visible: bool


@dataclass(frozen=True, kw_only=True)
class FeatureMaps(Section):
    """``verdict``: how many channels separate the two digits."""

    CLAIMS: ClassVar[tuple[str, ...]] = (
        "verdict",
        "verdict and channels.alone",
        "channels.third",
        "places.best",
        "places.lead",
        "places.readable",
        "places.pixels",
        "places.central",
        "ablation.use",
    )

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
        examples: ``results/feature_maps/summary.json``.
        separation: ``results/cnn/separation/summary.json``, or of another network.
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
    by_place, of_places = places(separation["places"], separation["pixels"], separation["window"], test)
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


def what_one_does(low: float) -> Alone:
    """The verdict on the best channel's threshold, by the lower end of the share that it gets right."""
    return "nearly suffices" if low > SUFFICES else "does not suffice"


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
    finite = table.astype(object).where(table.notna() & ~table.isin([np.inf, -np.inf]), None)
    top, best = finite.iloc[0], finite.head(shown)
    higher_first = int((best.mean_first > best.mean_second).sum())
    higher = digits[0] if top.mean_first > top.mean_second else digits[1]
    by_number = finite.assign(rank=range(1, len(table) + 1)).sort_values("channel")
    separate = int((table.effect_size.abs() > SEPARATES).sum())
    return (
        Channels(
            best=int(top.channel),
            higher=higher,
            alone=what_one_does(top.threshold_low),
            part=top.part,
            excited_by=int(top.excited_by),
            third=top.excited_by not in digits,
            strongest_digit=int(top.strongest_digit),
            shown=[{**row, "higher": digits[row["mean_first"] <= row["mean_second"]]} for row in rows(best)],
            higher_first=higher_first,
            higher_second=len(best) - higher_first,
            third_digit=int((~best.excited_by.isin(digits)).sum()),
            effects=by_number.effect_size.tolist(),
            ranks=by_number["rank"].tolist(),
        ),
        {
            "effect": distance(top, images),
            "auc": Number(top.auc, "channels", top.auc_low, top.auc_high, images),
            "threshold": Number(
                top.threshold_share, "channels", top.threshold_low, top.threshold_high, images, "share"
            ),
            "in_part": Number(int(top.part_digits), "channels", n=int(top.of_digits), unit="digits"),
            "strongest": Number(int(top.strongest), "channels", unit="digits"),
            "strongest_of_class": Number(
                int(top.strongest_digits), "channels", n=int(top.strongest), unit="digits"
            ),
            "separating_channels": Number(separate, "channels", n=len(table), unit="channels"),
        },
    )


def distance(channel: Any, images: int) -> Number:
    """How far apart a channel's means are, in the direction of the larger one, with its interval."""
    size, low, high = channel.effect_size, channel.effect_low, channel.effect_high
    if size is not None and size < 0:
        size, low, high = -size, -high, -low
    return Number(size, "channels", low, high, images, "SD")


def places(
    ranked: Sequence[Row], pixels: Sequence[Row], window: int, digits: Sequence[int]
) -> tuple[Places, dict[str, Number]]:
    """Where the difference can be read, and the figures quoted of it.

    Args:
        ranked: the places' rows, those first that the training images choose.
        pixels: rows of the probes on raw pixels.
        window: side of the square that each sees; ``digits``: test images of each class.
    """
    best, worst = ranked[0], ranked[-1]
    alike = [row for row in ranked if row["alike"]]
    point = max(alike, key=lambda row: float(row["ink_gap"]))
    raw = {row["pixels"]: row for row in pixels}

    def share(row: Row) -> Number:
        return Number(row["share"], "separation", row["low"], row["high"], sum(digits), "share")

    return (
        Places(
            window=window,
            best=best["part"],
            worst=worst["part"],
            lead=lead_of(len(alike), len(ranked)),
            alike=len(alike),
            count=len(ranked),
            parts=list(dict.fromkeys(row["part"] for row in alike)),
            readable=where_readable(len(alike), len(ranked), worst["share"]),
            pixels=against(best, raw["all"]),
            pixel_count=raw["all"]["numbers"],
            central=against(best, raw["central"]),
            central_count=raw["central"]["numbers"],
            row=point["pixel_row"],
            column=point["pixel_column"],
            visible=abs(point["ink_first"] - point["ink_second"]) > VISIBLE,
        ),
        {
            "best_place": share(best),
            "worst_place": share(worst),
            "pixels": share(raw["all"]),
            "central_pixels": share(raw["central"]),
            "ink_first": Number(point["ink_first"], "separation", n=digits[0], unit="share"),
            "ink_second": Number(point["ink_second"], "separation", n=digits[1], unit="share"),
        },
    )


def lead_of(alike: int, count: int) -> Lead:
    """Whether the best of ``count`` places is alone, or one of several that are not significantly worse."""
    if count == 1:
        return "only"
    if alike == count:
        return "all"
    return "several" if alike > 1 else "alone"


def where_readable(alike: int, count: int, worst: float) -> Readable:
    """Where the difference can be read, by the share that the worst place gets right."""
    if alike == count:
        return "not told apart"
    return "nearly everywhere" if worst > READABLE else "in some places"


def against(place: Row, pixels: Row) -> Against:
    """What the place's probe gets right against a probe on raw pixels, by McNemar's test."""
    if pixels["difference"] > SIGNIFICANT:
        return "no different"
    return "more" if place["right"] > pixels["right"] else "fewer"
