"""Recurrent networks by step and by lag."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from figures import style


def worked(found: Mapping) -> Figure:
    """Outputs by step, and the gradient of each step's own loss with respect to each bias."""
    fig, (left, right) = style.figure(2.9, 1, 2)
    outputs = np.array(found["y_hat"])
    steps = np.arange(1, len(outputs) + 1)
    for j, values in enumerate(outputs.T, 1):
        left.plot(steps, values, marker="o", markersize=5, label=f"$\\hat y_{j}$")
    left.set(xlabel="step t", ylabel="output", ylim=(0, 1), title="Outputs")
    left.legend()
    shares = np.array(found["intermediates"]["dL_db_by_step"])
    for j, values in enumerate(shares.T, 1):
        label = f"$\\partial L^{{(t)}} / \\partial b_{j}$" if shares.shape[1] <= 8 else None
        right.plot(steps, values, marker="o", markersize=5, label=label)
    right.axhline(0, color=style.GREY, linewidth=1)
    right.set(xlabel="step t", ylabel="gradient", title="Gradient of each step's own loss")
    right.legend() if shares.shape[1] <= 8 else None
    for axes in (left, right):
        axes.xaxis.get_major_locator().set_params(integer=True)
    return fig


def gates(found: Mapping) -> Figure:
    """Forget, input and output gate, candidate, state and output, one line a unit."""
    names = {"f": "forget gate f", "i": "input gate i", "q": "output gate q"}
    names |= {"g": "candidate g", "s": "state s", "h": "output h"}
    fig, grid = style.figure(4.2, 2, 3, sharex=True)
    for (name, title), axes in zip(names.items(), grid.flat, strict=True):
        values = np.array(found["intermediates"][name])
        steps = np.arange(1, len(values) + 1)
        for unit, line in enumerate(values.T, 1):
            axes.plot(
                steps, line, marker="o", markersize=4, label=f"unit {unit}" if values.shape[1] <= 8 else None
            )
        axes.axhline(0, color=style.GREY, linewidth=1)
        axes.set_title(title)
        axes.xaxis.get_major_locator().set_params(integer=True)
        if name in "fiq":
            axes.set_ylim(0, 1)
    for axes in grid[1]:
        axes.set_xlabel("step t")
    if len(found["biases"]["forget"]) <= 8:
        grid[0, 0].legend(fontsize=8)
    return fig


def fading(curves: Mapping[str, np.ndarray], summary: Mapping) -> Figure:
    """Decades of the gradient's norm relative to the last step, by lag: the whole range, and its upper end.

    Of the gradient with respect to h for tanh networks, to the state s for LSTMs.
    """
    fig, grid = style.figure(4.0, 1, 2)
    styles = {"rnn": "-", "lstm": "--"}
    for colour, network in zip(style.LINES * 3, summary["networks"]):  # noqa: B905
        values = curves[f"{network['key']}_{'s' if network['kind'] == 'lstm' else 'h'}"]
        for axes in grid:
            axes.plot(
                np.arange(len(values)),
                values - values[0],
                styles[network["kind"]],
                color=colour,
                linewidth=1.6,
                label=network["label"],
            )
    smallest = np.log10(np.finfo(np.float64).smallest_subnormal)
    grid[0].axhline(smallest, color=style.GREY, linewidth=1, linestyle=":")
    grid[0].annotate(
        "smallest number of float64",
        (summary["steps"], smallest),
        (0, -11),
        ha="right",
        textcoords="offset points",
        fontsize=8,
        color=style.GREY,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
    )
    grid[0].set(title="The whole range", ylabel="gradient's norm, powers of ten")
    grid[1].set(title="The first steps back", xlim=(0, min(100, summary["steps"])), ylim=(-12, 3))
    for axes in grid:
        axes.set_xlabel("lag, steps back from the last")
    fig.legend(*grid[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return fig


def recall(table: pd.DataFrame, echo: Mapping) -> Figure:
    """Squared correlation of the recalled with the true input, by delay."""
    fig, axes = style.figure(2.8)
    axes.plot(table.delay, table.squared_correlation)
    axes.axhline(0.5, color=style.GREY, linewidth=1, linestyle=":")
    axes.axvline(echo["units"], color=style.RED, linewidth=1, linestyle="--")
    axes.annotate(
        f"{echo['units']} units",
        (echo["units"], 0.9),
        (4, 0),
        textcoords="offset points",
        fontsize=9,
        color=style.RED,
    )
    axes.set(xlabel="delay, steps", ylabel="squared correlation", ylim=(0, 1.02), xlim=(0, table.delay.max()))
    return fig
