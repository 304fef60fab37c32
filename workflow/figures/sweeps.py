"""The points of a sweep."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from figures import style


def by_key(points: pd.DataFrame, key: str) -> Figure:
    """Test errors by one key: a dot a point, and mean and range over all that share the value."""
    fig, axes = style.figure(3.2)
    values = list(dict.fromkeys(points[key]))
    errors = 100 * (1 - points.test_accuracy)
    for at, value in enumerate(values):
        mine = errors[points[key] == value].to_numpy()
        axes.plot(np.full(len(mine), at), mine, "o", color=style.SKY, markersize=5, alpha=0.8)
        axes.errorbar(
            *(at + 0.12, mine.mean()),
            yerr=[[mine.mean() - mine.min()], [mine.max() - mine.mean()]],
            fmt="D",
            color=style.BLUE,
            markersize=6,
            capsize=4,
        )
    axes.plot([], [], "o", color=style.SKY, label="a point")
    axes.plot([], [], "D", color=style.BLUE, label="mean and range")
    axes.set_xticks(range(len(values)), values)
    axes.set(xlabel=key, ylabel="test errors, %", xlim=(-0.5, len(values) - 0.5), ylim=(0, None))
    axes.grid(axis="x", visible=False)
    axes.legend()
    return fig
