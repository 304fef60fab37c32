"""Maps of what the network says while a square hides part of a digit."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.colors import BoundaryNorm
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from digitlab.report.formats import probability
from figures import style

# A colour for each label.
LABELS = BoundaryNorm(np.arange(style.DIGITS.N + 1) - 0.5, style.DIGITS.N)


def extent_of(cells: np.ndarray, stride: int) -> tuple[float, float, float, float]:
    """Where a map (R, C) lies, in pixels: the middle of a cell is the square's top left corner."""
    rows, columns = (size * stride - stride / 2 for size in cells.shape)
    return -stride / 2, columns, rows, -stride / 2


def three_maps(maps: Mapping[str, np.ndarray], summary: Mapping[str, Any]) -> Figure:
    """Probability of the digit, highest probability, and label, by the square's top left corner."""
    fig, grid = style.figure(3.9, 1, 3)
    extent = extent_of(maps["predicted_label"], summary["stride"])
    # The highest of so many probabilities is never below their mean.
    for axes, name, title, low in (
        (grid[0], "probability_of_digit", f"probability of {summary['digit']}", 0.0),
        (grid[1], "highest_probability", "highest probability", 1 / style.DIGITS.N),
    ):
        drawn = axes.imshow(maps[name], cmap=style.SEQUENTIAL, vmin=low, vmax=1, extent=extent)
        axes.set_title(title)
        fig.colorbar(drawn, ax=axes, orientation="horizontal", aspect=25)
    drawn = grid[2].imshow(maps["predicted_label"], cmap=style.DIGITS, norm=LABELS, extent=extent)
    grid[2].set_title("label")
    ticks = range(style.DIGITS.N)
    bar = fig.colorbar(drawn, ax=grid[2], orientation="horizontal", aspect=25, ticks=ticks)
    bar.ax.tick_params(length=0)
    seen = [Patch(color=style.DIGITS(int(d)), label=d) for d in np.unique(maps["predicted_label"])]
    grid[2].legend(handles=seen, loc="upper right", frameon=True, fontsize=8, handlelength=1, framealpha=0.9)
    for axes in grid:
        axes.grid(False)
        axes.set_xlabel("square's left edge, px")
    grid[0].set_ylabel("square's top edge, px")
    return fig


def places(image: np.ndarray, summary: Mapping[str, Any]) -> Figure:
    """The digit with the squares of the deepest drops drawn over it, and each covered version beside it."""
    marked, side = summary["marked"], summary["patch"]
    fig, grid = style.figure(2.3, 1, len(marked) + 1, squeeze=False)
    style.digit(grid[0, 0], image)
    grid[0, 0].set_title("where", fontsize=9)
    for number, (place, axes) in enumerate(zip(marked, grid[0, 1:], strict=True), 1):
        corner = (place["left"] - 0.5, place["top"] - 0.5)
        colour = style.LINES[(number - 1) % len(style.LINES)]
        grid[0, 0].add_patch(Rectangle(corner, side, side, fill=False, edgecolor=colour, linewidth=1.5))
        grid[0, 0].text(
            corner[0] + 0.8, corner[1] + 0.6, number, color=colour, fontsize=7, va="top", fontweight="bold"
        )
        covered = image.copy()
        covered[place["top"] : place["top"] + side, place["left"] : place["left"] + side] = 0
        style.digit(axes, covered)
        axes.add_patch(Rectangle(corner, side, side, fill=False, edgecolor=colour, linewidth=1.5))
        axes.set_title(
            f"{number}: {probability(place['probability'], 1)}\n"
            f"→ {place['label']} ({probability(place['highest'], 0)})",
            fontsize=9,
            fontweight="normal",
        )
    return fig


def class_maps(maps: Mapping[str, np.ndarray], summary: Mapping[str, Any]) -> Figure:
    """Mean and spread of the probability over a class, and the labels that win where it is lost."""
    digit, stride = summary["digit"], summary["stride"]
    fig, (grid, below) = style.figure(3.3, 2, 4, height_ratios=(1, 0.06))
    style.digit(grid[0], maps["typical"])
    grid[0].set_title(f"mean {digit}")
    extent = extent_of(maps["mean"], stride)
    for axes, bar, name, title, top in (
        (grid[1], below[1], "mean", f"probability of {digit}", 1),
        (grid[2], below[2], "deviation", "its standard deviation", 0.5),
    ):
        drawn = axes.imshow(maps[name], cmap=style.SEQUENTIAL, vmin=0, vmax=top, extent=extent)
        axes.set_title(title)
        fig.colorbar(drawn, cax=bar, orientation="horizontal")
        bar.grid(False)
    wrong = np.ma.masked_less(maps["wrong_label"], 0)
    grid[3].imshow(wrong, cmap=style.DIGITS.with_extremes(bad="white"), norm=LABELS, extent=extent)
    grid[3].set_title("commonest wrong label")
    for axes in (below[0], below[3]):
        axes.axis("off")
    seen = [Patch(color=style.DIGITS(int(d)), label=int(d)) for d in np.unique(wrong.compressed())]
    below[3].legend(
        handles=seen,
        loc="center",
        ncols=5,
        fontsize=8,
        handlelength=0.9,
        columnspacing=0.7,
        handletextpad=0.3,
    )
    for axes in grid[1:]:
        axes.grid(False)
        axes.set_xlabel("left edge, px")
    grid[1].set_ylabel("top edge, px")
    return fig


def parts(table: pd.DataFrame, summary: Mapping[str, Any]) -> Figure:
    """Mean drop of the probability by the part hidden, and what the amount of ink does not explain."""
    order = table[table.part != "no ink"].iloc[::-1]
    at = np.arange(len(order))
    fig, (left, right) = style.figure(0.3 * len(order) + 1.0, 1, 2, sharey=True)
    spread = [order["drop"] - order.drop_low, order.drop_high - order["drop"]]
    left.barh(
        at,
        100 * order["drop"],
        xerr=100 * np.array(spread),
        color=style.BLUE,
        error_kw={"elinewidth": 1, "ecolor": style.BLACK},
    )
    colours = [style.RED if value > 0 else style.GREY for value in order.beyond_ink]
    right.barh(
        at,
        100 * order.beyond_ink,
        xerr=100
        * np.array([order.beyond_ink - order.beyond_ink_low, order.beyond_ink_high - order.beyond_ink]),
        color=colours,
        error_kw={"elinewidth": 1, "ecolor": style.BLACK},
    )
    right.axvline(0, color=style.BLACK, linewidth=0.8)
    left.set_yticks(at, order.part)
    left.set(xlabel="percentage points", title=f"Fall in the probability of {summary['digit']}")
    right.set(xlabel="percentage points", title="More than the amount of ink explains")
    for axes in (left, right):
        axes.grid(axis="y", visible=False)
    return fig


def sizes(table: pd.DataFrame) -> Figure:
    """By side of the square: digits and positions that lose their label, and the lowest probability."""
    fig, axes = style.figure(3.2)
    axes.plot(table.patch, 100 * table.vulnerable_share, "o-", label="digits that some position flips")
    axes.fill_between(
        table.patch,
        100 * table.vulnerable_low,
        100 * table.vulnerable_high,
        color=style.BLUE,
        alpha=0.15,
        linewidth=0,
    )
    axes.plot(table.patch, 100 * table.lowest, "s-", label="lowest probability, mean over digits")
    axes.plot(table.patch, 100 * table.flipped_share, "^-", label="positions that flip the label")
    axes.set(xlabel="side of the square, pixels", ylabel="%", ylim=(0, 102), xticks=table.patch)
    axes.legend()
    return fig
