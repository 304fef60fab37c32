"""Does batch normalisation help, hurt, or neither?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from digitlab.answers.section import Number, Section
from digitlab.choices.names import OPTIMIZERS
from digitlab.statistics import sign

Effect = Literal["helps", "hurts", "undecided"]


@dataclass(frozen=True, kw_only=True)
class BatchNorm(Section):
    """``verdict``: what the networks with it, paired with those without by seed, can tell.

    Attributes:
        optimizer: the best on the held-out images; ``settings_with``, ``settings_without``: its own.
        repeats: pairs of networks.
    """

    verdict: Effect
    optimizer: str
    settings_with: Mapping[str, float]
    settings_without: Mapping[str, float]
    repeats: int


def answer(config: Mapping[str, Any], summary: Mapping[str, Any]) -> BatchNorm:
    """What ``results/batch_norm/summary.json`` says."""

    def number(part: Mapping[str, float], unit: str) -> Number:
        pairs = summary["repeats"]
        return Number(part["mean"], "summary", low=part["low"], high=part["high"], n=pairs, unit=unit)

    with_it, without, difference = (summary[name] for name in ("with", "without", "difference"))
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
    )


def effect(low: float, high: float) -> Effect:
    """The verdict on the interval of the accuracy's difference, with - without."""
    verdicts: dict[str, Effect] = {"positive": "helps", "negative": "hurts", "undecided": "undecided"}
    return verdicts[sign(low, high)]
