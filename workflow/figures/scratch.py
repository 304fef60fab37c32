"""The network without a framework."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from figures import choices, style
from figures.mistakes import ERRORS

COLUMNS = 8
NAMES = {"zeros": "all zero", "equal": "all equal", "random": "random"}
STROKES = {"float32": "-", "float64": "--"}
# On a logarithmic axis an exact 0 is drawn on the floor.
FLOOR = 1e-17


def by_rate(table: pd.DataFrame, rates: Sequence[Mapping]) -> Figure:
    """Training cost and validation errors by epoch: mean over seeds, and their range.

    Args:
        table: as ``choices.by_epoch`` takes it, of variants by the ``name`` of a rate.
        rates: ``name`` and ``learning_rate`` of each.
    """
    labels = {row["name"]: f"{row['learning_rate']:g} ({row['name']})" for row in rates}
    named = table.assign(variant=table.variant.map(labels))
    return choices.by_epoch(named, list(labels.values()))


def spreads(table: pd.DataFrame) -> Figure:
    """How far hidden units lie apart by update, a line a start and precision.

    Args:
        table: ``start``, ``precision``, ``update``, ``spread`` (a share of the largest weight).
    """
    fig, axes = style.figure(3.4, width=6.5)
    for start, colour in zip(NAMES, style.LINES, strict=False):
        for precision, stroke in STROKES.items():
            rows = table[(table.start == start) & (table.precision == precision)]
            bits = precision.removeprefix("float")
            axes.plot(
                rows["update"],
                rows.spread.clip(lower=FLOOR),
                stroke,
                color=colour,
                label=f"{NAMES[start]}, {bits} bits",
            )
    axes.set(xscale="log", yscale="log", xlabel="update", ylabel="units apart, of the largest weight")
    axes.set_ylim(FLOOR / 3, 10)
    axes.annotate("exactly the same", (1, FLOOR), xytext=(0, 4), textcoords="offset points", fontsize=8)
    axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1.01, 0.5))
    return fig


def weights(before: np.ndarray, after: np.ndarray) -> Figure:
    """Weights from the pixels to each hidden unit as images, on one scale.

    Args:
        before, after: (units, 28, 28).
    """
    limit = float(np.percentile(np.abs(after), 97))
    fig, grid = style.figure(4.5, 1, 2)
    for axes, images, title in zip(grid, (before, after), ("Before training", "After"), strict=True):
        drawn = axes.imshow(mosaic(images), cmap=style.DIVERGING, vmin=-limit, vmax=limit)
        style.bare(axes)
        axes.set_title(title)
    fig.colorbar(
        drawn, ax=grid, orientation="horizontal", shrink=0.5, aspect=40, extend="both", label="weight"
    )
    return fig


def mosaic(images: np.ndarray) -> np.ndarray:
    """Images (N, side, side) in rows of ``COLUMNS``, a pixel apart; NaN between and where none is left."""
    side = images.shape[1] + 1
    rows, columns = math.ceil(len(images) / COLUMNS), min(COLUMNS, len(images))
    canvas = np.full((rows * side - 1, columns * side - 1), np.nan)
    for place, image in enumerate(images):
        top, left = (side * at for at in divmod(place, COLUMNS))
        canvas[top : top + side - 1, left : left + side - 1] = image
    return canvas


def confusions(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Errors by digit and label, a panel a network, each coloured by its own most confused pair.

    Args:
        tables: by title, ``truth``, ``label``, ``digits``.
    """
    fig, grid = style.figure(4.0, 1, len(tables))
    for axes, (title, table) in zip(grid, tables.items(), strict=True):
        counts = table.pivot(index="truth", columns="label", values="digits").to_numpy().copy()
        np.fill_diagonal(counts, 0)
        axes.imshow(counts, cmap=ERRORS, vmin=0, vmax=max(counts.max(), 1))
        for (truth, label), count in np.ndenumerate(counts):
            if count:
                axes.text(label, truth, count, ha="center", va="center", fontsize=8)
        digits = range(len(counts))
        axes.set(title=f"{title}: {counts.sum()} errors", xlabel="taken for", xticks=digits, yticks=digits)
        axes.tick_params(length=0)
        axes.grid(visible=False)
    grid[0].set_ylabel("digit")
    return fig
