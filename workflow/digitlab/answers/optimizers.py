"""Does the optimizer matter, once each is tuned? And do convolutions?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from digitlab import statistics
from digitlab.answers.section import Number, Section
from digitlab.choices.names import OPTIMIZERS

# The lead of the one chosen on the validation images, seed by seed on the test images: over how many others.
Lead = Literal["over all", "over some", "over none"]
Convolutions = Literal["fewer", "as many", "more"]
# A smaller probability, corrected by Holm for the number of comparisons, counts as a difference.
LEVEL = 0.05


@dataclass(frozen=True)
class Row:
    """One optimizer with its chosen settings.

    Attributes:
        validation: mean accuracy of its networks on the validation images, by which the best was chosen.
        accuracy: on the test images, mean over seeds.
        behind: the best's lead over it on the test images, seed by seed; ``corrected``: how probable so large
            a one is by chance, corrected by Holm. None for the best.
        others: how many other settings were tried; ``level``: how many of them cannot be told from it;
            ``lead``: validation images by which the chosen leads the next, None: it is the only one.
        ends: settings whose chosen value is the lowest or highest of several.
        best_errors: test errors of its network with the best validation accuracy.
        published: accuracy of the same optimizer elsewhere.
    """

    name: str
    label: str
    settings: Mapping[str, float]
    validation: Number
    accuracy: Number
    behind: Number | None
    corrected: float | None
    others: int
    lead: int | None
    level: int
    ends: list[str]
    best_errors: Number
    published: Number


@dataclass(frozen=True)
class Network:
    """A network of the report beside the fully connected ones; ``error`` on the test images."""

    label: str
    parameters: int
    errors: int
    error: Number


@dataclass(frozen=True, kw_only=True)
class Optimizers(Section):
    """``verdict``: over how many others the one chosen on the validation images leads on the test images.

    Attributes:
        hidden, epochs, batch_size, validation_share: of the config.
        repeats: networks trained with each; ``confidence`` of the intervals.
        best: the one with the highest mean on the validation images; ``worse``: those that it beats on the
            test images; ``better``: those that beat it there; ``level``: the others.
        at_edge: those whose chosen settings lie at an end or a corner of their grid.
        undecided: those of which another setting that was tried cannot be told from the chosen one.
        published_best: the best among the published figures.
        ranked: all, the best first.
        networks: the report's networks with convolutions, then each optimizer's best.
        convolutions: whether the report's network makes fewer errors than the best optimizer's best.
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
    better: list[str]
    level: list[str]
    at_edge: list[str]
    undecided: list[str]
    published_best: str
    ranked: list[Row]
    networks: list[Network]
    convolutions: Convolutions


def answer(
    config: Mapping[str, Any],
    summary: Mapping[str, Any],
    cnn: Mapping[str, Any],
    unaugmented: Mapping[str, Any],
) -> Optimizers:
    """What ``results/optimizers/summary.json`` says, beside the report's network and the unaugmented one.

    Args:
        config: resolved.
        summary: of the optimizers; ``cnn``, ``unaugmented``: ``metrics.json`` of the two networks.
    """
    chosen = config["optimizers"]
    rows = [row_of(row, summary, chosen["grid"][row["name"]]) for row in summary["ranked"]]
    others = {row.label: side(row.behind, row.corrected) for row in rows if row.behind}
    worse, better, level = (
        [label for label, found in others.items() if found == kind] for kind in ("worse", "better", "level")
    )
    published_best = max(rows, key=lambda row: row.published.value or 0)
    images = summary["test_images"]
    validated = [row["validation"] for row in summary["ranked"]]
    networks = [
        with_convolutions("the network of this report", cnn, "cnn", images),
        with_convolutions("the same without augmentation", unaugmented, "unaugmented", images),
        *(fully_connected(row, summary["parameters"]) for row in rows),
    ]
    return Optimizers(
        problem=None,
        question="Does the optimizer matter, once each is tuned, and do convolutions?",
        verdict=lead(len(worse), len(level) + len(better)),
        numbers={
            "best_accuracy": rows[0].accuracy,
            "best_published": published_best.published,
            "validation_images": Number(summary["validation_images"], "summary", unit="images"),
            "test_images": Number(images, "summary", unit="images"),
            "validation_lead": Number(
                validated[0] - validated[1] if len(rows) > 1 else None,
                "summary",
                n=summary["validation_images"],
                unit="points",
            ),
        },
        hidden=chosen["hidden"],
        epochs=chosen["epochs"],
        batch_size=chosen["batch_size"],
        validation_share=chosen["validation_share"],
        repeats=summary["repeats"],
        confidence=summary["confidence"],
        best=rows[0].label,
        worse=worse,
        better=better,
        level=level,
        at_edge=[row.label for row in rows if row.ends],
        undecided=[row.label for row in rows if row.level],
        published_best=published_best.label,
        ranked=rows,
        networks=networks,
        convolutions=convolutions(networks[0].error, networks[2].error),
    )


def row_of(row: Mapping[str, Any], summary: Mapping[str, Any], grid: Mapping[str, Sequence[float]]) -> Row:
    """One of the summary's ``ranked``."""
    repeats, behind = summary["repeats"], row["behind"]

    def number(part: Mapping[str, float], unit: str) -> Number:
        return Number(part["mean"], "summary", low=part["low"], high=part["high"], n=repeats, unit=unit)

    return Row(
        name=row["name"],
        label=OPTIMIZERS[row["name"]],
        settings=row["settings"],
        validation=Number(row["validation"], "summary", n=repeats, unit="share"),
        accuracy=number(row, "share"),
        behind=number(behind, "points") if behind else None,
        corrected=behind["corrected"] if behind else None,
        others=row["tried"] - 1,
        lead=row["lead"],
        level=len(row["level"]),
        ends=[name for name, value in row["settings"].items() if at_edge(value, grid[name])],
        best_errors=errors(row["best_errors"], summary["test_images"], "summary"),
        published=Number(row["published"], "summary", unit="share"),
    )


def errors(count: int, images: int, source: str) -> Number:
    """A share of test images classified wrongly, with Wilson's interval."""
    low, high = statistics.wilson(count, images)
    return Number(count / images, source, low=low, high=high, n=images, unit="share")


def with_convolutions(label: str, metrics: Mapping[str, Any], source: str, images: int) -> Network:
    """A network of the step ``train``."""
    wrong = metrics["test_errors"]
    return Network(label, metrics["parameters"], wrong, errors(wrong, images, source))


def fully_connected(row: Row, parameters: int) -> Network:
    """An optimizer's best network."""
    share = row.best_errors
    return Network(
        f"fully connected, {row.label}", parameters, round((share.value or 0) * (share.n or 0)), share
    )


def side(behind: Number, corrected: float | None) -> Literal["worse", "better", "level"]:
    """Whether the seeds can tell that an optimizer is worse or better than the one chosen."""
    if corrected is None or corrected >= LEVEL or not behind.value:
        return "level"
    return "worse" if behind.value > 0 else "better"


def lead(worse: int, others: int) -> Lead:
    """The verdict on how many the best beats, and how many not."""
    if not others:
        return "over all"
    return "over some" if worse else "over none"


def at_edge(chosen: float, tried: Sequence[float]) -> bool:
    """Whether another value might be better still: the lowest or highest of several tried was chosen."""
    return len(tried) > 1 and chosen in (min(tried), max(tried))


def convolutions(with_them: Number, without: Number) -> Convolutions:
    """Whether a network with convolutions makes fewer errors: where the two intervals lie apart."""
    if with_them.high is not None and without.low is not None and with_them.high < without.low:
        return "fewer"
    apart = without.high is not None and with_them.low is not None and without.high < with_them.low
    return "more" if apart else "as many"
