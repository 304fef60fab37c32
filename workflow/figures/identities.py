"""What identities say of a gradient."""

import pandas as pd
from matplotlib.figure import Figure

from figures import style

# Names at the ends of the bounds.
BOUNDS = {"logistic": "¼ a layer", "tanh": "1 a layer"}


def shrinking(table: pd.DataFrame) -> Figure:
    """What is left of a gradient by layers gone back: typical with the largest of the samples, and the bound.

    Args:
        table: ``activation``, ``layers``, ``typical``, ``largest``, ``bound``, as shares.
    """
    fig, axes = style.panel(3.6)
    for (name, rows), colour in zip(table.groupby("activation", sort=False), style.LINES, strict=False):
        axes.plot(rows.layers, rows.typical, "o-", markersize=4, color=colour, label=name)
        axes.fill_between(rows.layers, rows.typical, rows.largest, color=colour, alpha=0.25, linewidth=0)
        axes.plot(rows.layers, rows.bound, "--", color=colour, linewidth=1.2, label=f"bound: {BOUNDS[name]}")
    axes.set(yscale="log", xlabel="layers gone back", ylabel="gradient left, share")
    axes.xaxis.get_major_locator().set_params(integer=True)
    style.powers(axes.yaxis)
    style.below(fig, axes)
    return fig
