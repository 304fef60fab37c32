"""Maps of what matters: of ever more random networks, and got in several ways."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from figures import style


def signed(axes: Axes, values: np.ndarray) -> None:
    """A map in two colours about zero, as strong as it gets."""
    strongest = float(np.nanmax(abs(values))) or 1.0
    axes.imshow(values, cmap=style.SIGNED, vmin=-strongest, vmax=strongest)
    style.bare(axes)
    for spine in axes.spines.values():
        spine.set(visible=True, edgecolor=style.RULES)


def random_layers(maps: Mapping[str, np.ndarray], summary: Mapping[str, Any]) -> style.Panels:
    """The class's mean map of the trained network and of the first draw, and what is left over all draws."""
    stages = summary["stages"]
    pictures = [maps["drop"].mean(0), *maps["random_mean"][0]]
    layers = [f"+ convolution {len(stages) - stage['layers'] + 1}" for stage in stages[1:]]
    names = ["trained", "output random", *layers]
    figures, grid = style.panels(1.68, len(pictures), width=style.THIRD)
    for axes, name, values in zip(grid, names, pictures, strict=True):
        signed(axes, values)
        axes.set_title(name, fontweight="normal")
    fig, axes = style.panel(0.34 * len(names) + 1.1)
    at = np.arange(len(stages) + 1)
    for name, label, marker, colour, aside in (
        ("correlation", "of the maps", "o", style.BLUE, -0.12),
        ("absolute", "of their absolute values", "s", style.RED, 0.12),
    ):
        # What nowhere varies has no correlation: nan leaves a gap.
        means, low, high = (
            np.array([1.0, *(stage[name + end] for stage in stages)], float) for end in ("", "_low", "_high")
        )
        reach = np.clip([means - low, high - means], 0, None)
        look = {"fmt": marker, "color": colour, "markersize": 5, "elinewidth": 1.5, "label": label}
        axes.errorbar(means, at + aside, xerr=reach, **look)
    axes.axvline(0, color=style.BLACK, linewidth=0.8)
    axes.set(xlabel="rank correlation with the trained map", xlim=(-1.05, 1.05))
    axes.set_ylim(at[-1] + 0.5, -0.5)
    axes.set_yticks(at, names)
    style.below(fig, axes)
    return style.Panels([*figures, fig])


def three_ways(maps: Mapping[str, np.ndarray], summary: Mapping[str, Any]) -> style.Panels:
    """One digit, the drop at each of its pixels, and what gradients make of them."""
    figures, grid = style.panels(2.35, 4, width=style.HALF)
    style.digit(grid[0], maps["image"])
    grid[0].set_title(f"the first {summary['digit']}")
    for axes, name, title in (
        (grid[1], "by_pixel", "occlusion"),
        (grid[2], "integrated_gradients", "integrated gradients"),
        (grid[3], "gradient_times_input", "gradient times input"),
    ):
        signed(axes, maps[name])
        axes.set_title(title)
    return figures
