"""Networks of lines: errors by gap beside cuts, and the loss of their training."""

from collections.abc import Mapping

import pandas as pd

from figures import reading, style

WAYS = {
    "cuts": ("cuts", style.BLUE, "o-"),
    "ctc_plain": ("without LSTM", style.ORANGE, "s--"),
    "ctc": ("with LSTM", style.PURPLE, "^-"),
}
FLOOR = "isolated"
TRAINED = {"plain": "ctc_plain", "lstm": "ctc"}


def errors(summaries: Mapping[str, pd.DataFrame], histories: Mapping[str, pd.DataFrame]) -> style.Panels:
    """Character errors by gap over the floor; then the loss by update.

    Args:
        summaries: by way a row a condition: ``condition``, ``error``, ``error_low``, ``error_high``.
        histories: of ``lstm`` and ``plain`` a row some updates: ``update``, ``loss``.
    """
    figures, (left, right) = style.panels(4.0, 2)
    for way, (label, colour, look) in WAYS.items():
        table = reading.by_gap(summaries[way])
        left.plot(table.gap, table.error, look, color=colour, markersize=5, label=label)
        left.fill_between(table.gap, table.error_low, table.error_high, color=colour, alpha=0.15, linewidth=0)
    floor = reading.by_gap(summaries[FLOOR])
    left.plot(floor.gap, floor.error, ":", color=style.GREY, label="cut by the truth")
    left.set(xlabel="gap, pixels", ylabel="character errors, %", title="Errors", yscale="log")
    left.set_ylim(bottom=0.2)
    style.few_decades(left.yaxis)
    left.invert_xaxis()
    for kind, way in TRAINED.items():
        label, colour, look = WAYS[way]
        right.plot(histories[kind]["update"], histories[kind]["loss"], look[1:], color=colour, label=label)
    right.set(xlabel="update", ylabel="loss a digit", title="Training", yscale="log")
    style.few_decades(right.yaxis)
    for figure, axes in zip(figures, (left, right), strict=True):
        style.below(figure, axes)
    return figures
