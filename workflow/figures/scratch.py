"""The network without a framework."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from figures import choices, mistakes, style

COLUMNS = 8
NAMES = {"zeros": "all zero", "equal": "all equal", "random": "random"}
STROKES = {"float32": "-", "float64": "--"}
# On a logarithmic axis an exact 0 is drawn on the floor.
FLOOR = 1e-17


def by_rate(table: pd.DataFrame, rates: Sequence[Mapping]) -> style.Panels:
    """Training cost and validation errors by epoch, a line a network.

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
    fig, axes = style.panel(4.2)
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
    axes.annotate("exactly the same", (1, FLOOR), xytext=(0, 4), textcoords="offset points")
    for axis in (axes.xaxis, axes.yaxis):
        style.powers(axis)
    style.below(fig, axes)
    return fig


def weights(before: np.ndarray, after: np.ndarray) -> style.Panels:
    """Weights from the pixels to each hidden unit as images, on one scale.

    Args:
        before, after: (units, 28, 28).
    """
    limit = float(np.percentile(np.abs(after), 97))
    height = 0.9 + style.PANEL * math.ceil(len(before) / COLUMNS) / COLUMNS
    figures, both = style.panels(height, 2)
    for fig, axes, images, title in zip(figures, both, (before, after), ("Before", "After"), strict=True):
        drawn = axes.imshow(mosaic(images), cmap=style.SIGNED, vmin=-limit, vmax=limit)
        style.bare(axes)
        axes.set_title(f"{title} training")
        style.scale(fig, drawn, axes, "weight", extend="both")
    return figures


def mosaic(images: np.ndarray) -> np.ndarray:
    """Images (N, side, side) in rows of ``COLUMNS``, a pixel apart; NaN between and where none is left."""
    side = images.shape[1] + 1
    rows, columns = math.ceil(len(images) / COLUMNS), min(COLUMNS, len(images))
    canvas = np.full((rows * side - 1, columns * side - 1), np.nan)
    for place, image in enumerate(images):
        top, left = (side * at for at in divmod(place, COLUMNS))
        canvas[top : top + side - 1, left : left + side - 1] = image
    return canvas


def confusions(tables: Mapping[str, pd.DataFrame]) -> style.Panels:
    """Counts by digit and label, a panel a network, each coloured by its own most confused pair.

    Args:
        tables: by title, ``truth``, ``label``, ``digits``.
    """
    figures = style.Panels()
    for title, table in tables.items():
        [fig] = mistakes.confusion(table)
        errors = table.digits[table.truth != table.label].sum()
        fig.axes[0].set_title(f"{title}: {errors} errors")
        figures.append(fig)
    return figures
