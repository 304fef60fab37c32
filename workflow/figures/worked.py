"""The worked recurrent network and the LSTM cell in its place."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from figures import style

# Beyond these a graph with its numbers would not be legible.
LARGEST_GRAPH = (4, 3)
LEVELS = {"x": 0, "h": 1, "o": 2, "L": 3}  # of its nodes, from below
GRAPH = 2.93  # inches: three of them side by side fill a page, one a phone's
PAD = 0.35  # between a node's text and its box, of the letters' size
MARKERS = "osD^v<>P"
# A legend of more units would cover the lines.
MOST_NAMED = 8


def dots(axes: Axes, steps: np.ndarray, values: np.ndarray, labels: Sequence[str | None]) -> None:
    """Values by step, (steps, units), a mark a unit: what lies between two steps was not computed."""
    for place, (line, label) in enumerate(zip(values.T, labels, strict=True)):
        marker = MARKERS[place % len(MARKERS)]
        axes.plot(
            steps, line, marker, markersize=6, markerfacecolor=style.PAPER, markeredgewidth=1.8, label=label
        )
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    axes.set(xlabel="step t", xlim=(0.7, len(steps) + 0.3))


def outputs(bptt: Mapping) -> style.Panels:
    """Outputs by step, and the gradient of each step's own loss with respect to each bias."""
    figures, (left, right) = style.panels(2.6, 2)
    outputs = np.array(bptt["y_hat"])
    steps = np.arange(1, len(outputs) + 1)
    dots(left, steps, outputs, [f"$\\hat y_{j}$" for j in range(1, outputs.shape[1] + 1)])
    left.set(ylabel="output", ylim=(-0.04, 1.04), title="Outputs")
    left.legend()
    gradients = np.array(bptt["intermediates"]["dL_db_by_step"])
    named = gradients.shape[1] <= MOST_NAMED
    units = range(1, gradients.shape[1] + 1)
    dots(right, steps, gradients, [f"by $b_{j}$" if named else None for j in units])
    right.axhline(0, color=style.GREY, linewidth=1)
    right.set(ylabel="gradient", title="Gradient of each step's own loss")
    if named:
        right.legend()
    return figures


def graph(bptt: Mapping) -> style.Panels:
    """The unrolled network, a panel a step: values in nodes, on edges the derivatives of an end by a start.

    Numbers are the columns of vectors and the rows of Jacobians; more than four steps or three units are not
    drawn, and the figure says so. Nodes and edges have names that the page's scripts know: ``node-h-1`` is h
    at the first step, ``edge-h-o-1`` what lies between h and o there.
    """
    inside = bptt["intermediates"]
    h, o, y = (np.array(inside[name]) for name in ("h", "o", "y_hat"))
    x, losses = np.array(bptt["x"]), np.array(inside["L"])
    steps, n = h.shape
    if steps > LARGEST_GRAPH[0] or n > LARGEST_GRAPH[1]:
        return style.Panels(
            [style.message(f"{steps} steps of {n} units: too many to draw with their numbers")]
        )
    W, U, V = (np.array(bptt["parameters"][name]) for name in "WUV")
    slope = np.array(inside["slope_of_tanh"])
    to_o = np.array(inside["dL_do"])
    figures, grid = style.panels(5.0, steps, width=GRAPH if n < 3 else style.PANEL)
    for t, axes in enumerate(grid):
        style.bare(axes)
        figures[t].get_layout_engine().set(w_pad=0)  # numbers stand at both edges
        step = t + 1
        values = {"x": x[t], "h": h[t], "o": o[t], "L": losses[[t]]}
        nodes = {}
        for name, level in LEVELS.items():
            label = f"${name}^{{({step})}}$\n" + "\n".join(_short(v) for v in values[name])
            if name == "L":
                label += "\n$\\hat y$ = " + ", ".join(_short(v) for v in y[t])
            box = {"boxstyle": f"round,pad={PAD}", "facecolor": style.PALE, "edgecolor": style.BLUE}
            look = {
                "ha": "center",
                "va": "center",
                "bbox": box,
                "zorder": 3,
                "gid": f"part-node-{name}-{step}",
            }
            nodes[name] = axes.text(0, level, label, **look)
            nodes[name].get_bbox_patch().set_gid(f"part-box-{name}-{step}")
        for (low, high), jacobian in {
            ("x", "h"): slope[t][:, None] * U,
            ("h", "o"): V,
            ("o", "L"): to_o[t][None],
        }.items():
            _edge(axes, f"{low}-{high}-{step}", (nodes[low], (0.5, 1)), (nodes[high], (0.5, 0)))
            at = 0.06, (LEVELS[low] + LEVELS[high]) / 2
            _jacobian(axes, f"{low}-{high}-{step}", jacobian, at, va="center")
        _edge(axes, f"b-h-{step}", ("data", (-0.85, 0.34)), (nodes["h"], (0, 0)), words="$b$")
        _jacobian(axes, f"b-h-{step}", slope[t][:, None], (-0.97, 0.5), va="center", ha="right")
        if t:
            start, end = ("data", (-1.5, 1)), (nodes["h"], (0, 0.5))
            _edge(axes, f"h-h-{step}", start, end, words=f"$h^{{({t})}}$")
            # Over the arrow and left of the box.
            look = {"xycoords": nodes["h"], "textcoords": "offset points", "va": "bottom", "ha": "right"}
            _jacobian(axes, f"h-h-{step}", slope[t][:, None] * W, (0, 0.5), xytext=(-8, 7), **look)
        axes.set(xlim=(-1.68, 1.3), ylim=(-0.4, 3.45))
    return figures


def _edge(axes: Axes, name: str, start: tuple, end: tuple, words: str = "") -> None:
    """An arrow from a box, or from words, to a box; of each end, whose coordinates and the place there."""
    beyond = PAD * style.TEXT + 2  # points from a node's text to its box, and a little air
    (whose, place), (to, there) = start, end
    arrow = {"arrowstyle": "->", "color": style.GREY, "gid": f"part-edge-{name}", "shrinkB": beyond}
    arrow |= {"shrinkA": beyond} if whose != "data" else {}
    look = {"ha": "center", "va": "center", "arrowprops": arrow}
    axes.annotate(words, xy=there, xycoords=to, xytext=place, textcoords=whose, **look)


def _jacobian(axes: Axes, name: str, values: np.ndarray, place: tuple[float, float], **look: object) -> None:
    """The numbers beside an edge."""
    axes.annotate(_matrix(values), place, color=style.RED, gid=f"part-jacobian-{name}", **look)


def _short(value: float) -> str:
    """Four decimals, fewer for a number that has no more."""
    text = f"{value:g}" if value == round(value, 2) else f"{value:.4f}"
    return text.replace("-", "−")


def _matrix(values: np.ndarray) -> str:
    return "\n".join("\u2002".join(_short(v) for v in row) for row in np.atleast_2d(values))


def differences(table: pd.DataFrame, regimes: Mapping) -> style.Panels:
    """Relative error of the central difference by epsilon, in both precisions, for the last step's loss."""
    table = table[~table.summed]
    if not (table.error > 0).any():
        return style.Panels([style.message("no error above zero")])
    fig, axes = style.panel(3.2)
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
                xytext=(-8, -6) if side == "rounding" else (8, -6),
                textcoords="offset points",
                ha="right" if side == "rounding" else "left",
                va="top",
                color=colour,
            )
    axes.set(xscale="log", yscale="log", xlabel="epsilon", ylabel="relative error of the gradient")
    style.powers(axes.xaxis)
    style.powers(axes.yaxis)
    style.below(fig, axes)
    return style.Panels([fig])


def along(table: pd.DataFrame) -> style.Panels:
    """The loss against the gradient: afar and near the step, for both readings of the loss."""
    figures, grid = style.panels(2.6, 4)
    for row, (summed, title) in zip(
        (grid[:2], grid[2:]), ((False, "loss at the last step"), (True, "summed loss")), strict=True
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
                axes.annotate(label, xy=at, xytext=(6, 5), textcoords="offset points", color=style.RED)
            axes.set(title=f"{title}, {name}", xlabel="distance from b down the gradient")
        row[1].set_xlabel("distance from b down the gradient, thousandths")
        low, high = part.loss.min(), part.loss.max()
        row[0].set_ylim(low - 0.15 * (high - low), high + 0.15 * (high - low))
        row[0].set_ylabel("loss")
        row[1].set_ylabel("change, thousandths")
    if grid[0].lines:
        grid[0].legend(loc="upper right")
    return figures


def gates(bptt: Mapping) -> style.Panels:
    """Forget, input and output gate, candidate, state and output, a mark a unit."""
    names = {"f": "forget gate f", "i": "input gate i", "q": "output gate q"}
    names |= {"g": "candidate g", "s": "state s", "h": "output h"}
    figures, grid = style.panels(2.2, 6, width=style.HALF)
    named = len(bptt["biases"]["forget"]) <= MOST_NAMED
    for (name, title), axes in zip(names.items(), grid, strict=True):
        values = np.array(bptt["intermediates"][name])
        steps = np.arange(1, len(values) + 1)
        dots(axes, steps, values, [f"unit {u}" if named else None for u in range(1, values.shape[1] + 1)])
        axes.axhline(0, color=style.GREY, linewidth=1)
        axes.set_title(title)
        if name in "fiq":
            axes.set_ylim(-0.04, 1.04)
    if not named:
        return figures
    return style.Panels([*figures, style.key(*grid[0].get_legend_handles_labels(), columns=4)])
