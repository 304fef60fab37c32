"""Maps of what the network says while a square hides part of a digit."""

from collections.abc import Mapping

import numpy as np
from matplotlib.colors import BoundaryNorm
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from digitlab.report.formats import probability
from figures import style


def three_maps(maps: Mapping[str, np.ndarray], summary: Mapping) -> Figure:
    """Probability of the digit, highest probability, and label, by the square's top left corner."""
    fig, grid = style.figure(3.9, 1, 3)
    last = (maps["predicted_label"].shape[0] - 0.5) * summary["stride"] - 0.0
    extent = (-0.5 * summary["stride"], last, last, -0.5 * summary["stride"])
    for axes, name, title in (
        (grid[0], "probability_of_digit", f"probability of {summary['digit']}"),
        (grid[1], "highest_probability", "highest probability"),
    ):
        low = 0.0 if name == "probability_of_digit" else 0.1
        drawn = axes.imshow(maps[name], cmap=style.SEQUENTIAL, vmin=low, vmax=1, extent=extent)
        axes.set_title(title)
        fig.colorbar(drawn, ax=axes, orientation="horizontal", aspect=25)
    norm = BoundaryNorm(np.arange(-0.5, 10), 10)
    drawn = grid[2].imshow(maps["predicted_label"], cmap=style.DIGITS, norm=norm, extent=extent)
    grid[2].set_title("label")
    bar = fig.colorbar(drawn, ax=grid[2], orientation="horizontal", aspect=25, ticks=range(10))
    bar.ax.tick_params(length=0)
    seen = [Patch(color=style.DIGITS(int(d)), label=d) for d in np.unique(maps["predicted_label"])]
    grid[2].legend(handles=seen, loc="upper right", frameon=True, fontsize=8, handlelength=1, framealpha=0.9)
    for axes in grid:
        axes.grid(False)
        axes.set_xlabel("square's left edge, px")
    grid[0].set_ylabel("square's top edge, px")
    return fig


def places(image: np.ndarray, summary: Mapping) -> Figure:
    """The digit with the squares of the deepest falls drawn over it, and each covered version beside it."""
    marked, side = summary["marked"], summary["patch"]
    fig, grid = style.figure(2.3, 1, len(marked) + 1, squeeze=False)
    style.digit(grid[0, 0], image)
    grid[0, 0].set_title("where", fontsize=9)
    for number, (place, axes) in enumerate(zip(marked, grid[0, 1:], strict=True), 1):
        corner = (place["left"] - 0.5, place["top"] - 0.5)
        colour = style.LINES[(number - 1) % len(style.LINES)]
        grid[0, 0].add_patch(Rectangle(corner, side, side, fill=False, edgecolor=colour, linewidth=1.5))
        grid[0, 0].text(
            corner[0] + 0.8, corner[1] + 0.6, number, color=colour, fontsize=7, va="top", fontweight="bold"
        )
        covered = image.copy()
        covered[place["top"] : place["top"] + side, place["left"] : place["left"] + side] = 0
        style.digit(axes, covered)
        axes.add_patch(Rectangle(corner, side, side, fill=False, edgecolor=colour, linewidth=1.5))
        axes.set_title(
            f"{number}: {probability(place['probability'], 1)}\n"
            f"→ {place['label']} ({probability(place['highest'], 0)})",
            fontsize=9,
            fontweight="normal",
        )
    return fig
