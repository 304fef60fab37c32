"""Printed characters: what they are taken for, and those that are misread."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.colors import PowerNorm
from matplotlib.patches import Rectangle

from digitlab.report.formats import percent, probability
from figures import style

# A few confusions are many times as common as the others: with this power of the share these are seen too.
POWER = 0.5
TICKS = (0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.7, 1)
# Where every second letter of the rows stands, as a share of the axes' width.
ASIDE = -0.035
# Tiles beside each other.
ACROSS = 6


def confusion(table: pd.DataFrame, expected: Sequence[str]) -> style.Panels:
    """Share of each character's readings by what it is taken for, without those that are right.

    Args:
        table: ``truth``, ``label``, ``readings``, a row for every two characters, in their order.
        expected: pairs that are outlined, as strings of two characters.
    """
    characters = list(dict.fromkeys(table.truth))
    counts = table.pivot(index="truth", columns="label", values="readings").loc[characters, characters]
    shares = counts.to_numpy() / np.maximum(counts.to_numpy().sum(1, keepdims=True), 1)
    np.fill_diagonal(shares, 0)
    fig, axes = style.panel(5.2)
    norm = PowerNorm(POWER, 0, max(shares.max(), 0.01))
    drawn = axes.imshow(shares, cmap=style.HARM, norm=norm)
    places = {character: place for place, character in enumerate(characters)}
    for pair in expected:
        a, b = (places[character] for character in pair)
        for row, column in ((a, b), (b, a)):
            axes.add_patch(
                Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor=style.BLUE, linewidth=1.2)
            )
    every = range(len(characters))
    axes.set(xlabel="taken for", ylabel="character")
    axes.set_xticks(every, characters)
    axes.set_yticks(every, characters)
    for label in axes.get_yticklabels()[::2]:
        label.set_x(ASIDE)  # in two columns: their lines are closer than letters are high
    axes.set_xticks(np.arange(len(characters) - 1) + 0.5, minor=True)
    axes.set_yticks(np.arange(len(characters) - 1) + 0.5, minor=True)
    axes.grid(visible=False)
    axes.grid(which="minor", visible=True, linewidth=0.3)
    axes.tick_params(which="both", length=0, pad=2)
    ticks = [share for share in TICKS if share <= norm.vmax]
    words = "share of the character's readings"
    style.scale(fig, drawn, axes, words, ticks=ticks, format=lambda share, _: percent(share, 0))
    return style.Panels([fig])


def misread(images: np.ndarray, table: pd.DataFrame, pairs: Sequence[Mapping[str, Any]]) -> style.Panels:
    """Misread glyphs, a panel a pair, each over what it is and what it is taken for.

    Args:
        images: uint8 (N, 28, 28), those of the table.
        table: ``pair``, ``truth``, ``label``, ``probability``, a row an image.
        pairs: ``pair``, ``errors``, ``readings``.
    """
    if not len(table):
        return style.Panels([style.message("none")])
    of = {row["pair"]: row for row in pairs}
    side = style.PANEL / ACROSS
    panels = style.Panels()
    for pair, rows in table.groupby("pair", sort=False):
        fig, grid = style.panel(side + 0.52, 1, ACROSS, squeeze=False)
        for axes in grid[0]:
            style.bare(axes)
        for axes, (place, row) in zip(grid[0], rows.iterrows(), strict=False):
            style.digit(axes, images[place])
            axes.set_xlabel(f"{row.truth} as {row.label}\n{probability(row.probability, 0)}", labelpad=2)
        words = f"{'/'.join(pair)}: {of[pair]['errors']} of {of[pair]['readings']}"
        fig.suptitle(words, x=0.01, ha="left", fontsize=style.TEXT, fontweight="bold")
        panels.append(fig)
    return panels
