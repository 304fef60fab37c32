"""Pages read: errors by gap, boxes over a page, failures."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures import style

# Ways to read: what they are called, their colour and their line.
WAYS = {
    "components_dilated": ("pieces, widened", style.ORANGE, "s--"),
    "components": ("pieces", style.RED, "o-"),
    "cuts_plain": ("cuts alone", style.SKY, "s--"),
    "cuts_further": ("trained further", style.ORANGE, "v--"),
    "cuts_junk": ("a class for junk", style.GREEN, "D--"),
    "cuts": ("learnt weights", style.BLUE, "o-"),
    "ctc": ("whole lines, LSTM, CTC", style.PURPLE, "^-"),
}
FLOOR = "isolated"
# Those of the first panel; the second has cuts with less and with more.
APART = ("components_dilated", "components", "cuts", "ctc")
TOGETHER = ("cuts_plain", "cuts_further", "cuts_junk", "cuts")
# The share below which an axis of logarithms does not go, where there was no error.
LEAST = 0.1
# How failures are called, in their order; so many of each stand in a row.
OUTCOMES = ("misread", "merged", "split", "cropped", "missed")
IN_A_ROW = 6
# What was read rightly and wrongly on a picture: no colours of the page's, which turn pale on dark paper
# while the picture stays light.
RIGHT, WRONG = ("#00519e", "-"), ("#b34700", "--")
# Pixels around what is drawn of a page.
AROUND = 8


def errors(summaries: Mapping[str, pd.DataFrame]) -> style.Panels:
    """Character errors by gap, a line a way to read, over the floor.

    Args:
        summaries: by way a row a condition: ``condition``, ``error``, ``error_low``, ``error_high``.
    """
    figures, axes = style.panels(4.0, 2)
    for own, names, title in (
        (axes[0], APART, "Ways to read"),
        (axes[1], TOGETHER, "What cuts need"),
    ):
        for way in (name for name in names if name in summaries):
            label, colour, look = WAYS[way]
            label = "cuts" if own is axes[0] and way == "cuts" else label
            table = by_gap(summaries[way])
            own.plot(table.gap, table.error, look, color=colour, markersize=5, label=label)
            own.fill_between(
                table.gap, table.error_low, table.error_high, color=colour, alpha=0.15, linewidth=0
            )
        floor = by_gap(summaries[FLOOR])
        own.plot(floor.gap, floor.error, ":", color=style.GREY, label="cut by the truth")
        own.set(xlabel="gap, pixels", ylabel="character errors, %", title=title, yscale="log")
        own.set_ylim(bottom=0.2)
        style.few_decades(own.yaxis)
        own.invert_xaxis()
    for figure, own in zip(figures, axes, strict=True):
        style.below(figure, own)
    return figures


def by_gap(summary: pd.DataFrame) -> pd.DataFrame:
    """Of gaps without a degradation ``gap``, and the error with its interval in %, the widest first."""
    gaps = summary[summary.condition.str.startswith("gap ")]
    table = pd.DataFrame({"gap": gaps.condition.str.removeprefix("gap ").astype(int)})
    for name in ("error", "error_low", "error_high"):
        table[name] = (100 * gaps[name]).clip(lower=LEAST)
    return table.sort_values("gap", ascending=False)


def pages(components: Mapping[str, np.ndarray], cuts: Mapping[str, np.ndarray]) -> style.Panels:
    """The left half of a photographed page: as it is, then as each way reads it.

    Args:
        components, cuts: of each way ``photo.image``, and of what it found ``photo.boxes``, ``photo.labels``
            and ``photo.right``.
    """
    boxes = cuts["photo.boxes"]
    height, width = cuts["photo.image"].shape
    top, left, bottom, right = 0, 0, height, width
    if len(boxes):
        top, left = (
            max(0, int(boxes[:, side].min()) - margin) for side, margin in ((0, 2 * AROUND), (2, AROUND))
        )
        bottom, right = (
            min(size, int(boxes[:, side].max()) + AROUND) for side, size in ((1, height), (3, width))
        )
    crop = slice(top, bottom), slice(left, max(left + 1, (left + right) // 2))
    titles = (("Made to look photographed", None), ("Pieces", components), ("Cuts", cuts))
    return style.Panels([_part(cuts["photo.image"], crop, found, title) for title, found in titles])


def _part(
    image: np.ndarray, crop: tuple[slice, slice], found: Mapping[str, np.ndarray] | None, title: str
) -> Figure:
    rows, columns = crop
    height, width = rows.stop - rows.start, columns.stop - columns.start
    fig, axes = style.panel(style.PANEL * height / width + 0.25)
    # Grey levels that no eye would miss would only make the file large.
    axes.imshow(image[crop] // 8 * 8, cmap=style.INK, vmin=0, vmax=255)
    style.bare(axes)
    axes.set_title(title, loc="left")
    if found is None:
        return fig
    for box, label, right in zip(
        found["photo.boxes"], found["photo.labels"], found["photo.right"], strict=True
    ):
        top, bottom, start, end = box - np.array([rows.start] * 2 + [columns.start] * 2) - 0.5
        if (start + end) / 2 > width:
            continue
        colour, line = RIGHT if right else WRONG
        look = {"fill": False, "edgecolor": colour, "linestyle": line, "linewidth": 1.2}
        axes.add_patch(Rectangle((start, top), end - start, bottom - top, **look))
        middle = (start + min(end, width)) / 2
        words = {"color": colour, "ha": "center", "va": "bottom", "fontweight": "bold"}
        axes.text(middle, top - 1, str(label), clip_on=True, **words)
    axes.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
    return fig


def failures(pictures: Mapping[str, np.ndarray]) -> style.Panels:
    """Digits that were not read rightly, a row for each way to fail: what is there, and what was read.

    Args:
        pictures: ``images`` uint8 (F, rows, columns), ``outcomes``, ``truth``, ``read`` as text, (F,).
    """
    drawn = style.Panels()
    for outcome in OUTCOMES:
        [where] = np.nonzero(pictures["outcomes"] == outcome)
        if not len(where):
            continue
        # From each condition in turn.
        shown = where[np.linspace(0, len(where) - 1, min(IN_A_ROW, len(where))).round().astype(int)]
        fig, grid = style.panel(1.0, 1, IN_A_ROW, squeeze=False)
        for axes in grid[0]:
            style.bare(axes)
        for axes, place in zip(grid[0], shown, strict=False):
            style.digit(axes, pictures["images"][place])
            read = pictures["read"][place] or "nothing"
            axes.set_xlabel(f"{pictures['truth'][place]} as {read}")
        fig.suptitle(outcome, x=0.01, ha="left", fontsize=style.TEXT)
        drawn.append(fig)
    return drawn or style.Panels([style.message("No digit failed.")])
