"""Kernels of a convolution as images, and what activates its filters."""

import itertools
import math

import numpy as np

from figures import style

# Points that a weight and a pixel of a patch are wide at least: what is narrower is set out in more panels,
# or with fewer filters in a row.
WEIGHT, PIXEL = 2.8, 1.5
TALLEST = 32  # filters below each other, or in the rows of a panel: three such panels stand side by side
BETWEEN = "#8a919a"  # slices and patches: neither ink nor paper


def of_layer(kernels: np.ndarray, layer: int) -> style.Panels:
    """Every kernel of one convolution, (outputs, inputs, k, k)."""
    outputs, inputs, k, _ = kernels.shape
    title = f"Layer {layer}: {outputs} filters of {k} × {k}"
    return single_input(kernels, title) if inputs == 1 else matrix(kernels, title)


def single_input(kernels: np.ndarray, title: str) -> style.Panels:
    """Kernels over one input channel, (outputs, 1, k, k): a small image each, numbered."""
    outputs = len(kernels)
    columns = min(8, outputs)
    rows = math.ceil(outputs / columns)
    limit = np.abs(kernels).max()
    fig, grid = style.panel(0.66 * rows + 0.9, rows, columns, squeeze=False)
    for channel, axes in enumerate(grid.flat):
        style.bare(axes)
        if channel >= outputs:
            continue
        drawn = axes.imshow(kernels[channel, 0], cmap=style.SIGNED, vmin=-limit, vmax=limit)
        axes.set_title(channel, fontweight="normal", pad=1)
        for spine in axes.spines.values():
            spine.set(visible=True, edgecolor=style.RULES)
    fig.suptitle(title, fontsize=style.TEXT, fontweight="bold")
    style.scale(fig, drawn, grid, "weight")
    return style.Panels([fig])


def matrix(kernels: np.ndarray, title: str) -> style.Panels:
    """Kernels over many input channels, (outputs, inputs, k, k): one row an output, one column an input.

    So many rows a panel as can be seen at once. Slices are set apart by a line; the scale ends at the 99.5th
    percentile of the absolute weights, so that a few large ones do not make the rest invisible, and the bar's
    arrows say so.
    """
    outputs, inputs, k, _ = kernels.shape
    cell = k + 1
    limit = float(np.percentile(np.abs(kernels), 99.5))
    across = max(1, int(72 * (style.PANEL - 0.5) / WEIGHT) // cell)
    of_inputs, of_outputs = (
        np.array_split(np.arange(number), math.ceil(number / most))
        for number, most in ((inputs, across), (outputs, TALLEST))
    )
    figures = style.Panels()
    for part, rows in itertools.product(of_inputs, of_outputs):
        canvas = np.full((len(rows) * cell + 1, len(part) * cell + 1), np.nan, np.float32)
        for (down, o), (at, i) in itertools.product(enumerate(rows), enumerate(part)):
            canvas[down * cell + 1 : (down + 1) * cell, at * cell + 1 : (at + 1) * cell] = kernels[o, i]
        height = (style.PANEL - 0.5) * canvas.shape[0] / canvas.shape[1]
        fig, axes = style.panel(height + 1.25)
        drawn = axes.imshow(canvas, cmap=style.SIGNED.with_extremes(bad=BETWEEN), vmin=-limit, vmax=limit)
        axes.grid(False)
        for axis, numbers, every in ((axes.xaxis, part, 4), (axes.yaxis, rows, 8)):
            axis.set_ticks(np.arange(0, len(numbers), every) * cell + cell / 2, numbers[::every])
        axes.set(xlabel="input channel", ylabel="output channel", title=title)
        style.scale(fig, drawn, axes, "weight", extend="both")
        figures.append(fig)
    return figures


def activating_patches(patches: np.ndarray, activation: np.ndarray, layer: int) -> style.Panels:
    """What activates each filter most: a square mosaic of patches a filter, up to eight a row.

    Args:
        patches: uint8 (filters, patches, side, side), the strongest first.
        activation: (filters, patches); patches that do not activate the filter are left out.
        layer: of the filters.
    """
    filters, count, side, _ = patches.shape
    across = math.ceil(math.sqrt(count))
    cell = across * (side + 1) + 2
    room = int(72 * (style.PANEL - 0.5) / PIXEL)
    columns = min(8, filters, max(1, room // cell))
    rows = math.ceil(filters / columns)
    down = math.ceil(count / across) * (side + 1) + 2
    figures = style.Panels()
    for part in np.array_split(np.arange(rows), math.ceil(rows / math.ceil(TALLEST / columns))):
        first = part[0] * columns
        shown = slice(first, (part[-1] + 1) * columns)
        canvas = np.full((len(part) * down + 1, columns * cell + 1), np.nan, np.float32)
        for place, (images, strengths) in enumerate(zip(patches[shown], activation[shown], strict=True)):
            r, c = divmod(place, columns)
            for at, (image, strength) in enumerate(zip(images, strengths, strict=True)):
                if strength <= 0:
                    continue
                top = r * down + 2 + at // across * (side + 1)
                left = c * cell + 2 + at % across * (side + 1)
                canvas[top : top + side, left : left + side] = image
        fig, axes = style.panel((style.PANEL - 0.45) * canvas.shape[0] / canvas.shape[1] + 0.5)
        # A ground that is neither ink nor black, so that a white patch has an edge.
        axes.imshow(canvas, cmap=style.INK.with_extremes(bad=BETWEEN), vmin=0, vmax=255)
        style.bare(axes)
        axes.set_yticks(np.arange(len(part)) * down + down / 2, part * columns)
        axes.set_xticks(np.arange(columns) * cell + cell / 2, [f"+{c}" for c in range(columns)])
        axes.tick_params(length=0, labeltop=True, labelbottom=False)
        axes.set_title(f"Layer {layer}: the {count} patches that excite each filter most")
        figures.append(fig)
    return figures
