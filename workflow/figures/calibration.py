"""How often a label is right that was given with so much confidence."""

import pandas as pd

from figures import style

TITLES = {"as trained": "As trained", "scaled": "With the temperature"}


def reliability(table: pd.DataFrame) -> style.Panels:
    """Share right by confidence over the digits of each bin, a panel for each kind of probabilities."""
    kinds = [kind for kind in TITLES if (table.probabilities == kind).any()]
    figures = style.Panels()
    for kind in kinds:
        fig, (above, below) = style.panel(4.9, 2, sharex=True, height_ratios=(2.2, 1))
        every = table[table.probabilities == kind]
        part = every[every.digits > 0]
        above.plot([0, 100], [0, 100], "--", color=style.GREY, linewidth=1, label="worth what it says")
        share = 100 * part.right_share
        reach = [share - 100 * part.right_low, 100 * part.right_high - share]
        look = {"color": style.BLUE, "markersize": 5, "elinewidth": 1.2}
        above.errorbar(100 * part.confidence, share, reach, fmt="o", **look, label="digits of a bin")
        above.set(title=TITLES[kind], xlim=(0, 101), ylim=(-3, 103), ylabel="right, %")
        style.below(fig, above)
        width = 100 * (every.up_to - every.above).iloc[0]
        below.bar(100 * part.above, part.digits, width, align="edge", color=style.BLUE, edgecolor=style.PAPER)
        below.set(
            yscale="log",
            ylim=(0.6, 2 * table.digits.max()),
            xlabel="probability of the label, %",
            ylabel="digits",
        )
        below.yaxis.set_major_formatter("{x:g}")
        below.grid(axis="x", visible=False)
        figures.append(fig)
    return figures
