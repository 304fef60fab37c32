"""A small picture for each finding on the first screen: no words, no axes, on any ground."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from figures import style

HEIGHT, WIDTH = 0.9, 2.1  # inches
DECADES = 12  # of a gradient, from the last step back


def empty(panels: int) -> tuple[Figure, np.ndarray]:
    """A figure without a ground, and its axes in a row."""
    fig, grid = style.panel(HEIGHT, 1, panels, width=WIDTH, squeeze=False)
    fig.patch.set_alpha(0)
    for axes in grid[0]:
        axes.patch.set_alpha(0)
        style.bare(axes)
    return fig, grid[0]


def digits(*images: np.ndarray) -> Figure:
    """Digits side by side."""
    fig, grid = empty(len(images))
    for image, axes in zip(images, grid, strict=True):
        style.digit(axes, image)
    return fig


def hidden(image: np.ndarray, fall: np.ndarray) -> Figure:
    """A digit beside itself with what hiding costs it in orange.

    Args:
        image: uint8 (28, 28).
        fall: of the label's probability, (rows, columns), by the square's place.
    """
    # Each place of the square is painted at its middle.
    margin = (np.array(image.shape) - fall.shape) // 2
    cost = np.zeros(image.shape)
    cost[margin[0] : margin[0] + fall.shape[0], margin[1] : margin[1] + fall.shape[1]] = fall.clip(0, 1)
    ink = np.repeat(image[:, :, None] / 255, 3, axis=2)
    share = 0.85 * cost[:, :, None]
    fig, (left, right) = empty(2)
    style.digit(left, image)
    right.imshow(ink + share * (np.array(to_rgb(style.ORANGE)) - ink))
    return fig


def reliability(bins: pd.DataFrame) -> Figure:
    """Share right by confidence of the first kind of probabilities, beside the line where they are equal."""
    fig, [axes] = empty(1)
    kind = bins[(bins.probabilities == bins.probabilities.iloc[0]) & (bins.digits > 0)]
    axes.plot([0, 1], [0, 1], color=style.GREY, linewidth=1)
    axes.plot(kind.confidence, kind.right_share, "o-", color=style.BLUE, markersize=4)
    axes.set(xlim=(0, 1.05), ylim=(0, 1.08))
    return fig


def fading(curves: Mapping[str, np.ndarray]) -> Figure:
    """How the gradient shrinks on its way back: a line a network, those with gates in blue.

    Args:
        curves: decimal logarithms of norms by lag, (draws, steps), under ``<network>_h``.
    """
    fig, [axes] = empty(1)
    names = sorted((name for name in curves if name.endswith("_h")), key=gated)
    for name in names:
        values = np.where(np.isfinite(curves[name]), curves[name], np.nan)
        typical = np.nanmedian(values[:, : min(values.shape[1], 200)], axis=0)
        axes.plot(typical - typical[0], color=style.BLUE if gated(name) else style.GREY, linewidth=1.5)
    axes.set(ylim=(-DECADES, 2))
    return fig


def gated(name: str) -> bool:
    """Whether a network's gates can hold its state, by its name."""
    return name.startswith(("lstm", "gru"))
