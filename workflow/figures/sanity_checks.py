"""Maps of what matters: of ever more random networks, and got in several ways."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from figures import occlusions, style


def signed(axes: object, values: np.ndarray, **keywords: object) -> None:
    """A map in two colours about zero, as strong as it gets."""
    strongest = float(np.nanmax(abs(values))) or 1.0
    axes.imshow(values, cmap=style.DIVERGING, vmin=-strongest, vmax=strongest, **keywords)
    style.bare(axes)


def random_layers(maps: Mapping[str, np.ndarray], summary: Mapping[str, Any]) -> Figure:
    """The class's mean map of the trained network and of the first draw, and what is left over all draws."""
    stages = summary["stages"]
    pictures = [maps["drop"].mean(0), *maps["random_mean"][0]]
    layers = [f"+ convolution {len(stages) - stage['layers'] + 1}" for stage in stages[1:]]
    names = ["trained", "output random", *layers]
    fig = style.plt.figure(figsize=(style.WIDTH, 4.2), layout="constrained")
    grid = fig.add_gridspec(2, len(pictures), height_ratios=(1, 1.7))
    for at, (name, values) in enumerate(zip(names, pictures, strict=True)):
        axes = fig.add_subplot(grid[0, at])
        signed(axes, values, extent=occlusions.extent_of(values, summary["stride"]))
        axes.set_title(name, fontsize=8, fontweight="normal")
    axes = fig.add_subplot(grid[1, :])
    at = np.arange(len(stages) + 1)
    for name, label, marker, colour in (
        ("correlation", "of the maps", "o-", style.BLUE),
        ("absolute", "of their absolute values", "s--", style.RED),
    ):
        # What nowhere varies has no correlation: nan leaves a gap.
        means, low, high = (
            np.array([1.0, *(stage[name + end] for stage in stages)], float) for end in ("", "_low", "_high")
        )
        axes.plot(at, means, marker, color=colour, label=label)
        axes.fill_between(at, low, high, color=colour, alpha=0.15, linewidth=0)
    axes.axhline(0, color=style.BLACK, linewidth=0.8)
    axes.set(
        ylabel="rank correlation with\nthe trained network's map",
        ylim=(-1.05, 1.05),
        xlim=(-0.5, at[-1] + 0.5),
    )
    axes.set_xticks(at, names, fontsize=8)
    axes.legend()
    return fig


def three_ways(maps: Mapping[str, np.ndarray], summary: Mapping[str, Any]) -> Figure:
    """One digit, the drop at each of its pixels, and what gradients make of them."""
    fig, grid = style.figure(2.4, 1, 4)
    style.digit(grid[0], maps["image"])
    grid[0].set_title(f"the first {summary['digit']}", fontsize=9)
    for axes, name, title in (
        (grid[1], "by_pixel", "occlusion"),
        (grid[2], "integrated_gradients", "integrated gradients"),
        (grid[3], "gradient_times_input", "gradient times input"),
    ):
        signed(axes, maps[name])
        axes.set_title(title, fontsize=9)
    return fig
