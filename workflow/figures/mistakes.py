"""What digits are taken for, and those that are wrong."""

import numpy as np
import pandas as pd

from digitlab.report.formats import probability
from figures import style

# Words on a square that is more opaque than this are black on either paper: there black and the light letters
# of dark paper stand out alike, 4.1 to 1. On light paper all letters are as good as black.
FULL = 0.58


def confusion(table: pd.DataFrame) -> style.Panels:
    """Counts by truth and label; the colour is of the errors alone, which the diagonal would drown."""
    counts = table.pivot(index="truth", columns="label", values="digits").to_numpy()
    own = np.eye(len(counts), dtype=bool)
    fig, axes = style.panel(4.1)
    errors = np.where(own, 0, counts)
    top = max(errors.max(), 1)
    axes.imshow(errors, cmap=style.HARM, vmin=0, vmax=top)
    for (truth, label), count in np.ndenumerate(counts):
        at = {"ha": "center", "va": "center"}
        if truth == label:
            axes.text(label, truth, count, color=style.GREY, **at)
        elif count:
            colour = "black" if count / top > FULL else style.BLACK
            axes.text(label, truth, count, fontsize=12, fontweight="bold", color=colour, **at)
    digits = range(len(counts))
    axes.set(xlabel="taken for", ylabel="digit", xticks=digits, yticks=digits)
    axes.set_xticks([d + 0.5 for d in digits[:-1]], minor=True)
    axes.set_yticks([d + 0.5 for d in digits[:-1]], minor=True)
    axes.grid(visible=False)
    axes.grid(which="minor", visible=True)
    axes.tick_params(which="both", length=0)
    return style.Panels([fig])


def gallery(images: np.ndarray, wrong: pd.DataFrame) -> style.Panels:
    """Wrong images in the table's order, each over truth, label and the label's probability.

    Args:
        images: uint8 (N, 28, 28), those of the table first.
        wrong: ``truth``, ``label``, ``probability_of_label``, a row an image.
    """
    if not len(wrong):
        return style.Panels([style.message("none")])
    tiles = style.Panels()
    for image, row in zip(images, wrong.itertuples(), strict=False):
        words = f"{row.truth} as {row.label}\n{probability(row.probability_of_label, 1)}"
        tiles.append(style.tile(image, below=words)[0])
    return tiles
