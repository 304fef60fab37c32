"""Networks of every kind side by side."""

import pandas as pd
from matplotlib.figure import Figure

from figures import style

NAMES = {
    "scratch": "from scratch",
    "plain": "fully connected",
    "normed": "with batch norm",
    "quick": "quick convolutional",
    "cnn": "this report's",
}
MARKERS = "os^Dv"


def by_epoch(table: pd.DataFrame) -> Figure:
    """Share classified wrongly by epoch, a line a network; dashed where it is of the test images.

    Args:
        table: ``name``, ``epoch``, ``accuracy``, ``images`` (``held out`` or ``test``).
    """
    fig, axes = style.panel(4.2)
    for (name, label), colour, marker in zip(NAMES.items(), style.LINES, MARKERS, strict=False):
        rows = table[table["name"] == name]
        images = rows.images.iloc[0]
        axes.plot(
            rows.epoch,
            100 * (1 - rows.accuracy),
            "-" if images == "held out" else "--",
            marker=marker,
            markersize=4.5,
            color=colour,
            label=f"{label} ({images})",
        )
    axes.set(xlabel="epoch", ylabel="errors, %", yscale="log")
    style.few_decades(axes.yaxis)
    axes.xaxis.get_major_locator().set_params(integer=True)
    style.below(fig, axes)
    return fig
