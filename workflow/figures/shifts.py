"""A digit moved sideways, and how many digits survive it."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from digitlab.report.formats import probability
from figures import style


def example(found: Mapping, images: Mapping[str, np.ndarray]) -> Figure:
    """Left, original, right: each image over its ten probabilities."""
    fig, grid = style.figure(4.2, 2, 3, height_ratios=(1.5, 1))
    pixels = found["pixels"]
    titles = {
        "left": f"{pixels} px left",
        "original": "unshifted",
        "right": f"{pixels} px right",
    }
    for name, (above, below) in zip(titles, grid.T, strict=True):
        p = found[name]["probabilities"]
        label = found[name]["label"]
        style.digit(above, images[name])
        above.set_title(f"{titles[name]}: {label} ({probability(p[label])})")
        colours = [
            style.BLUE if d == found["digit"] else style.RED if d == label else style.GREY for d in range(10)
        ]
        below.bar(range(10), p, color=colours)
        below.set(xticks=range(10), ylim=(0, 1), xlabel="digit")
        below.grid(axis="x", visible=False)
    grid[1, 0].set_ylabel("probability")
    return fig


def survival(table: pd.DataFrame, digit: int) -> Figure:
    """Share of digits that keep their label, by pixels: all, the example's class, the others in grey."""
    table = table.astype({"digit": str})
    fig, axes = style.figure(3.4)
    for other in sorted(set(table.digit) - {"all", str(digit)}):
        part = table[table.digit == other]
        axes.plot(part.pixels, 100 * part.same_share, color="#c4c4c4", linewidth=1, zorder=1)
    for name, label, colour in (
        ("all", "all digits", style.BLACK),
        (str(digit), f"the {digit}s", style.BLUE),
    ):
        part = table[table.digit == name]
        axes.plot(part.pixels, 100 * part.same_share, color=colour, marker="o", markersize=4, label=label)
        axes.fill_between(
            part.pixels, 100 * part.same_low, 100 * part.same_high, color=colour, alpha=0.2, linewidth=0
        )
    for names, height in _ends(table[~table.digit.isin(["all", str(digit)])]):
        axes.annotate(
            names,
            (table.pixels.max(), height),
            (5, -3),
            textcoords="offset points",
            fontsize=8,
            color=style.GREY,
        )
    axes.plot([], [], color="#c4c4c4", linewidth=1, label="the other digits, each")
    axes.set(xlabel="pixels to the left (−) or right (+)", ylabel="same label as unshifted, %")
    axes.legend(loc="lower center")
    return fig


def _ends(table: pd.DataFrame) -> list[tuple[str, float]]:
    """The digits' names at the right end of their lines, those too close to be told apart in one label."""
    ends = table[table.pixels == table.pixels.max()].sort_values("same_share")
    room = 5 * (table.same_share.max() - table.same_share.min())  # per cent: a twentieth of the height
    groups: list[list[tuple[str, float]]] = []
    for name, share in zip(ends.digit, 100 * ends.same_share, strict=True):
        if groups and share - groups[-1][0][1] < room:
            groups[-1].append((name, share))
        else:
            groups.append([(name, share)])
    return [
        (" ".join(sorted(name for name, _ in group)), float(np.mean([share for _, share in group])))
        for group in groups
    ]
