"""What is a probability worth?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import pandas as pd

from digitlab import statistics
from digitlab.answers.section import Number, Section
from digitlab.answers.tables import Row, rows
from digitlab.data.mnist import CLASSES

Confidence = Literal["underconfident", "overconfident", "even"]
Change = Literal["smaller", "larger", "undecided"]
Effect = Literal["raises", "lowers", "undecided"]
Left = Literal["none that shows", "some"]


@dataclass(frozen=True)
class Worth:
    """Digits whose label has a probability within ``within`` of ``shown``."""

    shown: float
    within: float


@dataclass(frozen=True)
class Scaled:
    """After the temperature.

    Attributes:
        effect: what it does to the probabilities; undecided where its interval holds 1, which does nothing.
        at_end: whether it came to the end of what is tried, so that it has no interval.
        verdict: confidence against accuracy then.
        change: of the calibration error.
        left: whether an error is left that chance alone seldom brings about.
    """

    effect: Effect
    at_end: bool
    verdict: Confidence
    change: Change
    left: Left


@dataclass(frozen=True, kw_only=True)
class Calibration(Section):
    """``verdict``: mean confidence against the share that is right.

    Attributes:
        bins: of equal width, for the calibration error.
        target: the true class's, in training; None where it was 1.
        worth: None where no label's probability is near that shown.
        scaled: None where no image was held out to fit a temperature on.
        reliability: as trained, the bins that hold digits, a row each.
    """

    verdict: Confidence
    bins: int
    target: float | None
    worth: Worth | None
    scaled: Scaled | None
    reliability: list[Row]

    CLAIMS: ClassVar[tuple[str, ...]] = (
        "verdict",
        "scaled.change",
        "verdict and scaled.change",
        "scaled.left",
        "scaled.effect",
    )


def answer(config: Mapping[str, Any], summary: Mapping[str, Any], bins: pd.DataFrame) -> Calibration:
    """What the step ``calibration`` says.

    Args:
        config: resolved.
        summary: ``results/{run}/calibration/summary.json``; bins: the table there.
    """
    digits, right = summary["digits"], summary["right"]
    before, after, worth = summary["as_trained"], summary["scaled"], summary["worth"]
    smoothing = config["cnn"]["label_smoothing"]
    low, high = statistics.wilson(right, digits)
    numbers = {
        "accuracy": Number(right / digits, "summary", low, high, digits, "share"),
        "ranking": ranking(summary["ranking"], digits),
    } | measured(before, digits, "")
    if after:
        numbers |= measured(after, digits, "scaled_") | of_temperature(summary)
    if worth:
        of = worth["digits"]
        numbers["worth_right"] = Number(worth["share"], "summary", worth["low"], worth["high"], of, "share")
        numbers["worth_scaled"] = Number(worth["scaled"], "summary", n=of, unit="share")
    table = bins[(bins.probabilities == "as trained") & (bins.digits > 0)]
    return Calibration(
        problem=None,
        question="The network gives its label a probability: how often is it right?",
        verdict=confidence(before["gap_low"], before["gap_high"]),
        numbers=numbers,
        bins=config["calibration"]["bins"],
        target=1 - smoothing + smoothing / CLASSES if smoothing else None,
        worth=Worth(worth["shown"], worth["within"]) if worth else None,
        scaled=scaled(summary) if after else None,
        reliability=rows(table),
    )


def confidence(low: float, high: float) -> Confidence:
    """The verdict on the interval of the share right minus the mean confidence."""
    verdicts: dict[str, Confidence] = {
        "positive": "underconfident",
        "negative": "overconfident",
        "undecided": "even",
    }
    return verdicts[statistics.sign(low, high)]


def changed(low: float, high: float) -> Change:
    """The verdict on the interval of the calibration error before minus that after."""
    verdicts: dict[str, Change] = {"positive": "smaller", "negative": "larger", "undecided": "undecided"}
    return verdicts[statistics.sign(low, high)]


def what_it_does(value: float, low: float | None, high: float | None) -> Effect:
    """What a temperature does to the probabilities, by its interval; by itself where it has none."""
    below, above = value if high is None else high, value if low is None else low
    return "raises" if below < 1 else "lowers" if above > 1 else "undecided"


def left(error: float, by_chance: float) -> Left:
    """Whether a calibration error is one that exact probabilities seldom show."""
    return "some" if error > by_chance else "none that shows"


def scaled(summary: Mapping[str, Any]) -> Scaled:
    """What the temperature does."""
    after, change, temperature = summary["scaled"], summary["change"], summary["temperature"]
    return Scaled(
        effect=what_it_does(temperature["value"], temperature["low"], temperature["high"]),
        at_end=temperature["at_end"],
        verdict=confidence(after["gap_low"], after["gap_high"]),
        change=changed(change["low"], change["high"]),
        left=left(after["error"], after["error_by_chance"]),
    )


def measured(row: Mapping[str, float], digits: int, prefix: str) -> dict[str, Number]:
    """The figures of the probabilities as trained, or scaled, under names with that prefix."""

    def interval(name: str) -> Number:
        return Number(row[name], "summary", row[f"{name}_low"], row[f"{name}_high"], digits, "share")

    return {
        f"{prefix}confidence": Number(row["confidence"], "summary", n=digits, unit="share"),
        f"{prefix}gap": interval("gap"),
        f"{prefix}error": interval("error"),
        f"{prefix}error_by_chance": Number(row["error_by_chance"], "summary", n=digits, unit="share"),
        f"{prefix}loss": Number(row["loss"], "summary", n=digits, unit="nat"),
    }


def of_temperature(summary: Mapping[str, Any]) -> dict[str, Number]:
    """The temperature, and by how much it lowers the calibration error."""
    found, change = summary["temperature"], summary["change"]
    return {
        "temperature": Number(found["value"], "summary", found["low"], found["high"], summary["held_out"]),
        "change": Number(
            change["error"], "summary", change["low"], change["high"], summary["digits"], "share"
        ),
    }


def ranking(found: Mapping[str, float] | None, digits: int) -> Number:
    """Chance that a right label has more confidence than a wrong one; not defined without both."""
    if found is None:
        return Number(None, "summary", n=digits, unit="share")
    return Number(found["auc"], "summary", found["low"], found["high"], digits, "share")
