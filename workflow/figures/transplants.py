"""Digits with pieces of other digits on them."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from digitlab.report.formats import probability
from figures import style


def gallery(found: Mapping[str, np.ndarray], summary: Mapping) -> Figure:
    """The digit, then above each other the best transplant for a class and its black control."""
    reached = summary["reached"]
    fig, grid = style.figure(2.5, 2, max(len(reached), 1) + 1, squeeze=False)
    for axes in grid.flat:
        style.bare(axes)
    style.digit(grid[0, 0], found["original"])
    grid[0, 0].set_title("original", fontsize=8, fontweight="normal")
    if not reached:
        grid[0, 1].text(0.5, 0.5, "no class was reached", ha="center", transform=grid[0, 1].transAxes)
    for best, image, control, (above, below) in zip(
        reached, found["images"], found["controls"], grid.T[1:], strict=False
    ):
        for axes, picture, label, p in (
            (above, image, best["target"], best["probability"]),
            (below, control, best["control_label"], best["control_probability"]),
        ):
            style.digit(axes, picture)
            axes.set_title(f"{label}: {probability(p, 0)}", fontsize=8, fontweight="normal", pad=3)
            corner = (best["column"] - 0.5, best["row"] - 0.5)
            axes.add_patch(
                Rectangle(
                    corner, best["patch"], best["patch"], fill=False, edgecolor=style.ORANGE, linewidth=1.2
                )
            )
    grid[0, 0].set_ylabel("transplant", fontsize=9)
    grid[1, 0].set_ylabel("black control", fontsize=9)
    return fig


def rates(tries: pd.DataFrame, digit: int) -> Figure:
    """Share of tries that reach each class, by the piece and by black at the same place, one panel a size."""
    sizes = sorted(tries.patch.unique())
    fig, grid = style.figure(2.9, 1, len(sizes), sharey=True, squeeze=False)
    for size, axes in zip(sizes, grid[0], strict=True):
        part = tries[tries.patch == size]
        share = 100 * part.reached / part.tries
        spread = [share - 100 * part.reached_low, 100 * part.reached_high - share]
        axes.bar(
            part.target - 0.2,
            share,
            0.4,
            color=style.ORANGE,
            label="piece of that digit",
            yerr=spread,
            error_kw={"elinewidth": 1, "ecolor": style.BLACK},
        )
        axes.bar(
            part.target + 0.2,
            100 * part.control_reached / part.tries,
            0.4,
            color=style.GREY,
            label="black, same places",
        )
        axes.set(title=f"{size} × {size}", xticks=range(10), xlabel=f"class that a {digit} becomes")
        axes.grid(axis="x", visible=False)
    grid[0, 0].set_ylabel("share of tries, %")
    grid[0, 0].legend(loc="upper left", fontsize=8)
    return fig
