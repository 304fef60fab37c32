"""What networks of lines make of context: their errors, and lines that are not what they should be."""

from collections.abc import Mapping

import numpy as np

from figures import style

NETWORKS = {"lstm": "with LSTM", "plain": "without LSTM"}
TRAINED = {
    "random": ("trained on random lines", style.GREY, "o"),
    "counting": ("on digits that count up", style.GREEN, "^"),
    "ascending": ("on numbers that count up", style.RED, "D"),
    "check": ("on lines with a check digit", style.BLUE, "s"),
}
READ = {
    "random": "random",
    "counting": "digits\ncount up",
    "ascending": "numbers\ncount up",
    "check": "check\ndigit",
}
# Of each kind so many altered lines are drawn; how far from the dots of one kind of lines to the next.
LINES, APART = 2, 0.18


def errors(summary: Mapping) -> style.Panels:
    """Errors in 100 digits on each kind of lines, with intervals; a panel with the LSTM and one without.

    Args:
        summary: ``reads``, each with ``network``, ``trained``, ``read`` and ``errors``.
    """
    figures, all_axes = style.panels(3.2, 2)
    highest = max(row["errors"]["high"] for row in summary["reads"] if row["read"] in READ)
    for axes, (network, name) in zip(all_axes, NETWORKS.items(), strict=True):
        for place, (trained, (label, colour, marker)) in enumerate(TRAINED.items()):
            found = [
                row["errors"]
                for read in READ
                for row in summary["reads"]
                if (row["network"], row["trained"], row["read"]) == (network, trained, read)
            ]
            middle, low, high = (
                100 * np.array([row[end] for row in found]) for end in ("mean", "low", "high")
            )
            at = np.arange(len(READ)) + APART * (place - (len(TRAINED) - 1) / 2)
            reach = np.clip([middle - low, high - middle], 0, None)
            axes.errorbar(
                at, middle, reach, fmt=marker, color=colour, markersize=5, elinewidth=1.4, label=label
            )
        axes.set_xticks(range(len(READ)), READ.values())
        axes.set(title=name, xlabel="lines that are read", ylabel="errors in 100 digits")
        axes.set(xlim=(-0.5, len(READ) - 0.5), ylim=(0, 105 * highest or 1))
    handles, labels = all_axes[0].get_legend_handles_labels()
    return style.Panels([*figures, style.key(handles, labels)])


def altered(examples: Mapping[str, np.ndarray]) -> style.Panels:
    """Lines of which one digit is not what it should be, and what is read there with the LSTM.

    Args:
        examples: ``ink`` uint8 (M, rows, W), and (M,) of text: ``kind``, ``written``, ``meant``, ``control``,
            ``context``.
    """
    width = max(map(_end, examples["ink"]), default=1)
    figures = style.Panels()
    for kind in (kind for kind in TRAINED if kind != "random"):
        for at in np.flatnonzero(examples["kind"] == kind)[:LINES]:
            ink = examples["ink"][at][:, :width]
            fig, axes = style.panel(0.9 + style.PANEL * len(ink) / width)
            style.digit(axes, ink)
            axes.set_title(f"written {examples['written'][at]}, meant {examples['meant'][at]}")
            words = f"trained on random lines: {examples['control'][at]}\n"
            words += f"trained {TRAINED[kind][0]}: {examples['context'][at]}"
            axes.set_xlabel(words)
            figures.append(fig)
    return figures


def _end(ink: np.ndarray) -> int:
    """A few columns after the last ink."""
    inked = np.flatnonzero(ink.any(0))
    return min(ink.shape[1], int(inked[-1]) + 6) if len(inked) else ink.shape[1]
