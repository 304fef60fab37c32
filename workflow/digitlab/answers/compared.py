"""Does a convolutional network take fewer epochs?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from digitlab import statistics
from digitlab.answers.section import Number, Section
from digitlab.choices.names import OPTIMIZERS

# Epochs until the report's network is as often right as the one from scratch is at its end.
Epochs = Literal["fewer", "as many", "more", "never"]
# Whether the network with the fewest errors can be told from every other, from some of them, from none.
Best = Literal["alone", "with others", "with all"]
# What a corrected p must be below to tell two networks apart.
LEVEL = 0.05


@dataclass(frozen=True)
class Row:
    """One network.

    Attributes:
        name: scratch, plain, normed, quick, cnn; optimizer: of a fully connected one.
        error: share of the test images, with Wilson's interval.
        reached: the first epoch after which it was right as often as the one from scratch at its end; None:
            it never was.
        work: multiplications up to then, those of the network from scratch up to its own being 1; forward
            alone, as the way back takes about twice as many again in all of them.
    """

    name: str
    optimizer: str | None
    errors: int
    error: Number
    parameters: int
    train_images: int
    epochs: int
    multiplications: int
    reached: int | None
    work: float | None


@dataclass(frozen=True)
class Beside:
    """The network with the fewest errors beside another, on the same images.

    Attributes:
        name: of the other.
        best_alone, other_alone: images that one of them alone gets wrong.
        corrected: p of McNemar's exact test, by Holm for every two networks.
    """

    name: str
    best_alone: int
    other_alone: int
    corrected: float


@dataclass(frozen=True, kw_only=True)
class Compared(Section):
    """``verdict``: whether the report's network takes fewer epochs to come as far as the one from scratch.

    Attributes:
        rows: the network from scratch first, the report's last.
        best: the one with the fewest errors; ``beside``: it and each of the others, in the order of ``rows``.
        lead: from how many of them McNemar's test tells it; ``level``: those that it does not.
        compared_pairs: for how many pairs it is corrected.
    """

    verdict: Epochs
    rows: list[Row]
    best: str
    beside: list[Beside]
    lead: Best
    level: list[str]
    compared_pairs: int


def answer(config: Mapping[str, Any], summary: Mapping[str, Any], curves: pd.DataFrame) -> Compared:
    """What ``results/compared/summary.json`` and ``curves.csv`` say."""
    own, *_ = networks = summary["networks"]
    last = curves[curves["name"] == own["name"]].iloc[-1]
    level = float(last.accuracy)
    epochs = {row["name"]: reached(curves, row["name"], level) for row in networks}
    unit = work(own, epochs[own["name"]])
    rows = [row_of(row, epochs[row["name"]], unit) for row in networks]
    ranked = sorted(rows, key=lambda row: row.errors / (row.error.n or 1))
    report, best = rows[-1], ranked[0].name
    others = beside(best, summary["pairs"])
    return Compared(
        problem=None,
        question="Does a convolutional network take fewer epochs?",
        verdict=fewer(report.reached, rows[0].reached),
        numbers={
            "level": Number(level, "curves", unit="share"),
            "reached": Number(report.reached, "curves", unit="epochs"),
            "reached_scratch": Number(rows[0].reached, "curves", unit="epochs"),
            "work": Number(report.work, "summary"),
            "test_images": Number(own["images"], "summary", unit="images"),
        },
        rows=rows,
        best=best,
        beside=others,
        lead=lead([row.corrected for row in others]),
        level=[row.name for row in others if row.corrected >= LEVEL],
        compared_pairs=len(summary["pairs"]),
    )


def reached(curves: pd.DataFrame, name: str, level: float) -> int | None:
    """The first epoch after which a network is right for a share of images or more."""
    found = curves[(curves["name"] == name) & (curves.accuracy >= level)]
    return None if found.empty else int(found.epoch.iloc[0])


def work(row: Mapping[str, Any], epochs: int | None) -> float | None:
    """Multiplications of a network's forward passes over so many epochs; None for None."""
    return None if epochs is None else float(epochs * row["train_images"] * row["multiplications"])


def row_of(row: Mapping[str, Any], epochs: int | None, unit: float | None) -> Row:
    """One of the summary's ``networks``; ``unit``: multiplications that count as 1."""
    errors, images = row["errors"], row["images"]
    low, high = statistics.wilson(errors, images)
    done = work(row, epochs)
    return Row(
        name=row["name"],
        optimizer=OPTIMIZERS[row["optimizer"]] if row["optimizer"] else None,
        errors=errors,
        error=Number(errors / images, "summary", low=low, high=high, n=images, unit="share"),
        parameters=row["parameters"],
        train_images=row["train_images"],
        epochs=row["epochs"],
        multiplications=row["multiplications"],
        reached=epochs,
        work=done / unit if done is not None and unit else None,
    )


def fewer(epochs: int | None, other: int | None) -> Epochs:
    """The verdict on epochs until a level; ``other``: of the network that sets it, which reaches it."""
    if epochs is None or other is None:
        return "never"
    return "fewer" if epochs < other else "more" if epochs > other else "as many"


def beside(best: str, pairs: Sequence[Mapping[str, Any]]) -> list[Beside]:
    """Of the summary's ``pairs`` those of one network, seen from it."""
    found = []
    for pair in pairs:
        if pair["first"] == best:
            own, other, name = pair["first_alone"], pair["second_alone"], pair["second"]
        elif pair["second"] == best:
            own, other, name = pair["second_alone"], pair["first_alone"], pair["first"]
        else:
            continue
        found.append(Beside(name, own, other, pair["corrected"]))
    return found


def lead(corrected: Sequence[float]) -> Best:
    """Whether a network is told from the others, by the corrected p of its comparison with each."""
    apart = [p < LEVEL for p in corrected]
    return "alone" if all(apart) else "with others" if any(apart) else "with all"
