"""Feature maps of two digits, side by side."""

import math
from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from figures import style


def all_channels(found: Mapping[str, np.ndarray]) -> Figure:
    """Every channel of both digits in two mosaics on one scale."""
    channels, side, _ = found["first"].shape
    columns = math.ceil(math.sqrt(channels))
    rows = math.ceil(channels / columns)
    top = float(max(found["first"].max(), found["second"].max()))
    fig, grid = style.figure(0.36 * rows + 1.4, 1, 2)
    for name, digit, axes in zip(("first", "second"), found["digits"], grid, strict=True):
        canvas = np.full((rows * (side + 1) + 1, columns * (side + 1) + 1), np.nan, np.float32)
        for channel, values in enumerate(found[name]):
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


def separating(found: Mapping[str, np.ndarray], shown: np.ndarray, effects: np.ndarray) -> Figure:
    """The two digits, and the chosen channels for each and for the mean of its class."""
    a, b = (int(d) for d in found["digits"])
    rows = [
        (f"this {a}", found["images"][0], found["first"]),
        (f"this {b}", found["images"][1], found["second"]),
        (f"mean of the {a}s", None, found["mean_first"]),
        (f"mean of the {b}s", None, found["mean_second"]),
    ]
    top = float(max(values[shown].max() for _, _, values in rows))
    fig, grid = style.figure(5.0, len(rows), len(shown) + 1, squeeze=False)
    for (label, image, values), line in zip(rows, grid, strict=True):
        for axes in line:
            style.bare(axes)
        if image is not None:
            style.digit(line[0], image)
        line[0].set_ylabel(label, fontsize=9)
        for channel, axes in zip(shown, line[1:], strict=True):
            drawn = axes.imshow(values[channel], cmap=style.SEQUENTIAL, vmin=0, vmax=top)
    for channel, effect, axes in zip(shown, effects, grid[0, 1:], strict=True):
        axes.set_title(f"channel {channel}\n{effect:+.1f} SD", fontsize=8, fontweight="normal")
    fig.colorbar(drawn, ax=grid, orientation="horizontal", shrink=0.4, aspect=40, label="activation")
    return fig
