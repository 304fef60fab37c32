import numpy as np
import pandas as pd
import pytest

from figures import memory, style

STEPS = 50
FALLING = -0.5 * np.arange(STEPS)


@pytest.fixture(autouse=True)
def none_left_open():
    yield
    style.plt.close("all")


def legend(axes):
    return [text.get_text() for text in axes.figure.legends[0].get_texts()]


def faded(slope=-0.5):
    """Two tanh networks, a GRU and an LSTM; ``slope``: decades a step of the first."""
    falling = slope * np.arange(STEPS)
    last_only = np.where(np.arange(STEPS) == 0, 0.5, -np.inf)
    curves = {
        "worked_h": 2 + falling,
        "worked_bound": 0.1 * np.arange(STEPS),
        **{f"worked_{name}": 1 + falling - k for k, name in enumerate("WUb")},
        "worked_V": last_only,
        "worked_c": last_only,
        "rnn0_h": 0.01 * np.arange(STEPS),
        "rnn0_bound": 0.02 * np.arange(STEPS),
        "gru_h": 3 + FALLING,
        "lstm0_h": 7 * FALLING,
        "lstm0_s": 1 + 0.1 * FALLING,
    }
    # Networks drawn alike: the middle one, one below and one above.
    spread = np.array([[0.0], [-1], [1]]) * (np.arange(STEPS) > 0)
    for name, values in curves.items():
        if not name.endswith("bound"):
            curves[name] = values[None] if name.startswith("worked") else values + spread
    kinds = {"worked": "rnn", "rnn0": "rnn", "gru": "gru", "lstm0": "lstm"}
    networks = [{"key": key, "kind": kind, "label": f"network {key}"} for key, kind in kinds.items()]
    return memory.fading(curves, {"steps": STEPS, "networks": networks}), falling


def test_gradients_are_drawn_relative_to_the_last_step_by_lag():
    figure, falling = faded()
    whole, near = figure.axes[:2]
    for axes in (whole, near):
        curves = [line for line in axes.lines if line.get_linestyle() == "-" and len(line.get_xdata()) > 2]
        np.testing.assert_allclose([line.get_ydata() for line in curves], [falling, 0.01 * np.arange(STEPS)])
        bounds = [line.get_ydata() for line in axes.lines if line.get_linestyle() == ":"]
        np.testing.assert_allclose(bounds, [0.1 * np.arange(STEPS), 0.02 * np.arange(STEPS)])
    assert legend(whole) == ["network worked", "network rnn0"]
    assert whole.lines[0].get_color() == whole.lines[1].get_color() != whole.lines[2].get_color()
    assert near.get_xlim() == (0, STEPS)
    assert near.get_ylim() == (-10, 6)
    assert {axes.get_xlabel() for axes in figure.axes} == {"lag, steps back from the last"}


def test_of_an_lstm_the_states_gradient_is_drawn_and_the_gru_dashed_on_top():
    gated = faded()[0].axes[2]
    assert gated.get_title() == "gated networks"
    assert legend(gated) == ["network lstm0, by s", "network gru, by h"]
    np.testing.assert_allclose([line.get_ydata() for line in gated.lines], [0.1 * FALLING, FALLING])
    assert [line.get_linestyle() for line in gated.lines] == ["-", "--"]
    assert gated.get_ylim() == (-25, 3)


def test_what_stands_behind_the_recurrence_has_one_share_at_the_last_step():
    figure, falling = faded()
    parameters = figure.axes[3]
    assert legend(parameters) == ["W", "U", "b", "V (last step only)", "c (last step only)"]
    for line in parameters.lines[:3]:
        np.testing.assert_allclose(line.get_ydata(), falling[:41])
    for line in parameters.lines[3:]:
        assert (line.get_xdata().tolist(), line.get_ydata().tolist()) == ([0], [0])
        assert line.get_marker() == "o"


@pytest.mark.parametrize(("slope", "marked"), [(-6.0, False), (-7.0, True)])
def test_the_smallest_float_is_marked_where_a_curve_falls_below_it(slope, marked):
    whole = faded(slope)[0].axes[0]
    assert ([text.get_text() for text in whole.texts] == ["smallest float64"]) is marked
    assert whole.get_ylim()[0] == pytest.approx(1.05 * slope * (STEPS - 1) - 5)


def test_recall_is_drawn_by_delay_with_the_threshold_and_the_area():
    table = pd.DataFrame({"delay": [1, 2, 3], "squared_correlation": [0.9, 0.6, 0.2]})
    [axes] = memory.recall(table, {"capacity": 1.72, "units": 20, "recalled_from": 0.5}).axes
    curve, threshold = axes.lines
    np.testing.assert_array_equal(curve.get_xydata(), table)
    assert list(threshold.get_ydata()) == [0.5, 0.5]
    assert [text.get_text() for text in axes.texts] == ["area 1.7, at most 20"]
    assert axes.get_xlim() == (0, 3)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("delay, steps", "squared correlation")


def test_updates_are_dots_and_networks_that_did_not_solve_their_task_are_crosses_above():
    rows = [
        *(("lstm_1", 10, 20.0), ("lstm_1", 10, 30.0), ("lstm_1", 100, None)),
        *(("gru_0", 10, 40.0), ("gru_0", 100, 80.0)),
    ]
    table = pd.DataFrame(rows, columns=["network", "lag", "updates"])
    [axes] = memory.motif(table, 200).axes
    lstm, crosses, gru, none, most = axes.lines
    np.testing.assert_allclose(lstm.get_ydata(), [20, 30])
    np.testing.assert_allclose(gru.get_xydata()[:, 1], [40, 80])
    np.testing.assert_allclose(crosses.get_ydata(), [280])
    assert crosses.get_marker() == "x"
    assert len(none.get_ydata()) == 0
    assert list(most.get_ydata()) == [200, 200]
    # Side by side, each in its own lag's band.
    np.testing.assert_allclose(lstm.get_xdata(), [-0.2, -0.2])
    np.testing.assert_allclose(crosses.get_xdata(), [0.8])
    np.testing.assert_allclose(gru.get_xdata(), [0.2, 1.2])
    assert legend(axes) == ["LSTM with forget bias 1", "GRU with update bias 0"]
    assert (axes.get_xlim(), axes.get_yscale()) == ((-0.5, 1.5), "log")
    assert [label.get_text() for label in axes.get_xticklabels()] == ["10", "100"]
    assert [text.get_text() for text in axes.texts] == ["1", "× not within 200, and how many"]


def test_how_many_did_not_solve_a_lag_stands_at_two_heights_in_turn():
    kinds = ["gru_0", "gru_chrono", "lstm_0"]
    table = pd.DataFrame({"network": kinds, "lag": 300, "updates": np.nan})
    [axes] = memory.motif(table, 200).axes
    counts = [text for text in axes.texts if text.get_text() == "1"]
    assert len(counts) == 3
    heights = [text.get_position()[1] for text in counts]
    assert heights[0] == heights[2] < heights[1] - style.TEXT


def test_the_range_of_networks_drawn_alike_is_shaded():
    gated = faded()[0].axes[2]
    path = gated.collections[-1].get_paths()[0].vertices
    at_last = path[path[:, 0] == STEPS - 1, 1]
    np.testing.assert_allclose([at_last.min(), at_last.max()], FALLING[-1] + np.array([-1, 1]))


def test_gradients_of_exactly_zero_leave_their_lines_out():
    networks = [{"key": "worked", "kind": "rnn", "label": "worked"}]
    curves = {f"worked_{name}": np.full((1, STEPS), np.nan) for name in ("h", "W", "U", "b", "V", "c")}
    figure = memory.fading(curves | {"worked_bound": np.zeros(STEPS)}, {"steps": STEPS, "networks": networks})
    assert all(np.isfinite(axes.get_ylim()).all() for axes in figure.axes)


def lags(*draws):
    known = [lag for lag in draws if lag is not None]
    return {"median": float(np.median(known)) if len(known) > len(draws) / 2 else None, "draws": list(draws)}


def test_how_far_back_a_gradient_reaches_is_a_bar_to_the_middle_network_and_a_dot_each():
    def network(label, kind, lost, left, by="h"):
        return {
            "label": label,
            "kind": kind,
            "by": {by: {"lag_of_one_percent": lost, "at_last": {"median": left}}},
        }

    kept = network("kept", "lstm", lags(None, 700, None), -0.7, by="s")
    kept["by"]["h"] = {"lag_of_one_percent": lags(3, 3, 3), "at_last": {"median": -9}}
    networks = [
        network("lost", "rnn", lags(20, 10, 30), -300.2),
        network("zero", "gru", lags(0), None),
        network("one", "gru", lags(1), -5.0),
        network("grown", "rnn", lags(None), 3.0),
        kept,
    ]
    [axes] = memory.reach({"steps": 2000, "networks": networks}).axes
    # The farthest on top; of those that never come to so little, the one of which most is left.
    assert [text.get_text() for text in axes.texts] == [
        "zero: 0 steps; exactly 0 at 2\u202f000",
        "one: 1 step; 10⁻⁵ at 2\u202f000",
        "lost: 20 steps; 10⁻³⁰⁰ at 2\u202f000",
        "kept: never; 0.20 at 2\u202f000",
        "grown: never; 10³ at 2\u202f000",
    ]
    bars = [line for line in axes.lines if line.get_linestyle() == "-"]
    assert [bar.get_xdata().tolist() for bar in bars] == [[1, 1], [1, 1], [1, 20], [1, 2000], [1, 2000]]
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert [line.get_xdata().tolist() for line in dots] == [[1], [1], [20, 10, 30], [2000, 700, 2000], [2000]]
    arrows = [line.get_xydata().tolist() for line in axes.lines if line.get_marker() == ">"]
    assert arrows == [[[2000, 3]], [[2000, 4]]]
    assert axes.get_xscale() == "log"
    assert axes.get_xticks().tolist() == [1, 10, 100, 2000]
