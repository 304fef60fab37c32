"""Images made again from a few numbers."""

import itertools
from collections.abc import Mapping

import numpy as np
import pandas as pd

from figures import style

# So many test digits stand on the map: more would hide each other.
POINTS = 2000
# Their edge is of no digit's colour, and shows the darkest and the palest on either paper.
DOT = {"s": 12, "linewidths": 0.4, "edgecolors": style.GREY}


def images(pictures: Mapping[str, np.ndarray]) -> style.Panels:
    """Test digits, a row for the originals and for each way to make them again.

    Args:
        pictures: ``original``, ``network_<code>``, ``components_<code>``, ``linear``, uint8 (N, 28, 28).
    """
    codes = sorted(int(name.removeprefix("network_")) for name in pictures if name.startswith("network_"))
    rows = {"original": "test digit"}
    for code in codes:
        rows |= {f"network_{code}": f"{code} numbers", f"components_{code}": f"{code} components"}
    rows |= {"linear": f"{codes[-1]} numbers, linear output"}
    figures = style.Panels()
    for name, label in rows.items():
        count = len(pictures[name])
        fig, grid = style.panel(0.25 + style.PANEL / count, 1, count, squeeze=False)
        for axes, image in zip(grid[0], pictures[name], strict=True):
            style.digit(axes, image)
        fig.suptitle(label, x=0.01, ha="left", fontsize=style.TEXT)
        figures.append(fig)
    return figures


def curves(losses: pd.DataFrame, summary: Mapping) -> style.Panels:
    """The training error by epoch, and decibels on the test images by size of the code.

    Args:
        losses: ``code``, ``output``, ``optimizer``, ``learning_rate``, ``seed``, ``epoch``, ``loss``.
        summary: ``mean_image``, ``components``, ``networks``, each with decibels as ``mean``.
    """
    figures, (left, right) = style.panels(4.4, 2)
    keys = ["code", "output", "optimizer", "learning_rate"]
    first = losses[losses.seed == losses.seed.min()]
    colours = itertools.cycle(style.LINES)
    for (code, output, optimizer, rate), rows in first.groupby(keys, sort=False):
        label = f"{code} numbers" if optimizer == "adam" else f"{code}, momentum, {rate:g}"
        label += ", linear" if output == "linear" else ""
        look = "o-" if optimizer == "adam" else "s--"  # there are more networks than colours
        left.plot(rows.epoch, rows.loss, look, markersize=4, color=next(colours), label=label)
    left.set(xlabel="epoch", ylabel="mean squared error", title="Training error", yscale="log")
    style.few_decades(left.yaxis)
    left.xaxis.get_major_locator().set_params(integer=True)
    style.below(figures[0], left)
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
    style.below(figures[1], right)
    return figures


def chart(codes: np.ndarray, labels: np.ndarray) -> style.Panels:
    """The first three numbers of each code, two a panel, coloured by class; then their key.

    Args:
        codes: (N, 2 or more); labels: (N,).
    """
    shown = slice(POINTS)
    figures = style.Panels()
    for across, up in itertools.combinations(range(min(codes.shape[1], 3)), 2):
        fig, axes = style.panel(3.9)
        axes.scatter(
            codes[shown, across],
            codes[shown, up],
            c=labels[shown],
            cmap=style.DIGITS,
            vmin=-0.5,
            vmax=9.5,
            rasterized=True,
            **DOT,
        )
        axes.set(xlabel=f"number {across + 1}", ylabel=f"number {up + 1}")
        figures.append(fig)
    order = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9]  # a legend goes down its columns: its rows are 0 to 4 and 5 to 9
    dots = [axes.scatter([], [], color=style.DIGITS(digit), **DOT | {"s": 36}) for digit in order]
    return style.Panels([*figures, style.key(dots, [str(digit) for digit in order], columns=5)])
