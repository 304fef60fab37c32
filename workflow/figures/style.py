"""One style for every figure: fonts, sizes, colours, and how a figure is written."""

import io
from collections.abc import Sequence

import matplotlib

matplotlib.use("Agg")

from matplotlib import colormaps
from matplotlib import pyplot as plt
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from digitlab.report import palette

WIDTH = 8.0  # inches: the report's text column; at 8 inches 10 pt reads as 10 pt
BLUE, SKY, GREEN = palette.BLUE, palette.SKY, palette.GREEN
ORANGE, RED, PURPLE = palette.ORANGE, palette.RED, palette.PURPLE
BLACK, GREY, PALE = palette.BLACK, palette.GREY, palette.PALE
LINES = (BLUE, RED, GREEN, PURPLE, ORANGE, SKY, BLACK)
DIGITS = ListedColormap(palette.DIGITS, "digits")
SEQUENTIAL = colormaps["viridis"]  # on the page palette.SEQUENTIAL
DIVERGING = colormaps["RdBu_r"]
INK = colormaps["gray"]

plt.rcParams.update(
    {
        "figure.dpi": 100,
        "savefig.dpi": 200,
        "savefig.bbox": "tight",
        "savefig.pad_inches": 0.05,
        "font.family": "DejaVu Sans",
        "font.size": 10,
        "axes.titlesize": 10,
        "axes.titleweight": "bold",
        "axes.labelsize": 10,
        "xtick.labelsize": 9,
        "ytick.labelsize": 9,
        "legend.fontsize": 9,
        "legend.frameon": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.color": "#e4e4e4",
        "grid.linewidth": 0.8,
        "axes.axisbelow": True,
        "axes.prop_cycle": matplotlib.cycler(color=LINES),
        "lines.linewidth": 2,
        "image.interpolation": "nearest",
        "image.cmap": "gray",
        "svg.hashsalt": "digitlab",
        "svg.fonttype": "path",
    }
)


def figure(height: float, *args: int, width: float = WIDTH, **keywords: object) -> tuple[Figure, object]:
    """A figure of the report's width, ``height`` in inches, with axes as ``plt.subplots`` gives them."""
    return plt.subplots(*args, figsize=(width, height), layout="constrained", **keywords)


def rendered(fig: Figure, kind: str) -> bytes:
    """The figure as ``svg`` or ``png``, the same bytes every time: no dates, no versions in it."""
    buffer = io.BytesIO()
    metadata = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
    fig.savefig(buffer, format=kind, metadata=metadata)
    plt.close(fig)
    return buffer.getvalue()


def bare(axes: object) -> None:
    """No ticks, no grid, no frame: for images."""
    axes.set(xticks=[], yticks=[])
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set_visible(False)


def digit(axes: object, image: Sequence) -> None:
    """A digit as it is: white ink on black, every pixel a square."""
    axes.imshow(image, cmap=INK, vmin=0, vmax=255)
    bare(axes)
