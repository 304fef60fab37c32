"""A digit moved sideways, and how many digits keep their label."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from digitlab.report.formats import probability
from figures import style

# Lines that are there to compare with.
OTHERS = "#c4c4c4"


def example(shift: Mapping[str, Any], images: Mapping[str, np.ndarray]) -> Figure:
    """Left, original, right: each image over its ten probabilities."""
    fig, grid = style.figure(4.2, 2, 3, height_ratios=(1.5, 1))
    pixels = shift["pixels"]
    titles = {
        "left": f"{pixels} px left",
        "original": "unshifted",
        "right": f"{pixels} px right",
    }
    for name, (above, below) in zip(titles, grid.T, strict=True):
        p = shift[name]["probabilities"]
        label = shift[name]["label"]
        style.digit(above, images[name])
        above.set_title(f"{titles[name]}: {label} ({probability(p[label])})")
        colours = [
            style.BLUE if d == shift["digit"] else style.RED if d == label else style.GREY
            for d in range(len(p))
        ]
        below.bar(range(len(p)), p, color=colours)
        below.set(xticks=range(len(p)), ylim=(0, 1), xlabel="digit")
        below.grid(axis="x", visible=False)
    grid[1, 0].set_ylabel("probability")
    return fig


def consistency(table: pd.DataFrame, digit: int) -> Figure:
    """Share of digits that keep their label, by pixels along each axis, with and without augmentation."""
    table = table[table.before == "any"].astype({"digit": str})
    fig, grid = style.figure(3.7, 1, 2, sharey=True)
    for axis, label, axes in zip(
        ("horizontal", "vertical"),
        ("pixels to the left (−) or right (+)", "pixels up (−) or down (+)"),
        grid,
        strict=True,
    ):
        along = table[table.axis == axis]
        own = along[along.network == "augmented"]
        for other in sorted(set(own.digit) - {"all", str(digit)}):
            part = own[own.digit == other]
            axes.plot(part.pixels, 100 * part.same_share, color=OTHERS, linewidth=1, zorder=1)
        axes.plot([], [], color=OTHERS, linewidth=1, label="the other digits, each")
        for name, words, colour in (
            ("all", "all digits", style.BLACK),
            (str(digit), f"the {digit}s", style.BLUE),
        ):
            for network, suffix, line in (
                ("augmented", "", "o-"),
                ("unaugmented", ", trained without augmentation", "o--"),
            ):
                part = along[(along.digit == name) & (along.network == network)]
                if not len(part):
                    continue
                hollow = {} if network == "augmented" else {"markerfacecolor": "white", "linewidth": 1.2}
                look = {"color": colour, "markersize": 3.5, "label": words + suffix} | hollow
                axes.plot(part.pixels, 100 * part.same_share, line, **look)
                low, high = 100 * part.same_low, 100 * part.same_high
                axes.fill_between(part.pixels, low, high, color=colour, alpha=0.15, linewidth=0)
        axes.set(xlabel=label, ylim=(0, 102))
        axes.xaxis.get_major_locator().set_params(integer=True)
    grid[0].set_ylabel("same label as unshifted, %")
    fig.legend(*grid[0].get_legend_handles_labels(), loc="outside lower center", ncols=3, fontsize=8)
    return fig


def predictions(table: pd.DataFrame, digit: int) -> Figure:
    """What one class is taken for instead, by pixels along each axis: shares on top of each other."""
    fig, grid = style.figure(3.5, 1, 2, sharey=True)
    seen = [int(n) for n, part in table.groupby("label") if n != digit and part.digits.max() > 0]
    for axis, label, axes in zip(
        ("horizontal", "vertical"),
        ("pixels to the left (−) or right (+)", "pixels up (−) or down (+)"),
        grid,
        strict=True,
    ):
        counts = table[table.axis == axis].pivot(index="pixels", columns="label", values="digits")
        shares = 100 * counts / counts.sum(axis=1).to_numpy()[:, None]
        bottom = np.zeros(len(shares))
        for name in seen:
            axes.bar(shares.index, shares[name], 0.9, bottom, color=style.DIGITS(name), label=str(name))
            bottom += shares[name]
        if not seen:
            axes.text(0.5, 0.5, "none", ha="center", transform=axes.transAxes)
        axes.set(xlabel=label)
        axes.grid(axis="x", visible=False)
    grid[0].set_ylabel(f"of the {digit}s, %")
    if seen:
        handles, labels = grid[0].get_legend_handles_labels()
        fig.legend(handles, labels, loc="outside right center", title="taken for")
    return fig


def both_ways(grid_of_shifts: Mapping[str, np.ndarray], digit: int) -> Figure:
    """Share that keeps its label for every (dx, dy): all digits, and one class."""
    pixels, same, digits = grid_of_shifts["pixels"], grid_of_shifts["same"], grid_of_shifts["digits"]
    fig, grid = style.figure(4.3, 1, 2, sharey=True)
    first, last = pixels[0] - 0.5, pixels[-1] + 0.5
    extent = (first, last, last, first)
    for title, share, axes in (
        (f"all digits ({digits.sum()})", same.sum(0) / digits.sum(), grid[0]),
        (f"the {digit}s ({digits[digit]})", same[digit] / max(digits[digit], 1), grid[1]),
    ):
        drawn = axes.imshow(100 * share, cmap=style.SEQUENTIAL, vmin=0, vmax=100, extent=extent)
        axes.set(title=title, xlabel="pixels to the right")
        axes.plot(0, 0, "+", color=style.RED, markersize=9)
        axes.grid(False)
    grid[0].set_ylabel("pixels down")
    fig.colorbar(
        drawn, ax=grid, orientation="horizontal", shrink=0.5, aspect=40, label="same label as unshifted, %"
    )
    return fig


def precision(table: pd.DataFrame, ink: pd.DataFrame, digit: int) -> Figure:
    """Precision beside recall of one label by pixels sideways, and the ink that is cut off there."""
    own = table[table.digit == digit]
    fig, (labels, lost) = style.figure(3.5, 1, 2, sharey=True)
    for name, words, colour, marker in (
        ("recall", f"of the {digit}s, called {digit}: recall", style.BLUE, "o"),
        ("precision", f"of those called {digit}, {digit}s: precision", style.RED, "s"),
    ):
        labels.plot(
            own.pixels, 100 * own[f"{name}_share"], marker + "-", color=colour, markersize=3.5, label=words
        )
        low, high = 100 * own[f"{name}_low"], 100 * own[f"{name}_high"]
        labels.fill_between(own.pixels, low, high, color=colour, alpha=0.15, linewidth=0)
    lost.plot(
        ink.pixels, 100 * ink.cut_share, "o-", color=style.BLACK, markersize=3.5, label="digits that lose ink"
    )
    words = "share of the ink lost, mean"
    lost.plot(ink.pixels, 100 * ink.lost, "^-", color=style.ORANGE, markersize=3.5, label=words)
    for axes in (labels, lost):
        axes.set(xlabel="pixels to the left (−) or right (+)", ylim=(-2, 102))
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.legend(fontsize=8)
    labels.set_ylabel("%")
    return fig
