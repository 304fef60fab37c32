"""A digit moved sideways, and how many digits survive it."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from figures import style


def example(found: Mapping, images: Mapping[str, np.ndarray]) -> Figure:
    """Left, original, right: each image over its ten probabilities."""
    fig, grid = style.figure(4.2, 2, 3, height_ratios=(1.5, 1))
    pixels = found["pixels"]
    titles = {
        "left": f"{pixels} px to the left",
        "original": "original",
        "right": f"{pixels} px to the right",
    }
    for name, (above, below) in zip(titles, grid.T, strict=True):
        p = found[name]["probabilities"]
        label = found[name]["label"]
        style.digit(above, images[name])
        above.set_title(f"{titles[name]}: label {label}, {100 * p[label]:.2f}%")
        colours = [
            style.BLUE if d == found["digit"] else style.RED if d == label else style.GREY for d in range(10)
        ]
        below.bar(range(10), p, color=colours)
        below.set(xticks=range(10), ylim=(0, 1), xlabel="digit")
        below.grid(axis="x", visible=False)
    grid[1, 0].set_ylabel("probability")
    return fig


def survival(table: pd.DataFrame, digit: int) -> Figure:
    """Share of digits that keep their label, by pixels: all digits, the example's class, each other one in grey."""
    table = table.astype({"digit": str})
    fig, axes = style.figure(3.4)
    for other in sorted(set(table.digit) - {"all", str(digit)}):
        part = table[table.digit == other]
        axes.plot(part.pixels, 100 * part.same_share, color="#c4c4c4", linewidth=1, zorder=1)
        end = part.iloc[-1]
        axes.annotate(
            other,
            (end.pixels, 100 * end.same_share),
            (4, -3),
            textcoords="offset points",
            fontsize=8,
            color=style.GREY,
        )
    for name, label, colour in (
        ("all", "all digits", style.BLACK),
        (str(digit), f"the {digit}s", style.BLUE),
    ):
        part = table[table.digit == name]
        axes.plot(part.pixels, 100 * part.same_share, color=colour, marker="o", markersize=4, label=label)
        axes.fill_between(
            part.pixels, 100 * part.same_low, 100 * part.same_high, color=colour, alpha=0.2, linewidth=0
        )
    axes.plot([], [], color="#c4c4c4", linewidth=1, label="the other digits, each")
    axes.set(xlabel="pixels to the left (−) or right (+)", ylabel="same label as unshifted, %")
    axes.legend(loc="lower center")
    return fig
