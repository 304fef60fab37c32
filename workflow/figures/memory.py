"""What comes back of a gradient, and what is remembered, over long sequences."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from digitlab.report.formats import count, power_of_ten
from digitlab.sequences import names
from figures import style

# Where networks that did not solve their task are drawn: so many times the updates they were given.
NOT_SOLVED = 1.4
KINDS = {"rnn": style.BLUE, "gru": style.PURPLE, "lstm": style.GREEN}


def reach(summary: Mapping) -> style.Panels:
    """How many steps back the gradient reaches before less than a hundredth is left for good, a row a kind.

    A dot a network, a bar to the middle one; an arrow where the middle one never comes to so little. Above
    it what is left of the gradient at the first step, the middle one's powers of ten. Of the gradient with
    respect to h for tanh networks and GRUs, to the state s for LSTMs.
    """
    steps, rows = summary["steps"], []
    for network in summary["networks"]:
        by = network["by"]["s" if network["kind"] == "lstm" else "h"]
        rows.append((network, by["lag_of_one_percent"], by["at_last"]["median"]))
    # The farthest first; of those that never come to so little, the one of which most is left.
    never_ends, nothing = 2 * steps, -math.inf
    rows.sort(
        key=lambda row: (
            never_ends if row[1]["median"] is None else row[1]["median"],
            nothing if row[2] is None else row[2],
        )
    )
    fig, axes = style.panel(0.5 * len(rows) + 0.75)
    for place, (network, lost, left) in enumerate(rows):
        colour = KINDS[network["kind"]]
        never = lost["median"] is None
        end = steps if never else max(lost["median"], 1)
        axes.plot([1, end], [place, place], color=colour, linewidth=5, solid_capstyle="butt", alpha=0.45)
        if never:
            axes.plot(end, place, ">", color=colour, markersize=11)
        at = [steps if lag is None else max(lag, 1) for lag in lost["draws"]]
        look = {"color": colour, "markersize": 4, "markeredgewidth": 0.6, "markeredgecolor": style.PAPER}
        axes.plot(at, [place] * len(at), "o", **look)
        words = "never" if never else f"{lost['median']:g} step{'s' * (lost['median'] != 1)}"
        words = f"{network['label']}: {words}; {power_of_ten(left)} at {count(steps)}"
        axes.annotate(words, (1, place), (0, 6), textcoords="offset points", color=style.BLACK, va="bottom")
    axes.set(xscale="log", xlim=(1, 1.25 * steps), ylim=(-0.5, len(rows) - 0.25), yticks=[])
    ticks = [10**power for power in range(math.floor(math.log10(steps)) + 1)]
    ticks = [*(tick for tick in ticks if tick < steps / 3), steps]
    axes.set_xticks(ticks, ticks)
    axes.minorticks_off()
    axes.set_xlabel("steps back until less than 1% of the gradient is left")
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)
    return style.Panels([fig])


def fading(curves: Mapping[str, np.ndarray], summary: Mapping) -> style.Panels:
    """Decades of the gradient's norm relative to the last step, by lag: tanh and gated networks, parameters.

    Of the gradient with respect to h for tanh networks and GRUs, to the state s for LSTMs: of networks drawn
    alike the middle one, and their range. Dotted: what the largest singular value allows.

    Args:
        curves: decimal logarithms of norms, (draws, steps), NaN where a norm is exactly zero, and bounds,
            (steps,), by network.
        summary: ``steps`` and ``networks``.
    """
    figures, grid = style.panels(3.6, 4)
    grid = np.array(grid).reshape(2, 2)
    curves = {name: np.where(np.isnan(values), -np.inf, values) for name, values in curves.items()}
    steps = summary["steps"]
    lags = np.arange(steps)
    thin = slice(None, None, 1 + steps // 400)  # of a range: more points would show no more
    tanh = [network for network in summary["networks"] if network["kind"] == "rnn"]
    gated = [network for network in summary["networks"] if network["kind"] != "rnn"]
    for colour, network in zip(style.LINES * 3, tanh):  # noqa: B905
        middle, low, high = _spread(curves[f"{network['key']}_h"])
        for axes in grid[0]:
            axes.plot(lags, middle, color=colour, linewidth=1.6, label=network["label"])
            axes.fill_between(lags[thin], low[thin], high[thin], color=colour, alpha=0.15, linewidth=0)
            axes.plot(lags, curves[f"{network['key']}_bound"], ":", color=colour, linewidth=1.2)
    smallest = np.log10(np.finfo(np.float64).smallest_subnormal)
    # None is finite where every network's gradient is exactly zero from the last step on.
    drawn = np.concatenate([[0.0], *(_finite(curves[f"{n['key']}_h"]) for n in tanh)])
    lowest, highest = drawn.min(), drawn.max()
    grid[0, 0].set(title="tanh networks, the whole range", ylim=(1.05 * lowest - 5, max(1.3 * highest, 30)))
    if lowest < smallest:
        grid[0, 0].axhline(smallest, color=style.GREY, linewidth=1)
        grid[0, 0].annotate(
            "smallest float64",
            xy=(steps, smallest),
            xytext=(0, 3),
            ha="right",
            textcoords="offset points",
            color=style.GREY,
        )
    grid[0, 1].set(title="tanh networks, the first steps back", xlim=(0, min(60, steps)), ylim=(-10, 6))
    # Dashed and last, as they may lie on an LSTM's.
    gated.sort(key=lambda network: network["kind"] == "gru")
    for colour, network in zip(style.LINES * 3, gated):  # noqa: B905
        by = "s" if network["kind"] == "lstm" else "h"
        middle, low, high = _spread(curves[f"{network['key']}_{by}"])
        line, width = ("--", 1.4) if network["kind"] == "gru" else ("-", 2.6)
        label = f"{network['label']}, by {by}"
        grid[1, 0].plot(lags, middle, line, color=colour, linewidth=width, label=label)
        grid[1, 0].fill_between(lags[thin], low[thin], high[thin], color=colour, alpha=0.15, linewidth=0)
    grid[1, 0].set(title="gated networks", ylim=(-25, 3))
    worked = summary["networks"][0]["key"]
    dashes = {"W": ("-", 4.0), "U": ("--", 2.4), "b": (":", 1.4)}  # one on the other, all to be seen
    for colour, name in zip(style.LINES, ("W", "U", "b", "V", "c"), strict=False):
        [values] = _relative(curves[f"{worked}_{name}"])
        finite = np.isfinite(values) & (lags <= 40)
        only = finite.sum() <= 1
        grid[1, 1].plot(
            lags[finite],
            values[finite],
            "o" if only else dashes[name][0],
            markersize=8 if name == "V" else 5,
            color=colour,
            markerfacecolor="none" if name == "V" else colour,
            linewidth=1.6 if only else dashes[name][1],
            label=f"{name} (last step only)" if only else name,
        )
    grid[1, 1].set_ylabel("step's share, powers of ten")
    grid[1, 1].set(title="worked example, by parameter", xlim=(-1, min(40, steps)))
    for fig, axes in zip(figures, grid.flat, strict=True):
        axes.set_xlabel("lag, steps back from the last")
        if axes is not grid[1, 1]:
            axes.set_ylabel("gradient's norm, powers of ten")
        style.below(fig, axes)
    return figures


def _finite(values: np.ndarray) -> np.ndarray:
    shifted = _relative(values)
    return shifted[np.isfinite(shifted)]


def _relative(curves: np.ndarray) -> np.ndarray:
    """Curves relative to their own first value; minus infinity where that is, or they are, exactly zero."""
    first = curves[:, :1]
    return np.where(np.isfinite(first), curves - np.where(np.isfinite(first), first, 0), -np.inf)


def _spread(curves: np.ndarray) -> np.ndarray:
    """Middle, lowest and highest of several curves, (draws, steps), each relative to its own first value."""
    shifted = _relative(curves)
    return np.array([np.median(shifted, 0), shifted.min(0), shifted.max(0)])


def recall(table: pd.DataFrame, echo: Mapping) -> style.Panels:
    """Squared correlation of the recalled with the true input, by delay; the area is the memory capacity."""
    fig, axes = style.panel(2.6)
    axes.fill_between(table.delay, table.squared_correlation, color=style.BLUE, alpha=0.15, linewidth=0)
    axes.plot(table.delay, table.squared_correlation)
    axes.axhline(echo["recalled_from"], color=style.GREY, linewidth=1, linestyle=":")
    words = f"area {echo['capacity']:.1f}, at most {echo['units']}"
    axes.annotate(words, (0.98, 0.9), xycoords="axes fraction", ha="right")
    axes.set(xlabel="delay, steps", ylabel="squared correlation", ylim=(0, 1.02), xlim=(0, table.delay.max()))
    return style.Panels([fig])


def motif(table: pd.DataFrame, updates: int) -> style.Panels:
    """Updates until solved by lag, a mark a network; crosses: not solved within those it was given.

    Args:
        table: ``network``, ``lag``, ``updates`` (NaN: not solved), of networks that are trained.
        updates: the most that any was given.
    """
    fig, axes = style.panel(4.6)
    markers = "osD^v<>P"
    kinds, lags = list(table.network.unique()), sorted(table.lag.unique())
    # A band a lag, and in it the kinds side by side, so that none hides another.
    for place in range(0, len(lags), 2):
        axes.axvspan(place - 0.5, place + 0.5, color=style.RULES, alpha=0.4, linewidth=0, zorder=0)
    step = 0.8 / len(kinds)
    for number, (kind, colour, marker) in enumerate(zip(kinds, style.LINES * 2, markers)):  # noqa: B905
        part = table[table.network == kind].sort_values("lag")
        beside = part.lag.map(lags.index) + step * (number - (len(kinds) - 1) / 2)
        solved = part.updates.notna()
        drawn = {"color": colour, "linestyle": "", "markersize": 5}
        axes.plot(beside[solved], part.updates[solved], marker=marker, label=names.reader(kind), **drawn)
        axes.plot(beside[~solved], [NOT_SOLVED * updates] * int((~solved).sum()), marker="x", **drawn)
        for at, many in beside[~solved].value_counts().items():
            above = {"textcoords": "offset points", "ha": "center", "color": colour}
            # Two heights in turn: neighbours' numbers would read as one.
            height = 5 if number % 2 == 0 else 16
            axes.annotate(str(many), (at, NOT_SOLVED * updates), (0, height), **above)
    axes.axhline(updates, color=style.GREY, linewidth=1, linestyle=":")
    axes.set(yscale="log", xlim=(-0.5, len(lags) - 0.5), xlabel="lag, letters", ylabel="updates until solved")
    axes.set_ylim(top=NOT_SOLVED**5 * updates)
    axes.set_xticks(range(len(lags)), lags)
    axes.grid(axis="x", visible=False)
    axes.set_yticks([10, 30, 100, 300, 1000], [10, 30, 100, 300, 1000])
    axes.annotate(
        f"× not within {updates}, and how many",
        (0.02, 0.995),
        xycoords="axes fraction",
        va="top",
        color=style.GREY,
    )
    axes.set_ylim(bottom=max(1, 0.7 * table.updates.min()) if table.updates.notna().any() else 1)
    axes.minorticks_off()
    style.below(fig, axes)
    return style.Panels([fig])
