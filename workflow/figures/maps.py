"""Feature maps of two digits, and what separates their classes."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures import style


def all_channels(examples: Mapping[str, np.ndarray]) -> Figure:
    """Every channel of both digits in two mosaics on one scale."""
    channels, side, _ = examples["first"].shape
    columns = math.ceil(math.sqrt(channels))
    rows = math.ceil(channels / columns)
    top = float(max(examples["first"].max(), examples["second"].max()))
    fig, grid = style.figure(0.36 * rows + 1.4, 1, 2)
    for name, digit, axes in zip(("first", "second"), examples["digits"], grid, strict=True):
        canvas = np.full((rows * (side + 1) + 1, columns * (side + 1) + 1), np.nan, np.float32)
        for channel, values in enumerate(examples[name]):
            r, c = divmod(channel, columns)
            canvas[r * (side + 1) + 1 : (r + 1) * (side + 1), c * (side + 1) + 1 : (c + 1) * (side + 1)] = (
                values
            )
        drawn = axes.imshow(canvas, cmap=style.SEQUENTIAL, vmin=0, vmax=top)
        axes.grid(False)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_title(f"the {digit}")
        middles = np.arange(rows) * (side + 1) + (side + 1) / 2
        axes.set_yticks(middles, np.arange(rows) * columns, fontsize=7)
        axes.set_xticks([])
        axes.tick_params(length=0)
    grid[0].set_ylabel("first channel of the row")
    fig.colorbar(drawn, ax=grid, orientation="horizontal", shrink=0.5, aspect=40, label="activation")
    return fig


def separating(
    examples: Mapping[str, np.ndarray], classes: Mapping[str, np.ndarray], shown: pd.DataFrame
) -> Figure:
    """The two digits, the channels in ``shown`` for each and its class's mean, and what excites them most."""
    a, b = (int(d) for d in examples["digits"])
    rows = [
        (f"this {a}", examples["images"][0], examples["first"]),
        (f"this {b}", examples["images"][1], examples["second"]),
        (f"mean of the {a}s", None, classes["mean_first"]),
        (f"mean of the {b}s", None, classes["mean_second"]),
    ]
    top = float(max(values[shown.channel].max() for _, _, values in rows))
    fig, grid = style.figure(6.0, len(rows) + 1, len(shown) + 1, squeeze=False)
    for (label, image, values), line in zip(rows, grid, strict=False):
        for axes in line:
            style.bare(axes)
        if image is not None:
            style.digit(line[0], image)
        line[0].set_ylabel(label, fontsize=9)
        for channel, axes in zip(shown.channel, line[1:], strict=True):
            drawn = axes.imshow(values[channel], cmap=style.SEQUENTIAL, vmin=0, vmax=top)
    for row, axes in zip(shown.itertuples(), grid[0, 1:], strict=True):
        title = f"channel {row.channel}\n{row.effect_size:+.1f} SD"
        axes.set_title(title.replace("-", "−"), fontsize=8, fontweight="normal")
    style.bare(grid[-1, 0])
    grid[-1, 0].set_ylabel("strongest in", fontsize=9)
    size = int(classes["window"])
    for channel, axes in zip(shown.channel, grid[-1, 1:], strict=True):
        style.digit(axes, classes["strongest"][channel])
        corner = (classes["strongest_left"][channel] - 0.5, classes["strongest_top"][channel] - 0.5)
        axes.add_patch(Rectangle(corner, size, size, fill=False, edgecolor=style.ORANGE, linewidth=1.2))
    fig.colorbar(drawn, ax=grid, orientation="horizontal", shrink=0.4, aspect=40, label="activation")
    return fig


def places(examples: Mapping[str, np.ndarray], classes: Mapping[str, np.ndarray], summary: Mapping) -> Figure:
    """Both digits and both class means under a dot a place: how often a probe at that place is right.

    The best is ringed, and so are, thinner, those that are not significantly worse.
    """
    a, b = summary["digits"]
    total, size, best = sum(summary["test_digits"]), summary["window"], summary["places"][0]
    share = 100 * classes["right"] / total
    columns, rows = np.meshgrid(classes["columns"], classes["rows"])
    pictures = [
        (f"this {a}", examples["images"][0]),
        (f"this {b}", examples["images"][1]),
        (f"mean {a}", classes["typical_first"]),
        (f"mean {b}", classes["typical_second"]),
    ]
    fig, grid = style.figure(2.9, 1, 4)
    for (title, image), axes in zip(pictures, grid, strict=True):
        style.digit(axes, image)
        axes.set_title(title)
        look = {"s": 38, "edgecolors": "white", "linewidths": 0.8}
        drawn = axes.scatter(columns, rows, c=share, cmap=style.SEQUENTIAL, **look)
        corner = (best["pixel_column"] - size / 2, best["pixel_row"] - size / 2)
        axes.add_patch(Rectangle(corner, size, size, fill=False, edgecolor=style.ORANGE, linewidth=1.5))
        for place in (place for place in summary["places"] if place["alike"]):
            width = 2.5 if place is best else 1.2
            at = (place["pixel_column"], place["pixel_row"])
            axes.plot(*at, "o", ms=9, mfc="none", mec=style.ORANGE, mew=width)
    fig.colorbar(
        drawn, ax=grid, orientation="horizontal", shrink=0.5, aspect=40, label="probe at that place right, %"
    )
    return fig


def counts(probes: pd.DataFrame, ablated: pd.DataFrame, summary: Mapping) -> Figure:
    """Errors of a probe on some channels, and labels changed by holding them at either baseline."""
    a, b = summary["digits"]
    fig, (left, middle, right) = style.figure(3.6, 1, 3)
    errors = probes.assign(value=100 * (1 - probes.right / probes.images))
    swapped = ablated.first_to_second + ablated.second_to_first
    other = ablated.first_to_other + ablated.second_to_other
    total = sum(summary["test_digits"]) / 100
    changed = [
        (axes, table[table.baseline == baseline], prefix, marker, line)
        for axes, baseline in ((middle, "mean"), (right, "zero"))
        for table, prefix, marker, line in (
            (ablated.assign(value=swapped / total), f"{a} ↔ {b}, ", "o", "-"),
            (ablated.assign(value=other / total), "another digit, ", "s", ":"),
        )
    ]
    for axes, table, prefix, marker, line in ((left, errors, "", "o", "-"), *changed):
        for kind, label, colour in (
            ("separating", "most separating", style.BLUE),
            ("random", "random", style.RED),
        ):
            values = table[table.kind == kind].groupby("channels").value
            mean = values.mean()
            axes.plot(mean.index, mean, marker + line, color=colour, markersize=4, label=prefix + label)
            axes.fill_between(mean.index, values.min(), values.max(), color=colour, alpha=0.15, linewidth=0)
    left.set(ylabel="probe wrong, %", title="Reading these channels only", ylim=(0, None))
    middle.set(ylabel="labels changed, %", title="Held at their mean", ylim=(0, 102))
    right.set(title="Held at zero", ylim=(0, 102))
    for axes in (left, middle, right):
        axes.set(xlabel="channels", xscale="log")
        ticks = sorted(set(probes.channels))
        axes.set_xticks(ticks, ticks, fontsize=8)
        axes.minorticks_off()
    for axes in (left, middle):
        axes.legend(fontsize=7)
    return fig
