"""How good can the network be?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from digitlab import statistics
from digitlab.answers.section import Number, Section
from digitlab.answers.tables import Row, rows
from digitlab.report.formats import exact_percent

Reached = Literal["reached", "missed"]


@dataclass(frozen=True, kw_only=True)
class Training(Section):
    """``verdict``: whether the share of training images that was asked for is classified correctly.

    Attributes:
        required_accuracy: that share.
        channels: of each convolution; ``pooled``: which of them, counted from 1, max pooling follows.
        optimizer: its class in torch.
        augmented: whether the network was shown its images under random maps.
        held_out: how many of the training images it was not shown, to fit a temperature on; None: no one.
        label_smoothing: share of the target spread over all classes; None: none.
        history: a row an epoch.
    """

    verdict: Reached
    required_accuracy: float
    channels: list[int]
    pooled: list[int]
    batch_size: int
    optimizer: str
    augmented: bool
    held_out: int | None
    label_smoothing: float | None
    history: list[Row]


def answer(
    config: Mapping[str, Any],
    metrics: Mapping[str, Any],
    history: pd.DataFrame,
    provenance: Mapping[str, Any],
) -> Training:
    """What the step ``train`` says of the report's own network.

    Args:
        config: resolved; ``metrics``, ``history``: ``results/cnn/metrics.json`` and ``history.csv``.
        provenance: ``results/data/provenance.json``.
    """
    cnn = config["cnn"]
    required = cnn["required_accuracy"]
    first, last = history.iloc[0], history.iloc[-1]
    return Training(
        problem="Problem 1",
        question="A network with three convolutions or more that is right for"
        f" {exact_percent(required)} of its training images: how good can it be?",
        verdict=reached(metrics["train_accuracy"], required),
        numbers={
            "train_accuracy": accuracy(metrics["train_accuracy"], metrics["train_images"]),
            "train_images": Number(metrics["train_images"], "metrics", unit="images"),
            "test_accuracy": accuracy(metrics["test_accuracy"], provenance["test_images"]),
            "test_errors": Number(metrics["test_errors"], "metrics", n=provenance["test_images"]),
            "parameters": Number(metrics["parameters"], "metrics"),
            "epochs": Number(metrics["epochs"], "metrics", unit="epochs"),
            "first_loss": Number(float(first.train_loss), "history", unit="nat"),
            "last_loss": Number(float(last.train_loss), "history", unit="nat"),
            "first_error": Number(1 - float(first.test_accuracy), "history", unit="share"),
            "last_error": Number(1 - float(last.test_accuracy), "history", unit="share"),
        },
        required_accuracy=required,
        channels=cnn["channels"],
        pooled=[layer for layer, window in enumerate(cnn["pool"], 1) if window > 1],
        batch_size=metrics["batch_size"],
        optimizer=metrics["optimizer"],
        augmented=any(cnn["augmentation"].values()),
        held_out=metrics["held_out_images"] or None,
        label_smoothing=cnn["label_smoothing"] or None,
        history=rows(history),
    )


def reached(accuracy: float, required: float) -> Reached:
    """Whether the share of training images that was asked for is right, as the step ``train`` judges it."""
    return "reached" if accuracy >= required else "missed"


def accuracy(share: float, images: int) -> Number:
    """A share of images classified correctly, with Wilson's interval."""
    low, high = statistics.wilson(round(share * images), images)
    return Number(share, "metrics", low=low, high=high, n=images, unit="share")
