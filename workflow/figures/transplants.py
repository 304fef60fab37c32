"""Digits with pieces of other digits on them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from digitlab.report.formats import probability
from figures import style


def column(*pictures: tuple[str, np.ndarray]) -> tuple[Figure, list[Axes]]:
    """Digits below each other, each under its words, as wide as five of them fill a phone's page."""
    line, margin = 1.3 * style.TEXT / 72, 0.03
    side = style.FIFTH - 2 * margin
    heights = [line * (words.count("\n") + 1) + side + 2 * margin for words, _ in pictures]
    fig = style.plt.figure(figsize=(style.FIFTH, sum(heights)))
    grid, top = [], sum(heights)
    for (words, image), height in zip(pictures, heights, strict=True):
        top -= height
        frame = (margin / style.FIFTH, (top + margin) / sum(heights))
        axes = fig.add_axes((*frame, side / style.FIFTH, side / sum(heights)))
        style.digit(axes, image)
        axes.set_title(words, fontweight="normal", pad=2)
        grid.append(axes)
    return fig, grid


def square(axes: Axes, row: int, left: int, side: int) -> None:
    """Where a piece lies."""
    look = {"fill": False, "edgecolor": style.ORANGE, "linewidth": 1.4}
    axes.add_patch(Rectangle((left - 0.5, row - 0.5), side, side, **look))


def gallery(pictures: Mapping[str, np.ndarray], summary: Mapping[str, Any]) -> style.Panels:
    """The digit, then above each other the best transplant for a class and its black control."""
    reached = summary["reached"]
    figures = style.Panels([style.tile(pictures["original"], "the digit")[0]])
    if not reached:
        return style.Panels([*figures, style.message("no class was reached")])
    for best, image, control in zip(reached, pictures["images"], pictures["controls"], strict=True):
        words = (
            f"{best['target']}: {probability(best['probability'], 0)}",
            f"{best['control_label']}: {probability(best['control_probability'], 0)}",
        )
        fig, grid = column((words[0], image), (words[1], control))
        grid[0].title.set_fontweight("bold")
        for axes in grid:
            square(axes, best["row"], best["column"], best["patch"])
        figures.append(fig)
    return figures


def rates(table: pd.DataFrame) -> style.Panels:
    """By side of the square and kind: tries that lose the label, that reach the target; the piece's net."""
    figures, grid = style.panels(3.3, 3)
    sides = table.drop_duplicates("patch")
    spread = 0.12 * (len(sides) <= 3)  # dots side by side, where there are no lines to tell them apart
    for name, scale, title, axes in (
        ("flipped", "_share", "Tries that change the label", grid[0]),
        ("reached", "_share", "Tries in which the piece's class is seen", grid[1]),
        ("net", "", "Piece's class: piece less control", grid[2]),
    ):
        for place, (kind, label, colour, marker) in enumerate(
            (
                ("piece", "piece of a digit", style.BLUE, "o"),
                ("black", "black", style.BLACK, "s"),
                ("noise", "the piece's pixels shuffled", style.ORANGE, "^"),
                ("mismatched", "piece of a third class", style.GREEN, "D"),
            )
        ):
            if name == "net" and kind == "piece":
                continue
            part = table[table.kind == kind]
            values = (100 * part[f"{name}{end}"] for end in (scale, "_low", "_high"))
            look = {"color": colour, "marker": marker, "label": label}
            style.by_number(axes, part.patch + spread * (place - 1.5), *values, **look)
        axes.set_title(title)
        hidden = [f"{side}\n{share:.0%}" for side, share in zip(sides.patch, sides.ink_hidden, strict=True)]
        axes.set_xticks(sides.patch, hidden)
        axes.set_xlabel("side, pixels, and ink hidden")
        axes.set_ylabel("% of tries")
    for axes in grid[:2]:
        axes.set_ylim(0, None)
    grid[2].set_ylabel("points")
    grid[2].axhline(0, color=style.GREY, linewidth=1, zorder=0)
    return style.Panels([*figures, style.key(*grid[0].get_legend_handles_labels())])


def best(pictures: Mapping[str, np.ndarray], summary: Mapping[str, Any]) -> style.Panels:
    """For each class reached by content: the digit, the donor with its piece marked, and the result."""
    rows = summary["best"]
    if not rows:
        return style.Panels([style.message("no class was reached")])
    figures = style.Panels()
    for at, record in enumerate(rows):
        words = f"{record['target']}: {probability(record['piece_probability'], 0)}"
        fig, (_, donor, together) = column(
            ("digit", pictures["originals"][at]),
            ("donor", pictures["donors"][at]),
            (f"{words}\n{record['ink_hidden']:.0%} gone", pictures["images"][at]),
        )
        square(donor, record["source_row"], record["source_column"], record["patch"])
        square(together, record["row"], record["column"], record["patch"])
        figures.append(fig)
    return figures
