"""What the choices made in training do."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.patches import Patch

from digitlab.choices.names import OPTIMIZERS
from figures import style

# A region, light enough for lines and words over it on either paper.
OPACITY = 0.45
CONVERGED = ListedColormap([(0.0, 0.0, 0.0, 0.0), (*to_rgb(style.SKY), OPACITY)])
STROKES, MARKERS = ("-", "--", "-."), "os^D"


def by_epoch(table: pd.DataFrame, order: Sequence[str]) -> style.Panels:
    """Training cost and validation errors by epoch, a line a network: never their mean alone; then their key.

    Args:
        table: ``variant``, ``network``, ``epoch``, ``cost`` and ``errors`` (a share).
        order: of the variants.
    """
    figures, (left, right) = style.panels(3.0, 2)
    for name, colour, marker in zip(order, style.LINES, MARKERS, strict=False):
        of_variant = table[table.variant == name]
        for number, rows in of_variant.groupby("network"):
            label = OPTIMIZERS.get(name, name) if number == of_variant.network.min() else None
            look = {"color": colour, "marker": marker, "markersize": 3.5, "linewidth": 0.9, "alpha": 0.8}
            left.plot(rows.epoch, rows.cost, label=label, **look)
            right.plot(rows.epoch, 100 * rows.errors, **look)
    left.set(xlabel="epoch", ylabel="cross-entropy", title="Training cost", yscale="log")
    right.set(xlabel="epoch", ylabel="errors, %", title="Validation errors", yscale="log")
    for axes in (left, right):
        axes.xaxis.get_major_locator().set_params(integer=True)
        style.few_decades(axes.yaxis)
    return style.Panels([*figures, style.key(*left.get_legend_handles_labels())])


def decay(summary: Mapping, learned: pd.DataFrame) -> style.Panels:
    """A weight's share left by epoch, predicted and measured; lambda and the cost under descent on it."""
    figures, grid = style.panels(2.8, 3)
    epochs = np.arange(len(summary["predicted"]))
    grid[0].plot(epochs, summary["predicted"], color=style.GREY, label="exp(−ηλ/m) an epoch")
    grid[0].plot(epochs, summary["measured"], "o", color=style.BLUE, label="measured")
    grid[0].set(
        xlabel="epoch", ylabel="share of the weight left", ylim=(0, 1.05), title="A dead pixel's weights"
    )
    grid[0].legend(loc="lower left")
    grid[0].xaxis.get_major_locator().set_params(integer=True)
    for axes, name, title in ((grid[1], "decay", "λ under descent on it"), (grid[2], "cost", "the cost")):
        axes.plot(learned.step, learned[f"free_{name}"], color=style.RED, label="nothing stops it")
        axes.plot(learned.step, learned[f"stopped_{name}"], "--", color=style.BLUE, label="stopped at 0")
        axes.axhline(0, color=style.BLACK, linewidth=0.8)
        axes.set(xlabel="step", title=title)
    grid[1].legend()
    return figures


def region(grid: Mapping[str, np.ndarray]) -> style.Panels:
    """The (eta, mu) that converge, by running it, with the theory's border."""
    eta, mu = grid["eta"], grid["mu"]
    fig, axes = style.panel(4.0)
    half_e, half_m = (eta[1] - eta[0]) / 2, (mu[1] - mu[0]) / 2
    extent = (eta[0] - half_e, eta[-1] + half_e, mu[0] - half_m, mu[-1] + half_m)
    axes.imshow(grid["ran"], origin="lower", extent=extent, cmap=CONVERGED, vmin=0, vmax=1, aspect="auto")
    axes.grid(False)
    border = {"color": style.BLACK, "linewidth": 1.5, "label": "border by theory"}
    axes.plot(grid["border_eta"], grid["border_mu"], **border)
    axes.axhline(0, color=style.GREY, linestyle=":", linewidth=1)
    axes.annotate("μ ≥ 1: never", (0.98, 1.15), xycoords=("axes fraction", "data"), ha="right")
    axes.annotate("μ < 0: smaller η only", (0.98, -0.5), xycoords=("axes fraction", "data"), ha="right")
    axes.set(xlabel="η (curvature 1)", ylabel="μ")
    handles = [Patch(color=style.SKY, alpha=OPACITY, label="converged when run")]
    handles += axes.get_legend_handles_labels()[0]
    fig.legend(handles=handles, loc="outside lower left", ncols=2)
    return style.Panels([fig])


def functions(curves: Mapping[str, np.ndarray], summary: Mapping) -> style.Panels:
    """The activations and their derivatives, and the width of the interval that lets a gradient grow."""
    figures, grid = style.panels(2.8, 3)
    names = [name.removesuffix("_derivative") for name in curves if name.endswith("_derivative")]
    for name, colour, line in zip(names, style.LINES, STROKES, strict=False):
        grid[0].plot(curves["a"], curves[name], line, color=colour, label=name)
        grid[1].plot(curves["a"], curves[f"{name}_derivative"], line, color=colour, label=name)
    grid[0].set(xlabel="a", title="Activation", ylim=(-1.2, 2.5))
    grid[1].set(xlabel="a", title="Its derivative", ylim=(-0.05, 1.1))
    grid[0].legend()
    grid[2].plot(curves["weights"], curves["width"], color=style.BLUE, label="closed form")
    searched = {"markersize": 3.5, "color": style.ORANGE, "label": "by search"}
    grid[2].plot(curves["searched_weights"], curves["searched"], "o", **searched)
    widest = summary["widest_at"], summary["width"]
    grid[2].plot(*widest, "D", color=style.RED, markersize=6)
    grid[2].annotate(
        f"{summary['width']:.3f} at |w| = {summary['widest_at']:.2f}",
        xy=widest,
        xytext=(6, 5),
        textcoords="offset points",
        va="bottom",  # above the curve, which falls
        color=style.RED,
    )
    grid[2].set(xlabel="|w|", title="Width of |wσ′(wa+b)| ≥ 1", ylim=(0, 0.55))
    grid[2].legend(loc="lower right")
    return figures


def by_depth(table: pd.DataFrame) -> style.Panels:
    """Decades of the gradient's size by layers gone back, a panel an initialisation: median and range."""
    initialisations, names = (list(dict.fromkeys(table[key])) for key in ("initialisation", "activation"))
    figures, grid = style.panels(2.8, len(initialisations))
    for initialisation, axes in zip(initialisations, grid, strict=True):
        for name, colour, line in zip(names, style.LINES, STROKES, strict=False):
            rows = table[(table.initialisation == initialisation) & (table.activation == name)]
            axes.plot(rows.layers, rows["median"], line, color=colour, label=name)
            axes.fill_between(rows.layers, rows.lowest, rows.highest, color=colour, alpha=0.2, linewidth=0)
        axes.axhline(0, color=style.BLACK, linewidth=0.8)
        axes.set(title=initialisation, xlabel="layers gone back", ylabel="gradient's size, powers of ten")
        axes.legend()
    return figures


def channels(image: np.ndarray, values: np.ndarray, seen: Mapping) -> style.Panels:
    """An image, its five classes, and the 64 channels of the first convolution.

    Args:
        image: (224, 224, 3); ``values``: (64, R, C).
        seen: ``names`` and ``probabilities`` of the classes.
    """
    figures = style.Panels()
    fig, axes = style.panel(3.6)
    axes.imshow(image)
    style.bare(axes)
    lines = [f"{p:.1%}  {name}" for name, p in zip(seen["names"], seen["probabilities"], strict=True)]
    axes.set_xlabel("\n".join(lines))
    figures.append(fig)
    limit = float(np.abs(values).max())
    fig, grid = style.panel(4.1, 8, 8)
    for axes, channel in zip(grid.flat, values, strict=True):
        style.bare(axes)
        axes.imshow(channel, cmap=style.SIGNED, vmin=-limit, vmax=limit)
    figures.append(fig)
    return figures
