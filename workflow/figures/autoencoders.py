"""Images made again from a few numbers."""

import itertools
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from figures import style

# So many test digits stand on the map: more would hide each other.
POINTS = 2000


def images(pictures: Mapping[str, np.ndarray]) -> Figure:
    """Test digits in columns; a row for the originals, and for each way to make them again.

    Args:
        pictures: ``original``, ``network_<code>``, ``components_<code>``, ``linear``, uint8 (N, 28, 28).
    """
    codes = sorted(int(name.removeprefix("network_")) for name in pictures if name.startswith("network_"))
    rows = {"original": "test digit"}
    for code in codes:
        rows |= {f"network_{code}": f"{code} numbers", f"components_{code}": f"{code} components"}
    rows |= {"linear": f"{codes[-1]} numbers,\nlinear output"}
    count = len(pictures["original"])
    fig, grid = style.figure(0.72 * len(rows), len(rows), count, squeeze=False)
    for line, (name, label) in zip(grid, rows.items(), strict=True):
        for axes, image in zip(line, pictures[name], strict=True):
            style.digit(axes, image)
        line[0].set_ylabel(label, rotation=0, ha="right", va="center", fontsize=8)
    return fig


def curves(losses: pd.DataFrame, summary: Mapping) -> Figure:
    """The training error by epoch, and decibels on the test images by size of the code.

    Args:
        losses: ``code``, ``output``, ``optimizer``, ``learning_rate``, ``seed``, ``epoch``, ``loss``.
        summary: ``mean_image``, ``components``, ``networks``, each with decibels as ``mean``.
    """
    fig, (left, right) = style.figure(3.8, 1, 2)
    keys = ["code", "output", "optimizer", "learning_rate"]
    first = losses[losses.seed == losses.seed.min()]
    colours = itertools.cycle(style.LINES)
    for (code, output, optimizer, rate), rows in first.groupby(keys, sort=False):
        label = f"{code} numbers" if optimizer == "adam" else f"{code}, momentum, {rate:g}"
        label += ", linear" if output == "linear" else ""
        left.plot(rows.epoch, rows.loss, "o-", markersize=4, color=next(colours), label=label)
    left.set(xlabel="epoch", ylabel="mean squared error", title="Training error", yscale="log")
    left.xaxis.get_major_locator().set_params(integer=True)
    left.legend(fontsize=7, loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2)
    usual = [row for row in summary["networks"] if (row["output"], row["optimizer"]) == ("logistic", "adam")]
    linear = [row for row in summary["networks"] if row["output"] == "linear"]
    for rows, marker, colour, label in (
        (usual, "o", style.BLUE, "autoencoder"),
        (summary["components"], "s", style.RED, "principal components"),
        (linear, "D", style.GREEN, "autoencoder, linear output"),
    ):
        table = pd.DataFrame([{"code": row["code"], "mean": row["decibels"]["mean"]} for row in rows])
        middle = table.groupby("code")["mean"].mean()
        right.plot(middle.index, middle, color=colour, linewidth=1.2)
        right.plot(table.code, table["mean"].astype(float), marker, color=colour, markersize=5, label=label)
    if summary["mean_image"]["mean"] is not None:
        right.axhline(summary["mean_image"]["mean"], color=style.GREY, linestyle="--", label="mean image")
    right.set(xlabel="numbers or components", ylabel="decibels", title="Quality on test images", xscale="log")
    codes = [row["code"] for row in summary["components"]]
    right.set_xticks(codes, codes)
    right.minorticks_off()
    right.legend(fontsize=7, loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2)
    return fig


def chart(codes: np.ndarray, labels: np.ndarray) -> Figure:
    """The first three numbers of each code, two a panel, coloured by class.

    Args:
        codes: (N, 2 or more); labels: (N,).
    """
    shown = slice(POINTS)
    pairs = list(itertools.combinations(range(min(codes.shape[1], 3)), 2))
    fig, grid = style.figure(3.1, 1, len(pairs), squeeze=False)
    for (across, up), axes in zip(pairs, grid[0], strict=True):
        drawn = axes.scatter(
            codes[shown, across],
            codes[shown, up],
            c=labels[shown],
            cmap=style.DIGITS,
            vmin=-0.5,
            vmax=9.5,
            s=5,
            linewidths=0,
        )
        axes.set(xlabel=f"number {across + 1}", ylabel=f"number {up + 1}")
        axes.tick_params(labelsize=7)
    bar = fig.colorbar(drawn, ax=grid, orientation="horizontal", shrink=0.5, aspect=40, ticks=range(10))
    bar.set_label("digit")
    return fig
