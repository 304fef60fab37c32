"""Feature maps of two digits, and what separates their classes."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle

from figures import style

SHOWN_THROUGH = 0.85  # opacity of the strongest activation over a digit
# Counts of labels are drawn on a logarithmic axis on which there is a zero.
COUNTS = {"value": "symlog", "linthresh": 1, "linscale": 0.4}


def all_channels(examples: Mapping[str, np.ndarray]) -> style.Panels:
    """Every channel of both digits in two mosaics on one scale."""
    channels, side, _ = examples["first"].shape
    columns = math.ceil(math.sqrt(channels))
    rows = math.ceil(channels / columns)
    top = float(max(examples["first"].max(), examples["second"].max()))
    figures, grid = style.panels(3.9 * rows / columns + 0.75, 2)
    for fig, name, digit, axes in zip(figures, ("first", "second"), examples["digits"], grid, strict=True):
        canvas = np.full((rows * (side + 1) + 1, columns * (side + 1) + 1), np.nan, np.float32)
        for channel, values in enumerate(examples[name]):
            r, c = divmod(channel, columns)
            canvas[r * (side + 1) + 1 : (r + 1) * (side + 1), c * (side + 1) + 1 : (c + 1) * (side + 1)] = (
                values
            )
        drawn = axes.imshow(canvas, cmap=style.SEQUENTIAL, vmin=0, vmax=top)
        style.bare(axes)
        axes.set_title(f"the {digit}")
        middles = np.arange(rows) * (side + 1) + (side + 1) / 2
        axes.set_yticks(middles, np.arange(rows) * columns)
        axes.tick_params(length=0)
        axes.set_ylabel("first channel of the row")
        style.scale(fig, drawn, axes, "activation")
    return figures


def separating(
    classes: Mapping[str, np.ndarray], digits: tuple[int, int], shown: pd.DataFrame
) -> style.Panels:
    """The channels in ``shown``: mean map over the mean digit of both classes, and what excites them most.

    A map's opacity is the activation, on one scale for all; each cell lies about the middle of what it sees.
    """
    top = float(max(classes[name][shown.channel].max() for name in ("mean_first", "mean_second"))) or 1.0
    size = int(classes["window"])
    figures = style.Panels()
    for row in shown.itertuples():
        fig, grid = style.panel(1.12, 1, 3, width=style.HALF)
        of_digits = zip(grid, digits, ("first", "second"), strict=False)
        for axes, digit, name in of_digits:
            style.digit(axes, classes[f"typical_{name}"])
            over(axes, classes[f"mean_{name}"][row.channel] / top, classes["rows"], classes["columns"])
            axes.set_xlabel(f"{digit}s", labelpad=2)
        style.digit(grid[2], classes["strongest"][row.channel])
        corner = (classes["strongest_left"][row.channel] - 0.5, classes["strongest_top"][row.channel] - 0.5)
        grid[2].add_patch(Rectangle(corner, size, size, fill=False, edgecolor=style.ORANGE, linewidth=1.2))
        grid[2].set_xlabel("strongest", labelpad=2)
        words = f"channel {row.channel}: {row.effect_size:+.1f} SD".replace("-", "−")
        fig.suptitle(words, fontsize=style.TEXT, fontweight="bold")
        figures.append(fig)
    return figures


def over(axes: Axes, share: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> None:
    """A map as orange over a digit, each cell about its place in pixels, the more opaque the stronger."""
    half = [(at[1] - at[0]) / 2 if len(at) > 1 else 14.0 for at in (columns, rows)]
    extent = (columns[0] - half[0], columns[-1] + half[0], rows[-1] + half[1], rows[0] - half[1])
    limits = axes.get_xlim(), axes.get_ylim()
    axes.imshow(SHOWN_THROUGH * share.clip(0, 1), cmap=style.HARM, vmin=0, vmax=1, extent=extent)
    axes.set(xlim=limits[0], ylim=limits[1])


def places(
    examples: Mapping[str, np.ndarray], classes: Mapping[str, np.ndarray], summary: Mapping
) -> style.Panels:
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
    figures, grid = style.panels(2.35, 4, width=style.HALF)
    for (title, image), axes in zip(pictures, grid, strict=True):
        style.digit(axes, image)
        axes.set_title(title)
        look = {"s": 42, "edgecolors": "white", "linewidths": 0.8}
        axes.scatter(columns, rows, c=share, cmap=style.SEQUENTIAL, **look)
        corner = (best["pixel_column"] - size / 2, best["pixel_row"] - size / 2)
        axes.add_patch(Rectangle(corner, size, size, fill=False, edgecolor=style.ORANGE, linewidth=1.5))
        for place in (place for place in summary["places"] if place["alike"]):
            width = 2.5 if place is best else 1.2
            at = (place["pixel_column"], place["pixel_row"])
            axes.plot(*at, "o", ms=9, mfc="none", mec=style.ORANGE, mew=width)
    bar = style.plt.figure(figsize=(style.PANEL, 0.6), layout="constrained")
    drawn = ScalarMappable(Normalize(share.min(), share.max()), style.SEQUENTIAL)
    bar.colorbar(drawn, cax=bar.subplots(), orientation="horizontal", label="probe at that place right, %")
    bar.axes[0].grid(False)
    return style.Panels([*figures, bar])


def counts(probes: pd.DataFrame, ablated: pd.DataFrame, summary: Mapping) -> style.Panels:
    """Errors of a probe on some channels, and labels changed by holding them at either baseline.

    Of the most separating channels a line; of the random sets a dot each.
    """
    a, b = summary["digits"]
    figures, (left, *both) = style.panels(3.5, 3)
    errors = probes.assign(value=probes.images - probes.right)
    swapped = ablated.assign(value=ablated.first_to_second + ablated.second_to_first)
    other = ablated.assign(value=ablated.first_to_other + ablated.second_to_other)
    drawn = [(left, errors, "", "o", "-", style.BLUE, 1.0)]
    for axes, baseline in zip(both, ("mean", "zero"), strict=True):
        for table, prefix, marker, line, colour, aside in (
            (swapped, f"{a} ↔ {b}, ", "o", "-", style.BLUE, 0.93),
            (other, "another digit, ", "s", ":", style.RED, 1.07),
        ):
            drawn.append((axes, table[table.baseline == baseline], prefix, marker, line, colour, aside))
    for axes, table, prefix, marker, line, colour, aside in drawn:
        random, most = (table[table.kind == kind] for kind in ("random", "separating"))
        look = {"color": colour, "markersize": 3.5, "alpha": 0.45, "markeredgewidth": 0}
        axes.plot(aside * random.channels, random.value, marker, label=f"{prefix}random", **look)
        most = most.sort_values("channels")
        look = {"color": colour, "markersize": 5, "markerfacecolor": style.PAPER}
        axes.plot(most.channels, most.value, marker + line, label=f"{prefix}most separating", **look)
    total = sum(summary["test_digits"])
    left.set(ylabel=f"wrong of {total} digits", title="A probe that reads these channels only")
    both[0].set(title="Channels held at their mean")
    both[1].set(title="Channels held at zero")
    for axes in (left, *both):
        axes.set_xscale("log")
        axes.set_yscale(**COUNTS)
        ticks = [0, *(10**power for power in range(math.ceil(math.log10(total)) + 1) if 10**power <= total)]
        axes.set_yticks(ticks, ticks)
        axes.set_ylim(-0.3, 1.2 * total)
        channels = sorted(set(probes.channels))
        axes.set_xticks(channels, channels)
        axes.minorticks_off()
        axes.set_xlabel("channels")
        if axes is not left:
            axes.set_ylabel(f"labels changed, of {total}")
    figures[0].legend(*left.get_legend_handles_labels(), loc="outside lower left", ncols=2)
    return style.Panels([*figures, style.key(*both[0].get_legend_handles_labels())])
