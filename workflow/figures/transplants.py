"""Digits with pieces of other digits on them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from digitlab.report.formats import probability
from figures import style


def gallery(pictures: Mapping[str, np.ndarray], summary: Mapping[str, Any]) -> Figure:
    """The digit, then above each other the best transplant for a class and its black control."""
    reached = summary["reached"]
    fig, grid = style.figure(2.5, 2, max(len(reached), 1) + 1, squeeze=False)
    for axes in grid.flat:
        style.bare(axes)
    style.digit(grid[0, 0], pictures["original"])
    grid[0, 0].set_title("original", fontsize=8, fontweight="normal")
    if not reached:
        grid[0, 1].text(0.5, 0.5, "no class was reached", ha="center", transform=grid[0, 1].transAxes)
    for best, image, control, (above, below) in zip(
        reached, pictures["images"], pictures["controls"], grid.T[1:], strict=False
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


def rates(table: pd.DataFrame) -> Figure:
    """By side of the square and kind: tries that lose the label, that reach the target; the piece's net."""
    fig, grid = style.figure(3.8, 1, 3)
    sides = table.drop_duplicates("patch")
    for name, scale, title, axes in (
        ("flipped", "_share", "Tries: label changed", grid[0]),
        ("reached", "_share", "Tries: piece's class seen", grid[1]),
        ("net", "", "Piece's class: piece less control", grid[2]),
    ):
        for kind, label, colour, marker in (
            ("piece", "piece of a digit", style.BLUE, "o"),
            ("black", "black", style.BLACK, "s"),
            ("noise", "the piece's pixels shuffled", style.ORANGE, "^"),
            ("mismatched", "piece of a third class", style.GREEN, "D"),
        ):
            if name == "net" and kind == "piece":
                continue
            part = table[table.kind == kind]
            low, high = 100 * part[f"{name}_low"], 100 * part[f"{name}_high"]
            look = {"color": colour, "markersize": 4, "label": label}
            axes.plot(part.patch, 100 * part[f"{name}{scale}"], marker + "-", **look)
            axes.fill_between(part.patch, low, high, color=colour, alpha=0.15, linewidth=0)
        axes.set_title(title, fontsize=9)
        hidden = [f"{side}\n{share:.0%}" for side, share in zip(sides.patch, sides.ink_hidden, strict=True)]
        axes.set_xticks(sides.patch, hidden, fontsize=8)
        axes.set_xlabel("side, pixels, and ink hidden", fontsize=9)
    for axes in grid[:2]:
        axes.set_ylim(0, None)
    grid[0].set_ylabel("%")
    grid[2].set_ylabel("points")
    grid[2].axhline(0, color=style.GREY, linewidth=1, zorder=0)
    fig.legend(*grid[0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return fig


def best(pictures: Mapping[str, np.ndarray], summary: Mapping[str, Any]) -> Figure:
    """For each class reached by content: the digit, the donor with its piece marked, and the result."""
    rows = summary["best"]
    fig, grid = style.figure(3.0, 3, max(len(rows), 1) + 1, squeeze=False)
    for axes in grid.flat:
        style.bare(axes)
    for line, label in zip(grid, ("digit", "donor", "together"), strict=True):
        line[0].text(1, 0.5, label, ha="right", va="center", fontsize=9, transform=line[0].transAxes)
    if not rows:
        grid[0, 1].text(0.5, 0.5, "no class was reached", ha="center", transform=grid[0, 1].transAxes)
    for at, (record, column) in enumerate(zip(rows, grid.T[1:], strict=False)):
        style.digit(column[0], pictures["originals"][at])
        style.digit(column[1], pictures["donors"][at])
        style.digit(column[2], pictures["images"][at])
        side = record["patch"]
        for axes, row, left in (
            (column[1], record["source_row"], record["source_column"]),
            (column[2], record["row"], record["column"]),
        ):
            square = Rectangle((left - 0.5, row - 0.5), side, side)
            square.set(fill=False, edgecolor=style.ORANGE, linewidth=1.2)
            axes.add_patch(square)
        title = f"{record['target']}: {probability(record['piece_probability'], 0)}"
        title += f"\n{record['ink_hidden']:.0%} hidden"
        column[2].set_title(title, fontsize=8, fontweight="normal", pad=3)
    return fig
