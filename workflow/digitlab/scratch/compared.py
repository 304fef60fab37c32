"""Networks of every kind in this report side by side: accuracy, size, epochs, and what an epoch costs."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from digitlab import statistics
from digitlab.choices import selection
from digitlab.cnn.network import sides
from digitlab.data.mnist import CLASSES, SIDE

# The networks by the names that answers and figures know them by.
SCRATCH, PLAIN, NORMED, QUICK, CNN = "scratch", "plain", "normed", "quick", "cnn"


def of_layers(hidden: Sequence[int]) -> int:
    """Multiplications that fully connected layers take for an image, forward."""
    return sum(inputs * outputs for inputs, outputs in itertools.pairwise((SIDE * SIDE, *hidden, CLASSES)))


def of_convolutions(settings: Mapping[str, Any]) -> int:
    """Multiplications that convolutions and the linear layer after them take for an image, forward.

    Args:
        settings: ``channels``, ``kernels``, ``padding``, ``pool``, as the config's ``cnn`` has them.
    """
    outputs = sides(settings["kernels"], settings["padding"], settings["pool"])
    total, inputs = 0, 1
    for channels, kernel, side in zip(settings["channels"], settings["kernels"], outputs, strict=True):
        total += (side * kernel) ** 2 * inputs * channels
        inputs = channels
    left: int = outputs[-1] // settings["pool"][-1]
    return total + left**2 * inputs * CLASSES


def table(
    scratch: Mapping[str, Any],
    optimizers: Sequence[Mapping[str, Any]],
    batch_norm: Mapping[str, Any],
    convolutional: Mapping[str, tuple[Mapping[str, Any], pd.DataFrame]],
    wrong: Mapping[str, np.ndarray],
    multiplications: Mapping[str, int],
) -> tuple[list[dict[str, Any]], pd.DataFrame]:
    """One network of each kind; of those with several seeds the best on the held-out images.

    Args:
        scratch: summary of the step ``scratch``, of which the first network is taken.
        optimizers, batch_norm: what ``studied`` gives of each optimizer, and of the best with batch norm.
        convolutional: by name ``metrics`` and ``history`` of the step ``train``.
        wrong: by the names of ``convolutional`` indices of the test images that it gets wrong.
        multiplications: by name, for an image.

    Returns:
        A row each: ``name``, ``optimizer`` (a fully connected network's own; None), ``errors`` and ``images``
        of the test, ``wrong`` (indices of those errors), ``parameters``, ``train_images``,
        ``epochs``, ``multiplications``.
        By epoch: ``name``, ``epoch``, ``accuracy``, ``images``: ``held out`` or ``test``.
    """
    best = selection.winner(optimizers)
    images = scratch["train_images"] + scratch["validation_images"]
    rows = [
        {
            "name": SCRATCH,
            "optimizer": None,
            "errors": scratch["errors"],
            "wrong": scratch["wrong"],
            "images": scratch["test_images"],
            "parameters": scratch["parameters"],
            "train_images": scratch["train_images"],
            "epochs": len(scratch["history"]),
        }
    ]
    curves = [curve(SCRATCH, scratch["history"], "validation_accuracy", "held out")]
    for name, record in ((PLAIN, best), (NORMED, batch_norm)):
        fit = max(record["fits"], key=lambda fit: fit["history"][-1]["validation_accuracy"])
        rows.append(
            {
                "name": name,
                "optimizer": record["optimizer"],
                "errors": len(fit["test_wrong"]),
                "wrong": fit["test_wrong"],
                "images": record["test_images"],
                "parameters": record["parameters"],
                "train_images": images - record["validation_images"],
                "epochs": len(fit["history"]),
            }
        )
        curves.append(curve(name, fit["history"], "validation_accuracy", "held out"))
    for name, (metrics, history) in convolutional.items():
        rows.append(
            {
                "name": name,
                "optimizer": None,
                "errors": len(wrong[name]),
                "wrong": wrong[name].tolist(),
                "images": scratch["test_images"],
                "parameters": metrics["parameters"],
                "train_images": metrics["train_images"],
                "epochs": metrics["epochs"],
            }
        )
        curves.append(curve(name, history.to_dict("records"), "test_accuracy", "test"))
    return [row | {"multiplications": multiplications[row["name"]]} for row in rows], pd.concat(curves)


def pairs(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every two networks beside each other, on the images that one of them alone gets wrong.

    Args:
        rows: as ``table`` gives them, all on the same test images.

    Returns:
        ``first``, ``second``: names; ``first_alone``, ``second_alone``: images that it alone gets wrong;
        ``p`` of McNemar's exact test; ``corrected``: the same by Holm for the number of pairs. All pairs
        count, since which network has the fewest errors is seen on these images too.
    """
    found = []
    for first, second in itertools.combinations(rows, 2):
        one, other = set(first["wrong"]), set(second["wrong"])
        apart = len(one - other), len(other - one)
        found.append(
            {
                "first": first["name"],
                "second": second["name"],
                "first_alone": apart[0],
                "second_alone": apart[1],
                "p": statistics.mcnemar(*apart),
            }
        )
    corrected = statistics.holm([pair["p"] for pair in found])
    return [pair | {"corrected": p} for pair, p in zip(found, corrected, strict=True)]


def curve(name: str, history: Sequence[Mapping[Any, Any]], column: str, images: str) -> pd.DataFrame:
    """One network's accuracy by epoch."""
    return pd.DataFrame(
        [
            {"name": name, "epoch": int(row["epoch"]), "accuracy": row[column], "images": images}
            for row in history
        ]
    )
