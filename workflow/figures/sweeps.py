"""The points of a sweep."""

import pandas as pd

from figures import style


def by_key(points: pd.DataFrame, spread: pd.DataFrame, key: str) -> style.Panels:
    """Test errors by one key: a dot a point, and mean and range over all that share the value.

    Args:
        points: a row a network: ``key`` and ``test_accuracy``.
        spread: a row a value of the key, in the order of the points: ``key``, and of their accuracies
            ``mean``, ``lowest`` and ``highest``.
    """
    fig, axes = style.panel(3.2)
    values = list(dict.fromkeys(points[key]))
    for at, (value, row) in enumerate(zip(values, spread[spread.key == key].itertuples(), strict=True)):
        errors = 100 * (1 - points.test_accuracy[points[key] == value])
        axes.plot([at] * len(errors), errors, "o", color=style.SKY, markersize=5, alpha=0.8)
        axes.errorbar(
            x=at + 0.12,
            y=100 * (1 - row.mean),
            yerr=[[100 * (row.highest - row.mean)], [100 * (row.mean - row.lowest)]],
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
    return style.Panels([fig])
