"""Maps of what the network says while a square hides part of a digit, laid over the digit itself.

What is said with the square at a place is drawn at the square's middle.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from digitlab.report.formats import probability
from figures import style

# On a digit's black ground these are as they are on any paper.
WHITE = "white"
LARGEST_DEVIATION = 0.5  # that probabilities can have
STRONGEST = 0.85  # of a colour over the ink, so that the ink still shows


def extent_of(cells: np.ndarray, stride: int, patch: int) -> tuple[float, float, float, float]:
    """Where a map (R, C) lies, in pixels: each cell about the middle of its square."""
    first = (patch - 1) / 2 - stride / 2
    rows, columns = (first + size * stride for size in cells.shape)
    return first, columns, rows, first


def over_digit(axes: Axes, image: np.ndarray, colours: np.ndarray, summary: Mapping[str, Any]) -> None:
    """Colours with their opacity, (R, C, 4), over a digit."""
    style.digit(axes, image)
    axes.imshow(colours, extent=extent_of(colours[..., 0], summary["stride"], summary["patch"]))
    axes.set(xlim=(-0.5, image.shape[1] - 0.5), ylim=(image.shape[0] - 0.5, -0.5))


def harm(fall: np.ndarray, top: float) -> np.ndarray:
    """A fall as orange, the more opaque the deeper."""
    colours = np.empty((*fall.shape, 4))
    colours[:] = to_rgba(style.ORANGE)
    colours[..., 3] = STRONGEST * np.clip(fall / top, 0, 1)
    return colours


def in_labels(labels: np.ndarray, opacity: np.ndarray) -> np.ndarray:
    """Labels as the digits' colours."""
    colours = style.DIGITS(labels)
    colours[..., 3] = opacity
    return colours


def spot(axes: Axes, words: str, at: tuple[float, float], corner: tuple[float, float], colour: str) -> None:
    """Words in a corner of the picture, and a line to the spot that they are about, at a place in pixels."""
    red, green, blue, _ = to_rgba(colour)
    light = 0.3 * red + 0.59 * green + 0.11 * blue > 0.5
    axes.annotate(
        words,
        xy=at,
        xytext=corner,
        textcoords="axes fraction",
        color="black" if light else WHITE,
        ha="right" if corner[0] > 0.5 else "left",
        va="center",
        fontweight="bold",
        bbox={"boxstyle": "round,pad=0.25", "facecolor": colour, "edgecolor": WHITE, "linewidth": 0.6},
        arrowprops={"arrowstyle": "-", "color": WHITE, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0},
    )


def spots(axes: Axes, named: Sequence[tuple[str, tuple[float, float], Any]]) -> None:
    """Words about spots, at most one a corner, each in the corner that is nearest of those still free."""
    free = [(0.97, 0.94), (0.97, 0.06), (0.03, 0.94), (0.03, 0.06)]
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    for words, at, colour in named[: len(free)]:
        here = (at[0] - left) / (right - left), (at[1] - low) / (high - low)
        corner = min(free, key=lambda place: np.hypot(place[0] - here[0], place[1] - here[1]))
        free.remove(corner)
        spot(axes, words, at, corner, colour)


def middle_of(row: int, column: int, summary: Mapping[str, Any]) -> tuple[float, float]:
    """Where a cell of a map lies on the digit: its square's middle, across and down."""
    middle = (summary["patch"] - 1) / 2
    return column * summary["stride"] + middle, row * summary["stride"] + middle


def example(maps: Mapping[str, np.ndarray], summary: Mapping[str, Any]) -> style.Panels:
    """Where hiding hurts and what is seen instead, over the digit; then the three maps as they are."""
    digit, image = summary["digit"], maps["image"]
    figures, (hurts, instead) = style.panels(4.4, 2)
    whole = summary["probability_uncovered"]
    over_digit(hurts, image, harm(whole - maps["probability_of_digit"], whole), summary)
    hurts.set_title(f"Where hiding lowers the probability of {digit}")
    deepest, side = summary["marked"][0], summary["patch"]
    frame = {"fill": False, "edgecolor": WHITE, "linewidth": 1.2, "linestyle": "--"}
    hurts.add_patch(Rectangle((deepest["left"] - 0.5, deepest["top"] - 0.5), side, side, **frame))
    words = f"{probability(whole, 0)} → {probability(deepest['probability'], 1)}"
    at = (deepest["left"] + (side - 1) / 2, deepest["top"] + (side - 1) / 2)
    spots(hurts, [(words, at, style.ORANGE)])
    labels = maps["predicted_label"]
    over_digit(instead, image, in_labels(labels, np.where(labels == digit, 0.0, 0.9)), summary)
    instead.set_title("What is seen instead, where the label changes")
    found = []
    for label in np.unique(labels[labels != digit]):
        rows, columns = np.nonzero(labels == label)
        # Of the cells with this label the one nearest to the middle of all.
        near = np.hypot(rows - rows.mean(), columns - columns.mean()).argmin()
        words = f"{label}: at {len(rows)} of {labels.size}"
        found.append(
            (len(rows), words, middle_of(rows[near], columns[near], summary), style.DIGITS(int(label)))
        )
    spots(instead, [named[1:] for named in sorted(found, key=lambda named: -named[0])])
    if not found:
        instead.text(0.97, 0.06, "nowhere", color=WHITE, ha="right", transform=instead.transAxes)
    return style.Panels([*figures, *plain_maps(maps, summary)])


def plain_maps(maps: Mapping[str, np.ndarray], summary: Mapping[str, Any]) -> style.Panels:
    """Probability of the digit, highest probability, and label, by the square's middle."""
    figures, grid = style.panels(2.75, 3, width=style.HALF)
    extent = extent_of(maps["predicted_label"], summary["stride"], summary["patch"])
    # The highest of so many probabilities is never below their mean.
    for fig, axes, name, title, low in zip(
        figures,
        grid,
        ("probability_of_digit", "highest_probability"),
        (f"probability of {summary['digit']}", "highest probability"),
        (0.0, 1 / style.DIGITS.N),
        strict=False,
    ):
        drawn = axes.imshow(maps[name], cmap=style.SEQUENTIAL, vmin=low, vmax=1, extent=extent)
        axes.set_title(title)
        style.scale(fig, drawn, axes, "", ticks=[low, 1])
    grid[2].imshow(in_labels(maps["predicted_label"], np.ones(maps["predicted_label"].shape)), extent=extent)
    grid[2].set_title("label")
    seen = [int(label) for label in np.unique(maps["predicted_label"])]
    marks = [Rectangle((0, 0), 1, 1, color=style.DIGITS(label)) for label in seen]
    look = {"handlelength": 0.8, "columnspacing": 0.6, "handletextpad": 0.3}
    figures[2].legend(marks, seen, loc="outside lower center", ncols=min(len(seen), 5), **look)
    for axes in grid:
        axes.grid(False)
        axes.set(xticks=[4, 14, 23], yticks=[4, 14, 23])
    return figures


def places(image: np.ndarray, summary: Mapping[str, Any]) -> style.Panels:
    """The digit with the squares of the deepest drops drawn over it, and each covered version beside it."""
    marked, side = summary["marked"], summary["patch"]
    fig, where = style.tile(image, "where\n", width=style.HALF)
    figures = style.Panels([fig])
    for number, place in enumerate(marked, 1):
        corner = (place["left"] - 0.5, place["top"] - 0.5)
        colour = style.DIGITS(number) if number > len(style.LINES) else (*style.LINES[1:], WHITE)[number - 1]
        look = {"fill": False, "edgecolor": colour, "linewidth": 1.5}
        where.add_patch(Rectangle(corner, side, side, **look))
        where.text(corner[0] + 0.8, corner[1] + 0.6, number, color=colour, va="top", fontweight="bold")
        covered = image.copy()
        covered[place["top"] : place["top"] + side, place["left"] : place["left"] + side] = 0
        words = f"{number}: {probability(place['probability'], 1)}\n→ {place['label']} "
        fig, axes = style.tile(covered, f"{words}({probability(place['highest'], 0)})", width=style.HALF)
        axes.add_patch(Rectangle(corner, side, side, **look))
        figures.append(fig)
    return figures


def class_maps(maps: Mapping[str, np.ndarray], summary: Mapping[str, Any]) -> style.Panels:
    """Over the class's mean image: mean fall, its spread, and the commonest wrong label by how often."""
    digit, typical = summary["digit"], maps["typical"]
    figures, (hurts, spread, instead) = style.panels(4.4, 3)
    top = max(float(maps["drop"].max()), 1e-9)
    for axes, values, strongest, title, words in (
        (hurts, maps["drop"], top, f"Mean fall of the probability of {digit}", "{:.0f} points"),
        (
            spread,
            maps["deviation"],
            LARGEST_DEVIATION,
            "How much it differs between digits",
            "SD {:.0f} points",
        ),
    ):
        over_digit(axes, typical, harm(values, strongest), summary)
        axes.set_title(title)
        at = middle_of(*np.unravel_index(values.argmax(), values.shape), summary)
        spots(axes, [(words.format(100 * values.max()), at, style.ORANGE)])
    often = maps["wrong_share"]
    opacity = often / max(float(often.max()), 1e-9)
    over_digit(instead, typical, in_labels(maps["wrong_label"].clip(0), opacity), summary)
    instead.set_title("Commonest wrong label, by how often")
    found = []
    for label in np.unique(maps["wrong_label"][maps["wrong_label"] >= 0]):
        share = np.where(maps["wrong_label"] == label, often, 0.0)
        at = middle_of(*np.unravel_index(share.argmax(), share.shape), summary)
        words = f"{label}: up to {probability(float(share.max()), 0)}"
        found.append((share.max(), words, at, style.DIGITS(int(label))))
    spots(instead, [named[1:] for named in sorted(found, key=lambda named: -named[0])])
    if not found:
        instead.text(0.97, 0.06, "none", color=WHITE, ha="right", transform=instead.transAxes)
    return figures


def parts(
    table: pd.DataFrame, summary: Mapping[str, Any], typical: np.ndarray, names: tuple[str, ...]
) -> style.Panels:
    """The nine parts over the class's mean image: mean fall when hidden, and what ink does not explain.

    Args:
        table: a row a part, with ``drop`` and ``beyond_ink`` and their intervals.
        summary: ``digit``; ``box``: mean bounding box of the class's digits, first and last row and column.
        typical: the class's mean image, (28, 28).
        names: of the parts, row by row.
    """
    figures, grid = style.panels(4.9, 2)
    top, bottom, left, right = summary["box"]
    rows = np.linspace(top - 0.5, bottom + 0.5, 4)
    columns = np.linspace(left - 0.5, right + 0.5, 4)
    known = table.set_index("part")
    # Down to the middle of the strongest ink, so that white words stand out.
    for axes, name, title in zip(
        grid,
        ("drop", "beyond_ink"),
        (f"Fall of the probability of {summary['digit']}, points", "Beyond what the ink explains, points"),
        strict=True,
    ):
        style.digit(axes, 0.55 * typical)
        strongest = max(float(known.loc[known.index != "no ink", name].abs().max()), 1e-9)
        axes.set(xlim=(left - 1, right + 1), ylim=(bottom + 1, top - 1), title=title)
        for number, part in enumerate(names):
            row, column = divmod(number, 3)
            corner = (columns[column], rows[row])
            size = (columns[column + 1] - columns[column], rows[row + 1] - rows[row])
            axes.add_patch(Rectangle(corner, *size, fill=False, edgecolor=WHITE, linewidth=0.8, alpha=0.7))
            if part not in known.index:
                main, words = "–", "no ink"
            else:
                value = known.loc[part]
                colour = style.ORANGE if value[name] > 0 else style.SKY
                shade = {"facecolor": colour, "alpha": 0.65 * min(abs(value[name]) / strongest, 1)}
                axes.add_patch(Rectangle(corner, *size, linewidth=0, **shade))
                low, high = (100 * value[f"{name}_{end}"] for end in ("low", "high"))
                words = f"{low:.1f} to {high:.1f}".replace("-", "−")
                main = f"{100 * value[name]:.1f}".replace("-", "−")
            middle = (corner[0] + size[0] / 2, corner[1] + size[1] / 2)
            look = {"color": WHITE, "ha": "center"}
            axes.text(middle[0], middle[1] - 0.1, main, va="bottom", fontsize=15, fontweight="bold", **look)
            axes.text(middle[0], middle[1] + 0.3, words, va="top", **look)
    return figures


def sizes(table: pd.DataFrame) -> style.Panels:
    """By side of the square: digits and positions that lose their label, and the lowest probability."""
    fig, axes = style.panel(3.4)
    share, low, high = (100 * table[f"vulnerable_{end}"] for end in ("share", "low", "high"))
    look = {"color": style.BLUE, "marker": "o", "label": "digits that some position flips"}
    style.by_number(axes, table.patch, share, low, high, **look)
    line = "" if len(table) <= 3 else "-"
    axes.plot(
        table.patch,
        100 * table.lowest,
        f"s{line}",
        color=style.RED,
        label="lowest probability, mean over digits",
    )
    axes.plot(
        table.patch,
        100 * table.flipped_share,
        f"^{line}",
        color=style.GREEN,
        label="positions that flip the label",
    )
    axes.set(xlabel="side of the square, pixels", ylabel="%", ylim=(0, 102), xticks=table.patch)
    style.below(fig, axes)
    return style.Panels([fig])
