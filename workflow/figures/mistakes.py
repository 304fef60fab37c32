"""What digits are taken for, and those that are wrong."""

import math

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from digitlab.report.formats import probability
from figures import style

# White for no error; black is readable on all of it.
ERRORS = LinearSegmentedColormap.from_list("errors", ("#ffffff", style.ORANGE))
COLUMNS = 10


def confusion(table: pd.DataFrame) -> Figure:
    """Counts by truth and label; the colour is of the errors alone, which the diagonal would drown."""
    counts = table.pivot(index="truth", columns="label", values="digits").to_numpy()
    own = np.eye(len(counts), dtype=bool)
    fig, axes = style.figure(5.2, width=5.6)
    errors = np.where(own, 0, counts)
    axes.imshow(errors, cmap=ERRORS, vmin=0, vmax=max(errors.max(), 1))
    for (truth, label), count in np.ndenumerate(counts):
        if truth == label:
            axes.text(label, truth, count, ha="center", va="center", fontsize=9, color=style.GREY)
        elif count:
            axes.text(label, truth, count, ha="center", va="center", fontsize=12, fontweight="bold")
    digits = range(len(counts))
    axes.set(xlabel="taken for", ylabel="digit", xticks=digits, yticks=digits)
    axes.set_xticks([d + 0.5 for d in digits[:-1]], minor=True)
    axes.set_yticks([d + 0.5 for d in digits[:-1]], minor=True)
    axes.grid(visible=False)
    axes.grid(which="minor", visible=True)
    axes.tick_params(which="both", length=0)
    return fig


def gallery(images: np.ndarray, wrong: pd.DataFrame) -> Figure:
    """Wrong images in the table's order, each over truth, label and the label's probability.

    Args:
        images: uint8 (N, 28, 28), those of the table first.
        wrong: ``truth``, ``label``, ``probability_of_label``, a row an image.
    """
    rows = max(math.ceil(len(wrong) / COLUMNS), 1)
    fig, grid = style.figure(1.08 * rows, rows, COLUMNS, squeeze=False)
    for axes in grid.flat:
        style.bare(axes)
    if not len(wrong):
        grid[0, COLUMNS // 2].text(0, 0.5, "none", ha="center")
    for axes, image, row in zip(grid.flat, images, wrong.itertuples(), strict=False):
        style.digit(axes, image)
        axes.set_xlabel(
            f"{row.truth} as {row.label}\n{probability(row.probability_of_label, 1)}", fontsize=8, labelpad=2
        )
    return fig
