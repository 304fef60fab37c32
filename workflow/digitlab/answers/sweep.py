"""Which of a sweep's networks does best? For a page of its own: not part of `answers.json`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from digitlab.answers.data import Images, which_images
from digitlab.answers.section import Number, Section

METRICS = ["parameters", "train_accuracy", "test_accuracy", "test_errors"]


@dataclass(frozen=True, kw_only=True)
class Sweep(Section):
    """``verdict``: whether there is anything to compare.

    Attributes:
        images: which the networks saw.
        grid: values by key of ``cnn``; ``seeds``: how many of each combination; ``points``: networks in all.
        varied: keys that a figure each is drawn for.
        best: the most accurate on the test images; ``level``: others exactly as accurate; ``least``: the
            least accurate.
        ranked: a row a network, the best first, equal ones in the grid's order.
    """

    verdict: Literal["one network", "several"]
    images: Images
    grid: Mapping[str, Sequence[Any]]
    seeds: int
    points: int
    varied: list[str]
    best: str
    level: list[str]
    least: str
    ranked: list[Mapping[str, Any]]


def answer(
    config: Mapping[str, Any], points: pd.DataFrame, provenance: Mapping[str, Any], varied: Sequence[str]
) -> Sweep:
    """What the table of a sweep says.

    Args:
        config: the config's block ``sweep``.
        points: ``table``; ``provenance``: ``results/data/provenance.json``.
        varied: keys of which the grid has more than one value.
    """
    rows = points.sort_values("test_accuracy", ascending=False, kind="stable").to_dict("records")
    best, least = rows[0], rows[-1]
    images = provenance["test_images"]

    def accuracy(row: Mapping[Any, Any]) -> Number:
        return Number(float(row["test_accuracy"]), "points", n=images, unit="share")

    return Sweep(
        problem=None,
        question="Which network does best?",
        verdict="one network" if len(rows) == 1 else "several",
        numbers={
            "best_accuracy": accuracy(best),
            "best_errors": Number(int(best["test_errors"]), "points", n=images, unit="images"),
            "least_accuracy": accuracy(least),
            "train_images": Number(provenance["train_images"], "provenance", unit="images"),
            "test_images": Number(images, "provenance", unit="images"),
        },
        images=which_images(provenance["source"], provenance["verified"]),
        grid=config["grid"],
        seeds=len(config["seeds"]),
        points=len(rows),
        varied=list(varied),
        best=best["point"],
        level=[row["point"] for row in rows[1:] if row["test_accuracy"] == best["test_accuracy"]],
        least=least["point"],
        ranked=[{str(name): value for name, value in row.items()} for row in rows],
    )


def table(points: Mapping[str, Mapping[str, Any]], metrics: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Every network's settings and metrics, a row each; lists among the settings as text.

    Args:
        points: ``values`` and ``seed`` by the point's name; ``metrics``: of each, in the same order.
    """

    def cell(value: Any) -> Any:
        return json.dumps(value) if isinstance(value, list | dict) else value

    rows = [
        {"point": name, **{key: cell(value) for key, value in point["values"].items()}, "seed": point["seed"]}
        | {key: measured[key] for key in METRICS}
        for (name, point), measured in zip(points.items(), metrics, strict=True)
    ]
    return pd.DataFrame(rows)


def spread(points: pd.DataFrame, varied: Sequence[str]) -> pd.DataFrame:
    """Accuracy over all networks that share a value of a key.

    Returns:
        For each key and each of its values, in the table's order: ``key``, ``value``, ``networks``, and of
        their test accuracies ``mean``, ``lowest`` and ``highest``.
    """
    parts = [
        points.groupby(key, sort=False)
        .test_accuracy.agg(networks="count", mean="mean", lowest="min", highest="max")
        .rename_axis("value")
        .reset_index()
        .assign(key=key)
        for key in varied
    ]
    return pd.concat(parts, ignore_index=True)[["key", "value", "networks", "mean", "lowest", "highest"]]
