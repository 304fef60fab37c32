"""Does batch normalisation help, hurt, or neither?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from digitlab.answers import optimizers
from digitlab.answers.section import Number, Section
from digitlab.choices.names import OPTIMIZERS
from digitlab.statistics import sign

# Of fewer pairs than this even Student's interval rests on a spread that is hardly known.
FEW = 5

Effect = Literal["helps", "hurts", "undecided"]


@dataclass(frozen=True, kw_only=True)
class BatchNorm(Section):
    """``verdict``: what the networks with it, paired with those without by seed, can tell.

    Attributes:
        optimizer: the best on the held-out images; ``settings_with``, ``settings_without``: its own.
        repeats: pairs of networks; ``few``: whether they are too few to trust an interval.
        retuned: whether the settings chosen with it are other ones.
        at_end: whether the factor chosen is the smallest or largest of several.
        lead: validation images by which they lead the next tried, None: they are the only ones; ``level``:
            how many of the ``others`` that were tried cannot be told from them.
    """

    verdict: Effect
    optimizer: str
    settings_with: Mapping[str, float]
    settings_without: Mapping[str, float]
    repeats: int
    few: bool
    retuned: bool
    at_end: bool
    lead: Number | None
    level: int
    others: int


def answer(config: Mapping[str, Any], summary: Mapping[str, Any]) -> BatchNorm:
    """What ``results/batch_norm/summary.json`` says; the config has the factors that were tried."""

    def number(part: Mapping[str, float], unit: str) -> Number:
        pairs = summary["repeats"]
        return Number(part["mean"], "summary", low=part["low"], high=part["high"], n=pairs, unit=unit)

    with_it, without, difference = (summary[name] for name in ("with", "without", "difference"))
    before, after = (part["settings"]["learning_rate"] for part in (without, with_it))
    images = summary["validation_images"]
    return BatchNorm(
        problem=None,
        question="Does batch normalisation help, hurt, or neither?",
        verdict=effect(difference["low"], difference["high"]),
        numbers={
            "accuracy_with": number(with_it["accuracy"], "share"),
            "accuracy_without": number(without["accuracy"], "share"),
            "difference": number(difference, "points"),
            "published_with": Number(with_it["published"], "summary", unit="share"),
            "published_without": Number(without["published"], "summary", unit="share"),
        },
        optimizer=OPTIMIZERS[summary["optimizer"]],
        settings_with=with_it["settings"],
        settings_without=without["settings"],
        repeats=summary["repeats"],
        few=summary["repeats"] < FEW,
        retuned=with_it["settings"] != without["settings"],
        at_end=optimizers.at_edge(after, [before * factor for factor in config["batch_norm"]["factors"]]),
        lead=None if with_it["lead"] is None else Number(with_it["lead"], "summary", n=images, unit="images"),
        level=len(with_it["level"]),
        others=with_it["tried"] - 1,
    )


def effect(low: float, high: float) -> Effect:
    """The verdict on the interval of the accuracy's difference, with - without."""
    verdicts: dict[str, Effect] = {"positive": "helps", "negative": "hurts", "undecided": "undecided"}
    return verdicts[sign(low, high)]
