"""One style for every figure: fonts, sizes, colours, panels, and how they are written.

A figure is one panel or several, each as narrow as a phone's page: the page sets them side by side where
there is room and below each other where there is not. Their colours are the page's own variables, so that
they follow its light and dark themes; a file on its own brings both.
"""

import io
import math
import re
from collections.abc import Sequence

import matplotlib

matplotlib.use("Agg")

import numpy as np
from matplotlib import colormaps
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import LinearSegmentedColormap, ListedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.ticker import LogLocator, NullFormatter

from digitlab.report import palette
from digitlab.report.formats import superscript

# Inches. One panel fills a phone's page, where 10 pt then come to 11 px, and so do so many of its parts.
PANEL, HALF, THIRD, QUARTER, FIFTH = 4.3, 2.1, 1.38, 1.02, 0.8
ACROSS, GAP = 9.0, 0.1  # of the panels in one file: as many in a row as fit
TEXT = 10  # points: no words are smaller
SHORT = 19  # letters of a legend's label: two of them stand side by side in a panel

BLUE, SKY, GREEN = palette.BLUE, palette.SKY, palette.GREEN
ORANGE, RED, PURPLE = palette.ORANGE, palette.RED, palette.PURPLE
BLACK, GREY, PALE = palette.BLACK, palette.GREY, palette.PALE
# Lines that are there to compare with; the grid; and what has the paper's colour to stand out from a line.
FAINT, RULES, PAPER = "#c4c4c4", "#e4e4e4", "#fefefe"
LINES = (BLUE, RED, GREEN, PURPLE, ORANGE, SKY, BLACK)
DIGITS = ListedColormap(palette.DIGITS, "digits")
SEQUENTIAL = colormaps["viridis"]
INK = colormaps["gray"]


def over_paper(name: str, *colours: str | tuple[float, ...]) -> LinearSegmentedColormap:
    """A colour map whose ends are these colours and whose zero is nothing at all, on any paper."""
    ends = [(*to_rgb(colour), 1.0) for colour in colours]
    nothing = [(*to_rgb(colour), 0.0) for colour in colours]
    if len(colours) == 1:
        return LinearSegmentedColormap.from_list(name, [nothing[0], ends[0]])
    steps = [(0.0, ends[0]), (0.5, nothing[0]), (0.5, nothing[1]), (1.0, ends[1])]
    return LinearSegmentedColormap.from_list(name, steps)


SIGNED = over_paper("signed", BLUE, RED)
HARM = over_paper("harm", ORANGE)

# What stands for a colour on the page: its variable there, and its value on dark paper where no page sets it.
ROLES = {
    BLACK: ("--text", "#e7e8ea"),
    GREY: ("--soft", "#aab0b7"),
    FAINT: ("--faint", "#565c64"),
    RULES: ("--line", "#3b4047"),
    PAPER: ("--paper", "#17191c"),
    PALE: ("--answer", "#16283a"),
    BLUE: ("--drawn-blue", f"color-mix(in srgb, {BLUE}, white 40%)"),
}
FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

plt.rcParams.update(
    {
        "figure.dpi": 100,
        "figure.facecolor": "none",
        "figure.max_open_warning": 0,
        "axes.facecolor": "none",
        "savefig.facecolor": "none",
        "savefig.dpi": 200,
        "figure.constrained_layout.h_pad": 0.03,
        "figure.constrained_layout.w_pad": 0.03,
        "font.family": "DejaVu Sans",
        "font.size": TEXT,
        "text.color": BLACK,
        "axes.edgecolor": BLACK,
        "axes.labelcolor": BLACK,
        "xtick.color": BLACK,
        "ytick.color": BLACK,
        "axes.titlesize": TEXT,
        "axes.titleweight": "bold",
        "axes.labelsize": TEXT,
        "xtick.labelsize": TEXT,
        "ytick.labelsize": TEXT,
        "legend.fontsize": TEXT,
        "legend.frameon": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.color": RULES,
        "grid.linewidth": 0.8,
        "axes.axisbelow": True,
        "axes.prop_cycle": matplotlib.cycler(color=LINES),
        "lines.linewidth": 2,
        # Every pixel of an image stays one pixel of its file, and a square on the page.
        "image.interpolation": "none",
        "image.composite_image": False,
        "image.cmap": "gray",
        "svg.fonttype": "none",
    }
)


class Panels(list[Figure]):
    """The panels of a figure in their order."""

    @property
    def axes(self) -> list[Axes]:
        """Every panel's axes."""
        return [axes for panel in self for axes in panel.axes]

    @property
    def legends(self) -> list[Legend]:
        """Legends that belong to a whole panel."""
        return [legend for panel in self for legend in panel.legends]


def panel(height: float, *args: int, width: float = PANEL, **keywords: object) -> tuple[Figure, object]:
    """One panel, sizes in inches, with axes as ``plt.subplots`` gives them."""
    return plt.subplots(*args, figsize=(width, height), layout="constrained", **keywords)


def panels(height: float, count: int, width: float = PANEL) -> tuple[Panels, list[Axes]]:
    """So many panels alike, each with one axes."""
    figures, axes = zip(*(panel(height, width=width) for _ in range(count)), strict=True)
    return Panels(figures), list(axes)


def key(handles: Sequence[object], labels: Sequence[str], width: float = PANEL, columns: int = 1) -> Figure:
    """A panel of its own for a legend that several panels share."""
    rows = -(-len(labels) // columns)
    fig = plt.figure(figsize=(width, 0.21 * rows + 0.15))
    fig.legend(handles, labels, loc="center left", ncols=columns, borderaxespad=0.2)
    return fig


def below(fig: Figure, axes: Axes) -> None:
    """A panel's legend below its axes, in two columns where the words are short."""
    handles, labels = axes.get_legend_handles_labels()
    columns = 2 if max(map(len, labels), default=0) <= SHORT else 1
    fig.legend(handles, labels, loc="outside lower left", ncols=columns, columnspacing=1)


def tile(image: Sequence, above: str = "", below: str = "", width: float = FIFTH) -> tuple[Figure, Axes]:
    """A digit in a panel of its own with words above and below it."""
    lines = [words.count("\n") + 1 if words else 0 for words in (above, below)]
    line, margin = 1.3 * TEXT / 72, 0.03
    side = width - 2 * margin
    height = side + line * sum(lines) + 4 * margin
    fig = plt.figure(figsize=(width, height))
    axes = fig.add_axes(
        (margin / width, (line * lines[1] + 2 * margin) / height, side / width, side / height)
    )
    digit(axes, image)
    axes.set_title(above, fontweight="normal", pad=2)
    axes.set_xlabel(below, labelpad=2)
    return fig, axes


def message(words: str, width: float = PANEL) -> Figure:
    """A panel that says why there is nothing to draw."""
    fig, axes = panel(0.6, width=width)
    bare(axes)
    axes.text(0.5, 0.5, words, ha="center", va="center", transform=axes.transAxes)
    return fig


def rendered(figures: Figure | Sequence[Figure], kind: str = "svg") -> bytes:
    """A figure as ``svg`` with its panels in rows, or one panel as ``png``; the same bytes every time."""
    several = [figures] if isinstance(figures, Figure) else list(figures)
    if kind == "png":
        [fig] = several
        buffer = io.BytesIO()
        fig.savefig(buffer, format="png", metadata={"Software": None})
        plt.close(fig)
        return buffer.getvalue()
    placed, left, top, lowest, widest = [], 0.0, 0.0, 0.0, 0.0
    for number, fig in enumerate(several):
        width, height = fig.get_size_inches()
        if left and left + width > ACROSS:
            left, top = 0.0, lowest + GAP
        placed.append(
            f'<svg class="panel" x="{72 * left:.2f}" y="{72 * top:.2f}" width="{72 * width:.2f}" '
            f'height="{72 * height:.2f}" viewBox="0 0 {72 * width:.2f} {72 * height:.2f}">\n'
            f"{_drawn(fig, number)}</svg>\n"
        )
        left, widest, lowest = left + width + GAP, max(widest, left + width), max(lowest, top + height)
    dark = "".join(f"{variable}:{value};" for variable, value in ROLES.values() if variable != "--paper")
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{72 * widest:.2f}pt" height="{72 * lowest:.2f}pt" '
        f'viewBox="0 0 {72 * widest:.2f} {72 * lowest:.2f}" font-family="{FAMILY}" '
        'stroke-linejoin="round" stroke-linecap="butt">\n'
        f"<style>@media (prefers-color-scheme: dark){{svg{{{dark}--paper:{ROLES[PAPER][1]};}}}}</style>\n"
    )
    return (head + "".join(placed) + "</svg>\n").encode()


def _drawn(fig: Figure, number: int) -> str:
    """What stands in one panel: its names unlike those of other panels, its colours the page's variables."""
    buffer = io.StringIO()
    with plt.rc_context({"svg.hashsalt": f"digitlab {number}"}):
        fig.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(fig)
    text = re.search(r"<svg\b[^>]*>(.*)</svg>", buffer.getvalue(), re.DOTALL)[1]
    text = re.sub(r"\s*<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL)
    # Parts that the page's scripts look for; else only names that something refers to.
    text = re.sub(r' id="part-([^"]*)"', r' data-part="\1"', text)
    referred = set(re.findall(r'(?:url\(#|href="#)([^")]+)', text))
    text = re.sub(r' id="([^"]*)"', lambda found: found[0] if found[1] in referred else "", text)
    text = re.sub(
        r' d="[^"]*"', lambda path: re.sub(r"(\.\d\d)\d+", r"\1", path[0]), text
    )  # a hundredth of a point is finer than any screen
    # The family is the page's, and so is how lines meet: they stand once, around all panels.
    text = re.sub(r"\s*<defs>\s*<style.*?</style>\s*</defs>", "", text, flags=re.DOTALL)
    text = text.replace("font-family: 'DejaVu Sans'; ", "")
    text = re.sub(r' transform="rotate\(-0 [^"]*"', "", text)
    for colour, (variable, _) in ROLES.items():
        text = text.replace(colour.lower(), f"var({variable}, {colour})")
    return text


def bare(axes: Axes) -> None:
    """No ticks, no grid, no frame: for images."""
    axes.set(xticks=[], yticks=[])
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set_visible(False)


def digit(axes: Axes, image: Sequence) -> None:
    """A digit as it is: white ink on black, every pixel a square."""
    axes.imshow(image, cmap=INK, vmin=0, vmax=255)
    bare(axes)


def scale(fig: Figure, drawn: object, axes: object, label: str, **keywords: object) -> Axes:
    """The bar that says what the colours of an image mean, below it."""
    bar = fig.colorbar(drawn, ax=axes, orientation="horizontal", aspect=30, pad=0.03, label=label, **keywords)
    bar.outline.set_visible(False)
    bar.ax.grid(False)
    return bar.ax


def powers(axis: Axis) -> None:
    """Powers of ten on a logarithmic axis as words: small numbers above others would be too small to read."""

    def words(value: float, place: int) -> str:
        exponent = math.log10(value)
        if abs(exponent - round(exponent)) > 1e-9:
            return ""
        return f"{value:g}" if -2 <= exponent <= 4 else f"10{superscript(round(exponent))}"

    axis.set_major_formatter(words)
    axis.set_minor_formatter(NullFormatter())


def few_decades(axis: Axis) -> None:
    """A logarithmic axis over a few powers of ten: 1, 2 and 5 of each as words, nothing between them."""
    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_formatter(NullFormatter())


def by_number(
    axes: Axes, at: Sequence, middle: Sequence, low: Sequence, high: Sequence, **look: object
) -> None:
    """Figures with intervals along numbers: a line in a band, or up to three as dots with bars."""
    middle, low, high = (np.asarray(values, float) for values in (middle, low, high))
    if len(middle) > 3:
        axes.plot(at, middle, "-", **({"markersize": 4} | look))
        axes.fill_between(at, low, high, color=look.get("color"), alpha=0.15, linewidth=0)
        return
    look = {name: value for name, value in look.items() if name != "linestyle"}
    reach = np.clip([middle - low, high - middle], 0, None)
    axes.errorbar(
        at, middle, reach, **({"linestyle": "", "elinewidth": 1.2, "markersize": 5, "marker": "o"} | look)
    )
