"""Does the optimizer matter, once each is tuned?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from digitlab.answers.section import Number, Section
from digitlab.choices.names import OPTIMIZERS
from digitlab.statistics import sign

# The best's lead, seed by seed, over all others, over some of them, over none.
Lead = Literal["over all", "over some", "over none"]


@dataclass(frozen=True)
class Row:
    """One optimizer with its chosen settings.

    Attributes:
        accuracy: on the test images, mean over seeds.
        behind: the best's lead over it, seed by seed; None for the best.
        published: accuracy of the same optimizer elsewhere.
    """

    name: str
    label: str
    settings: Mapping[str, float]
    accuracy: Number
    behind: Number | None
    published: Number


@dataclass(frozen=True, kw_only=True)
class Optimizers(Section):
    """``verdict``: over how many others the best leads, as far as the seeds can tell.

    Attributes:
        hidden, epochs, batch_size, validation_share: of the config.
        repeats: networks trained with each; ``confidence`` of the intervals.
        best: the one with the highest mean; ``worse``: those that it beats; ``level``: the others.
        at_edge: those whose chosen learning rate is the lowest or highest of several that were tried.
        published_best: the best among the published figures.
        ranked: all, the best first.
    """

    verdict: Lead
    hidden: list[int]
    epochs: int
    batch_size: int
    validation_share: float
    repeats: int
    confidence: float
    best: str
    worse: list[str]
    level: list[str]
    at_edge: list[str]
    published_best: str
    ranked: list[Row]


def answer(config: Mapping[str, Any], summary: Mapping[str, Any]) -> Optimizers:
    """What ``results/optimizers/summary.json`` says."""
    chosen, ranked = config["optimizers"], summary["ranked"]
    rows = [row_of(row, summary["repeats"]) for row in ranked]
    worse = [row.label for row in rows if row.behind and is_worse(row.behind)]
    level = [row.label for row in rows if row.behind and not is_worse(row.behind)]
    published_best = max(rows, key=lambda row: row.published.value or 0)
    return Optimizers(
        problem=None,
        question="Does the optimizer matter, once each is tuned?",
        verdict=lead(len(worse), len(level)),
        numbers={"best_accuracy": rows[0].accuracy, "best_published": published_best.published},
        hidden=chosen["hidden"],
        epochs=chosen["epochs"],
        batch_size=chosen["batch_size"],
        validation_share=chosen["validation_share"],
        repeats=summary["repeats"],
        confidence=summary["confidence"],
        best=rows[0].label,
        worse=worse,
        level=level,
        at_edge=[
            row.label
            for row in rows
            if at_edge(row.settings["learning_rate"], chosen["grid"][row.name]["learning_rate"])
        ],
        published_best=published_best.label,
        ranked=rows,
    )


def row_of(row: Mapping[str, Any], repeats: int) -> Row:
    """One of the summary's ``ranked``."""

    def number(part: Mapping[str, float], unit: str) -> Number:
        return Number(part["mean"], "summary", low=part["low"], high=part["high"], n=repeats, unit=unit)

    return Row(
        name=row["name"],
        label=OPTIMIZERS[row["name"]],
        settings=row["settings"],
        accuracy=number(row, "share"),
        behind=number(row["behind"], "points") if row["behind"] else None,
        published=Number(row["published"], "summary", unit="share"),
    )


def is_worse(behind: Number) -> bool:
    """Whether the seeds can tell that an optimizer is worse than the best."""
    return behind.low is not None and behind.high is not None and sign(behind.low, behind.high) == "positive"


def lead(worse: int, level: int) -> Lead:
    """The verdict on how many the best beats, and how many not."""
    if not level:
        return "over all"
    return "over some" if worse else "over none"


def at_edge(chosen: float, tried: Sequence[float]) -> bool:
    """Whether another value might be better still: the lowest or highest of several tried was chosen."""
    return len(tried) > 1 and chosen in (min(tried), max(tried))
