"""A digit moved sideways, and how many digits keep their label."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from digitlab.report.formats import MINUS, probability
from figures import style

# Columns that the pixels of a shift are counted along, and what they are called.
SIDEWAYS, UPDOWN = "pixels to the left (−) or right (+)", "pixels up (−) or down (+)"


def filmstrip(
    shift: Mapping[str, Any], steps: Mapping[str, Any], images: Mapping[str, np.ndarray]
) -> style.Panels:
    """The digit at several shifts: its label, blue where it is right and red where it is not, and how sure.

    Args:
        shift: ``digit``; ``pixels``: the shift that the question is about.
        steps: ``pixels`` and ``probabilities`` of every shift; ``shown``: the shifts that have an image.
        images: ``frames``, (shown, 28, 28), uint8.
    """
    film = style.Panels()
    for pixels, image in zip(steps["shown"], images["frames"], strict=True):
        p = np.array(steps["probabilities"][steps["pixels"].index(pixels)])
        label = int(p.argmax())
        words = f"{pixels:+d} px".replace("-", MINUS) if pixels else "as it is"
        fig, axes = style.tile(image, words, f"\n{probability(p[label], 0)}")
        colour = style.BLUE if label == shift["digit"] else style.RED
        look = {"ha": "center", "va": "top", "transform": axes.transAxes}
        axes.text(0.5, -0.03, label, color=colour, fontsize=14, fontweight="bold", **look)
        if abs(pixels) == shift["pixels"]:
            axes.title.set_fontweight("bold")
            edge = {"fill": False, "edgecolor": style.ORANGE, "linewidth": 2.5, "clip_on": True}
            axes.add_patch(Rectangle((-0.5, -0.5), image.shape[1], image.shape[0], **edge))
        film.append(fig)
    return film


def consistency(table: pd.DataFrame, digit: int) -> style.Panels:
    """Share of digits that keep their label, by pixels along each axis, with and without augmentation."""
    table = table[table.before == "any"].astype({"digit": str})
    figures, grid = style.panels(3.2, 2)
    for axis, label, axes in zip(("horizontal", "vertical"), (SIDEWAYS, UPDOWN), grid, strict=True):
        along = table[table.axis == axis]
        own = along[along.network == "augmented"]
        for other in sorted(set(own.digit) - {"all", str(digit)}):
            part = own[own.digit == other]
            axes.plot(part.pixels, 100 * part.same_share, color=style.FAINT, linewidth=1, zorder=1)
        axes.plot([], [], color=style.FAINT, linewidth=1, label="the other digits, each")
        for name, words, colour in (
            ("all", "all digits", style.BLACK),
            (str(digit), f"the {digit}s", style.BLUE),
        ):
            for network, suffix, line in (
                ("augmented", "", "o-"),
                ("unaugmented", ", trained without augmentation", "o--"),
            ):
                part = along[(along.digit == name) & (along.network == network)]
                if not len(part):
                    continue
                hollow = {} if network == "augmented" else {"markerfacecolor": style.PAPER, "linewidth": 1.2}
                look = {"color": colour, "markersize": 3.5, "label": words + suffix} | hollow
                axes.plot(part.pixels, 100 * part.same_share, line, **look)
                low, high = 100 * part.same_low, 100 * part.same_high
                axes.fill_between(part.pixels, low, high, color=colour, alpha=0.15, linewidth=0)
        axes.set(xlabel=label, ylim=(0, 102), ylabel="same label as unshifted, %")
        whole(axes)
    return style.Panels([*figures, style.key(*grid[0].get_legend_handles_labels())])


def whole(axes: Axes) -> None:
    """Ticks at whole pixels."""
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))


def predictions(table: pd.DataFrame, digit: int) -> style.Panels:
    """What one class is taken for instead, by pixels along each axis: shares on top of each other."""
    figures, grid = style.panels(3.0, 2)
    seen = [int(n) for n, part in table.groupby("label") if n != digit and part.digits.max() > 0]
    highest = 0.0
    for axis, label, axes in zip(("horizontal", "vertical"), (SIDEWAYS, UPDOWN), grid, strict=True):
        counts = table[table.axis == axis].pivot(index="pixels", columns="label", values="digits")
        shares = 100 * counts / counts.sum(axis=1).to_numpy()[:, None]
        bottom = np.zeros(len(shares))
        for name in seen:
            axes.bar(shares.index, shares[name], 0.9, bottom, color=style.DIGITS(name), label=str(name))
            bottom += shares[name]
        highest = max(highest, bottom.max())
        if not seen:
            axes.text(0.5, 0.5, "none", ha="center", transform=axes.transAxes)
        axes.set(xlabel=label, ylabel=f"of the {digit}s, %")
        axes.grid(axis="x", visible=False)
        whole(axes)
    if not seen:
        return figures
    for axes in grid:
        axes.set_ylim(0, 1.04 * highest)
    handles, labels = grid[0].get_legend_handles_labels()
    return style.Panels([*figures, style.key(handles, [f"taken for {name}" for name in labels], columns=3)])


def both_ways(grid_of_shifts: Mapping[str, np.ndarray]) -> style.Panels:
    """Share that keeps its label for every (dx, dy): of all digits, and of the class that suffers most."""
    pixels, same, digits = grid_of_shifts["pixels"], grid_of_shifts["same"], grid_of_shifts["digits"]
    suffers = int(grid_of_shifts["suffers"])
    classes = [("all digits", slice(None)), (f"the {suffers}s, which suffer most", [suffers])]
    figures, grid = style.panels(4.4, len(classes))
    reach = pixels[-1]
    for fig, axes, (name, members) in zip(figures, grid, classes, strict=True):
        of = int(digits[members].sum())
        share = 100 * same[members].sum(0) / max(of, 1)
        extent = (pixels[0] - 0.5, pixels[-1] + 0.5, pixels[-1] + 0.5, pixels[0] - 0.5)
        drawn = axes.imshow(share, cmap=style.SEQUENTIAL, vmin=0, vmax=100, extent=extent)
        axes.plot(0, 0, "+", color=style.RED, markersize=9)
        axes.set(title=f"{name} ({of})", xlabel="pixels to the right", ylabel="pixels down")
        ticks = [-reach, -(reach // 2), 0, reach // 2, reach]
        axes.set(xticks=ticks, yticks=ticks)
        axes.grid(False)
        style.scale(fig, drawn, axes, "same label as unshifted, %", ticks=[0, 25, 50, 75, 100])
    return figures


def precision(table: pd.DataFrame, ink: pd.DataFrame, digit: int) -> style.Panels:
    """Precision beside recall of one label by pixels sideways, and the ink that is cut off there."""
    own = table[table.digit == digit]
    figures, (labels, lost) = style.panels(3.4, 2)
    for name, words, colour, marker in (
        ("recall", f"of the {digit}s, called {digit}: recall", style.BLUE, "o"),
        ("precision", f"of those called {digit}, {digit}s: precision", style.RED, "s"),
    ):
        labels.plot(
            own.pixels, 100 * own[f"{name}_share"], marker + "-", color=colour, markersize=3.5, label=words
        )
        low, high = 100 * own[f"{name}_low"], 100 * own[f"{name}_high"]
        labels.fill_between(own.pixels, low, high, color=colour, alpha=0.15, linewidth=0)
    lost.plot(
        ink.pixels, 100 * ink.cut_share, "o-", color=style.BLACK, markersize=3.5, label="digits that lose ink"
    )
    words = "share of the ink lost, mean"
    lost.plot(ink.pixels, 100 * ink.lost, "^-", color=style.ORANGE, markersize=3.5, label=words)
    for fig, axes in zip(figures, (labels, lost), strict=True):
        axes.set(xlabel=SIDEWAYS, ylim=(-2, 102), ylabel="%")
        whole(axes)
        style.below(fig, axes)
    return figures
