"""Kernels of a convolution as images, and what activates its filters."""

import math

import numpy as np
from matplotlib.figure import Figure

from figures import style


def of_layer(kernels: np.ndarray, layer: int) -> Figure:
    """Every kernel of one convolution, (outputs, inputs, k, k)."""
    outputs, inputs, k, _ = kernels.shape
    title = f"Layer {layer}: {outputs} filters of {k} × {k}"
    if inputs == 1:
        return single_input(kernels, title)
    return matrix(kernels, f"{title} over {inputs} channels")


def single_input(kernels: np.ndarray, title: str) -> Figure:
    """Kernels over one input channel, (outputs, 1, k, k): a small image each, numbered."""
    outputs = len(kernels)
    columns = min(8, outputs)
    rows = math.ceil(outputs / columns)
    limit = np.abs(kernels).max()
    fig, grid = style.figure(1.02 * rows + 1.0, rows, columns, squeeze=False)
    for channel, axes in enumerate(grid.flat):
        style.bare(axes)
        if channel >= outputs:
            continue
        drawn = axes.imshow(kernels[channel, 0], cmap=style.DIVERGING, vmin=-limit, vmax=limit)
        axes.set_title(channel, fontsize=9, fontweight="normal", pad=2)
    fig.suptitle(title, fontsize=10, fontweight="bold")
    fig.colorbar(drawn, ax=grid, orientation="horizontal", shrink=0.5, aspect=40, label="weight")
    return fig


def matrix(kernels: np.ndarray, title: str) -> Figure:
    """Kernels over many input channels, (outputs, inputs, k, k): one row an output, one column an input.

    Slices are set apart by a grey line; the scale ends at the 99.5th percentile of the absolute
    weights, so that a few large ones do not make the rest invisible, and the bar's arrows say so.
    """
    outputs, inputs, k, _ = kernels.shape
    cell = k + 1
    canvas = np.full((outputs * cell + 1, inputs * cell + 1), np.nan, np.float32)
    for o in range(outputs):
        for i in range(inputs):
            canvas[o * cell + 1 : (o + 1) * cell, i * cell + 1 : (i + 1) * cell] = kernels[o, i]
    limit = float(np.percentile(np.abs(kernels), 99.5))
    # Two output pixels a weight at least, an integer number of them, so that no weight is smeared.
    per_weight = max(2, math.ceil(1500 / canvas.shape[1]))
    width = canvas.shape[1] * per_weight / 200 + 0.75
    height = canvas.shape[0] * per_weight / 200 + 1.4
    fig, axes = style.plt.subplots(figsize=(width, height))
    left, bottom = 0.65 / width, 1.0 / height
    share_across = canvas.shape[1] * per_weight / 200 / width
    share_down = canvas.shape[0] * per_weight / 200 / height
    axes.set_position((left, bottom, share_across, share_down))
    drawn = axes.imshow(
        canvas, cmap=style.DIVERGING.with_extremes(bad="#c8c8c8"), vmin=-limit, vmax=limit, aspect="auto"
    )
    axes.grid(False)
    for axis, count, every in ((axes.xaxis, inputs, 8), (axes.yaxis, outputs, 8)):
        ticks = np.arange(0, count, every)
        axis.set_ticks(ticks * cell + cell / 2, ticks)
    axes.set(xlabel="input channel", ylabel="output channel", title=title)
    bar = fig.add_axes((left, 0.3 / height, min(0.5, 3.5 / width), 0.12 / height))
    fig.colorbar(drawn, cax=bar, orientation="horizontal", extend="both")
    bar.text(1.06, 0.5, "weight", transform=bar.transAxes, va="center", fontsize=9)
    bar.grid(False)
    return fig


def activating_patches(patches: np.ndarray, activation: np.ndarray, layer: int) -> Figure:
    """What activates each filter most: a square mosaic of patches a filter, eight filters a row.

    Args:
        patches: uint8 (filters, patches, side, side), the strongest first.
        activation: (filters, patches); patches that do not activate the filter are left out.
        layer: of the filters.
    """
    filters, count, side, _ = patches.shape
    across, columns = math.ceil(math.sqrt(count)), min(8, filters)
    rows = math.ceil(filters / columns)
    cell = across * (side + 1) + 2
    down = math.ceil(count / across) * (side + 1) + 2
    canvas = np.full((rows * down + 1, columns * cell + 1), np.nan, np.float32)
    for filter_, (images, strengths) in enumerate(zip(patches, activation, strict=True)):
        r, c = divmod(filter_, columns)
        for at, (image, strength) in enumerate(zip(images, strengths, strict=True)):
            if strength <= 0:
                continue
            top = r * down + 2 + at // across * (side + 1)
            left = c * cell + 2 + at % across * (side + 1)
            canvas[top : top + side, left : left + side] = image
    per_pixel = max(2, round(1450 / canvas.shape[1]))
    width, height = (size * per_pixel / 200 for size in canvas.shape[::-1])
    fig = style.plt.figure(figsize=(width + 0.55, height + 0.55))
    axes = fig.add_axes((0.5 / (width + 0.55), 0, width / (width + 0.55), height / (height + 0.55)))
    # A ground that is neither ink nor black, so that a white patch has an edge.
    axes.imshow(canvas, cmap=style.INK.with_extremes(bad="#8fa3b5"), vmin=0, vmax=255, aspect="auto")
    style.bare(axes)
    axes.set_yticks(np.arange(rows) * down + down / 2, np.arange(rows) * columns, fontsize=8)
    axes.set_xticks(np.arange(columns) * cell + cell / 2, [f"+{c}" for c in range(columns)], fontsize=8)
    axes.tick_params(length=0, labeltop=True, labelbottom=False)
    axes.set_title(f"Layer {layer}: the {count} patches that excite each filter most")
    return fig
