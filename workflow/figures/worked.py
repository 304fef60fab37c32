"""The worked recurrent network and the LSTM cell in its place."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures import style

# Beyond these a graph with its numbers would not be legible.
LARGEST_GRAPH = (4, 3)
# A legend of more units would cover the lines.
MOST_NAMED = 8


def outputs(bptt: Mapping) -> Figure:
    """Outputs by step, and the gradient of each step's own loss with respect to each bias."""
    fig, (left, right) = style.figure(2.9, 1, 2)
    outputs = np.array(bptt["y_hat"])
    steps = np.arange(1, len(outputs) + 1)
    for j, values in enumerate(outputs.T, 1):
        left.plot(steps, values, marker="o", markersize=5, label=f"$\\hat y_{j}$")
    left.set(xlabel="step t", ylabel="output", ylim=(0, 1), title="Outputs")
    left.legend()
    gradients = np.array(bptt["intermediates"]["dL_db_by_step"])
    for j, values in enumerate(gradients.T, 1):
        label = f"$\\partial L^{{(t)}} / \\partial b_{j}$" if gradients.shape[1] <= MOST_NAMED else None
        right.plot(steps, values, marker="o", markersize=5, label=label)
    right.axhline(0, color=style.GREY, linewidth=1)
    right.set(xlabel="step t", ylabel="gradient", title="Gradient of each step's own loss")
    if gradients.shape[1] <= MOST_NAMED:
        right.legend()
    for axes in (left, right):
        axes.xaxis.get_major_locator().set_params(integer=True)
    return fig


def graph(bptt: Mapping) -> Figure:
    """The unrolled network: values in the nodes, on each edge the derivative of its end by its start.

    Numbers are the columns of vectors and the rows of Jacobians; more than four steps or three units are not
    drawn, and the figure says so.
    """
    inside = bptt["intermediates"]
    h, o, y = (np.array(inside[name]) for name in ("h", "o", "y_hat"))
    x, losses = np.array(bptt["x"]), np.array(inside["L"])
    steps, n = h.shape
    if steps > LARGEST_GRAPH[0] or n > LARGEST_GRAPH[1]:
        fig, axes = style.figure(0.8)
        style.bare(axes)
        text = f"{steps} steps of {n} units: too many to draw with their numbers"
        axes.text(0.5, 0.5, text, ha="center", va="center", transform=axes.transAxes)
        return fig
    W, U, V = (np.array(bptt["parameters"][name]) for name in "WUV")
    slope = np.array(inside["slope_of_tanh"])
    to_o = np.array(inside["dL_do"])
    fig, axes = style.figure(5.4)
    style.bare(axes)
    levels = {"x": 0, "h": 1, "o": 2, "L": 3}
    width = 1.6 if n < 3 else 2.2
    derivative = {"fontsize": 7.5, "color": style.RED}
    for t in range(steps):
        column = t * width
        values = {"x": x[t], "h": h[t], "o": o[t], "L": losses[[t]]}
        for name, level in levels.items():
            label = f"${name}^{{({t + 1})}}$\n" + "\n".join(_short(v) for v in values[name])
            if name == "L":
                label += "\n$\\hat y$ = " + ", ".join(_short(v) for v in y[t])
            box = {"boxstyle": "round,pad=0.35", "facecolor": style.PALE, "edgecolor": style.BLUE}
            axes.text(column, level, label, ha="center", va="center", fontsize=8, bbox=box, zorder=3)
        jacobians = {
            ("x", "h"): slope[t][:, None] * U,
            ("h", "o"): V,
            ("o", "L"): to_o[t][None],
        }
        for (low, high), values in jacobians.items():
            _arrow(axes, (column, levels[low] + 0.27), (column, levels[high] - 0.27))
            middle = (levels[low] + levels[high]) / 2
            axes.text(column + 0.06, middle, _matrix(values), va="center", **derivative)
        start, end = (column - 0.62, 0.42), (column - 0.24, 0.8)
        _arrow(axes, start, end, text="$b$", fontsize=9, ha="center", va="center")
        axes.text(column - 0.38, 0.4, _matrix(slope[t][:, None]), va="center", **derivative)
        if t:
            _arrow(axes, (column - width + 0.3, 1), (column - 0.3, 1))
            before = _matrix(slope[t][:, None] * W)
            axes.text(column - width / 2, 1.1, before, ha="center", va="bottom", **derivative)
    axes.set(xlim=(-0.75, (steps - 1) * width + 0.9), ylim=(-0.4, 3.45))
    return fig


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], **text: object) -> None:
    """From a node to the next."""
    text = {"text": ""} | text
    axes.annotate(**text, xy=end, xytext=start, arrowprops={"arrowstyle": "->", "color": style.GREY})


def _short(value: float) -> str:
    """Four decimals, fewer for a number that has no more."""
    text = f"{value:g}" if value == round(value, 2) else f"{value:.4f}"
    return text.replace("-", "−")


def _matrix(values: np.ndarray) -> str:
    return "\n".join("  ".join(_short(v) for v in row) for row in np.atleast_2d(values))


def differences(table: pd.DataFrame, regimes: Mapping) -> Figure:
    """Relative error of the central difference by epsilon, in both precisions, for the last step's loss."""
    fig, axes = style.figure(3.4)
    table = table[~table.summed]
    if not (table.error > 0).any():
        style.bare(axes)
        axes.text(0.5, 0.5, "no error above zero", ha="center", transform=axes.transAxes)
        return fig
    for precision, colour in (("float64", style.BLUE), ("float32", style.RED)):
        part = table[(table.precision == precision) & (table.error > 0)]
        axes.plot(part.epsilon, part.error, "o-", markersize=3, linewidth=1, color=colour, label=precision)
        slopes = regimes[precision]
        for side, factor in (("rounding", 10**-2.2), ("truncation", 10**1.2)):
            if slopes[side] is None or not len(part):
                continue
            at = slopes["best_epsilon"] * factor
            near = part.iloc[(np.log10(part.epsilon) - np.log10(at)).abs().argmin()]
            axes.annotate(
                f"slope {slopes[side]:+.2f}".replace("-", "−"),
                xy=(near.epsilon, near.error),
                xytext=(8, 6) if side == "rounding" else (-6, 8),
                textcoords="offset points",
                ha="left" if side == "rounding" else "right",
                fontsize=8,
                color=colour,
            )
    axes.set(xscale="log", yscale="log", xlabel="epsilon", ylabel="relative error of the gradient")
    axes.legend(loc="lower left")
    return fig


def along(table: pd.DataFrame) -> Figure:
    """The loss against the gradient: afar and near the step, for both readings of the loss."""
    fig, grid = style.figure(4.6, 2, 2, squeeze=False)
    for row, (summed, title) in zip(
        grid, ((False, "loss at the last step"), (True, "summed loss")), strict=True
    ):
        part = table[table.summed == summed].sort_values("distance")
        if not len(part):
            for axes in row:
                style.bare(axes)
                axes.text(0.5, 0.5, "the gradient is zero", ha="center", transform=axes.transAxes)
            continue
        step = part.step.iloc[0]
        near = part[(part.distance >= -2.001 * step) & (part.distance <= 4.001 * step)]
        start = float(part.loss[part.distance.abs().idxmin()])
        for axes, rows, name, unit in ((row[0], part, "afar", 1.0), (row[1], near, "near the step", 1e-3)):
            offset = start if unit < 1 else 0.0
            axes.plot(rows.distance / unit, (rows.loss - offset) / unit, color=style.BLUE, label="loss")
            tangent = (rows.tangent - offset) / unit
            axes.plot(rows.distance / unit, tangent, "--", color=style.ORANGE, linewidth=1, label="tangent")
            marks = [("b", 0.0, start)]
            if unit < 1:
                marks.append(("after the step", step, float(np.interp(step, rows.distance, rows.loss))))
            for label, x, y in marks:
                at = (x / unit, (y - offset) / unit)
                axes.plot(*at, "o", color=style.RED, markersize=5)
                axes.annotate(
                    label, xy=at, xytext=(6, 5), textcoords="offset points", color=style.RED, fontsize=8
                )
            axes.set(title=f"{title}, {name}", xlabel="distance from b down the gradient")
        row[1].set_xlabel("distance from b down the gradient, × 10⁻³")
        low, high = part.loss.min(), part.loss.max()
        row[0].set_ylim(low - 0.15 * (high - low), high + 0.15 * (high - low))
        row[0].set_ylabel("loss")
        row[1].set_ylabel("change of the loss, × 10⁻³")
    if grid[0, 0].lines:
        grid[0, 0].legend(loc="upper right", fontsize=8)
    return fig


def gates(bptt: Mapping) -> Figure:
    """Forget, input and output gate, candidate, state and output, one line a unit."""
    names = {"f": "forget gate f", "i": "input gate i", "q": "output gate q"}
    names |= {"g": "candidate g", "s": "state s", "h": "output h"}
    fig, grid = style.figure(4.2, 2, 3, sharex=True)
    for (name, title), axes in zip(names.items(), grid.flat, strict=True):
        values = np.array(bptt["intermediates"][name])
        steps = np.arange(1, len(values) + 1)
        for unit, line in enumerate(values.T, 1):
            label = f"unit {unit}" if values.shape[1] <= MOST_NAMED else None
            axes.plot(steps, line, marker="o", markersize=4, label=label)
        axes.axhline(0, color=style.GREY, linewidth=1)
        axes.set_title(title)
        axes.xaxis.get_major_locator().set_params(integer=True)
        if name in "fiq":
            axes.set_ylim(0, 1)
    for axes in grid[1]:
        axes.set_xlabel("step t")
    if len(bptt["biases"]["forget"]) <= MOST_NAMED:
        grid[0, 0].legend(fontsize=8)
    return fig
