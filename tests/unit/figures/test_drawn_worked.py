import numpy as np
import pandas as pd
import pytest

from digitlab.sequences import lstm, lstm_worked, rnn
from digitlab.sequences import worked as example
from figures import style, worked


@pytest.fixture(autouse=True)
def none_left_open():
    yield
    style.plt.close("all")


def rnn_example(units=2, steps=3):
    random = np.random.default_rng(0)
    W, U = random.normal(size=(units, units)), random.normal(size=(units, 2))
    V, b = random.normal(size=(2, units)), random.normal(size=units)
    cell = rnn.Cell(b, np.zeros(2), W, U, V)
    return example.example(cell, random.normal(size=(steps, 2)), 1e-4, 0.01)


def lines(axes):
    return [np.asarray(line.get_ydata()) for line in axes.lines if len(line.get_xdata()) > 2]


def legend(axes):
    [found] = [axes.get_legend(), *axes.figure.legends][-1:]
    return [text.get_text() for text in found.get_texts()] if found else []


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_outputs_stand_left_and_the_gradient_of_each_steps_own_loss_right():
    bptt = rnn_example()
    left, right = worked.outputs(bptt).axes
    np.testing.assert_array_equal(lines(left), bptt["y_hat"].T)
    np.testing.assert_array_equal(lines(right), bptt["intermediates"]["dL_db_by_step"].T)
    assert [axes.get_title() for axes in (left, right)] == ["Outputs", "Gradient of each step's own loss"]
    assert left.lines[0].get_xdata().tolist() == [1, 2, 3]
    # What lies between two steps was not computed.
    assert {line.get_linestyle() for line in left.lines} == {"None"}
    assert left.get_ylim() == (-0.04, 1.04)
    assert legend(left) == [r"$\hat y_1$", r"$\hat y_2$"]
    assert legend(right) == ["by $b_1$", "by $b_2$"]
    assert {axes.get_xlabel() for axes in (left, right)} == {"step t"}


def test_more_units_than_a_legend_holds_are_drawn_without_names():
    assert len(legend(worked.outputs(rnn_example(units=8)).axes[1])) == 8
    right = worked.outputs(rnn_example(units=9)).axes[1]
    assert len(lines(right)) == 9
    assert not legend(right)


def test_the_graph_has_a_node_for_every_value_and_an_arrow_for_every_derivative():
    bptt = rnn_example()
    panels = worked.graph(bptt)
    assert len(panels) == 3
    every = [text for axes in panels.axes for text in axes.texts]
    said = [text.get_text() for text in every]
    boxes = [text for text in every if text.get_bbox_patch()]
    assert len(boxes) == 3 * 4
    assert [text.get_text() for text in boxes].count("") == 0
    inside = bptt["intermediates"]
    h = "\n".join(f"{value:.4f}".replace("-", "−") for value in inside["h"][1])
    assert f"$h^{{(2)}}$\n{h}" in said
    loss = f"$L^{{(3)}}$\n{inside['L'][2]:.4f}"
    assert any(text.startswith(loss) for text in said)
    # Within a step three, from b one, and from the step before one where there is one.
    arrows = {
        text.arrow_patch.get_gid(): axes
        for axes in panels.axes
        for text in axes.texts
        if getattr(text, "arrow_patch", None)
    }
    assert len(arrows) == 3 * 4 + 2
    # Each in its step's panel, under the name that the page's script looks for.
    assert arrows["part-edge-h-h-2"] is panels.axes[1]
    assert "part-edge-h-h-1" not in arrows
    assert {text.get_gid() for text in boxes} == {f"part-node-{n}-{t}" for n in "xhoL" for t in (1, 2, 3)}
    jacobian = inside["slope_of_tanh"][1][:, None] * bptt["parameters"]["W"]
    rows = ["\u2002".join(f"{v:.4f}".replace("-", "−") for v in row) for row in jacobian]
    assert "\n".join(rows) in said


@pytest.mark.parametrize("units", [2, 3])
def test_arrows_and_what_comes_from_the_step_before_end_outside_the_boxes(units):
    panels = worked.graph(rnn_example(units))
    for step, panel in enumerate(panels, 1):
        panel.draw_without_rendering()
        [axes] = panel.axes
        named = {text.get_gid(): text for text in axes.texts if text.get_gid()}
        box = named[f"part-node-h-{step}"].get_bbox_patch().get_window_extent()
        if step > 1:
            beside = named[f"part-jacobian-h-h-{step}"].get_window_extent()
            assert 0 <= beside.x0 < beside.x1 < box.x0 - 3
        arrows = [text.arrow_patch for text in axes.texts if getattr(text, "arrow_patch", None)]
        assert len(arrows) == 4 + (step > 1)
        boxes = [text.get_bbox_patch() for text in axes.texts if text.get_bbox_patch()]
        for edge in (patch.get_window_extent() for patch in arrows):
            assert not any(edge.overlaps(node.get_window_extent()) for node in boxes)


@pytest.mark.parametrize(("units", "steps", "drawn"), [(3, 4, True), (4, 4, False), (3, 5, False)])
def test_a_graph_too_large_to_be_read_says_so(units, steps, drawn):
    first = worked.graph(rnn_example(units, steps)).axes[0]
    said = f"{steps} steps of {units} units: too many to draw with their numbers"
    assert (texts(first) == [said]) is not drawn


def errors(precision, scale, summed=False):
    epsilons = 10.0 ** np.arange(-8, 0)
    values = scale / epsilons + epsilons**2
    return pd.DataFrame({"precision": precision, "summed": summed, "epsilon": epsilons, "error": values})


def test_errors_are_drawn_by_precision_on_logarithmic_axes_with_both_slopes():
    double, single = errors("float64", 1e-12), errors("float32", 1e-6)
    double.loc[0, "error"] = 0.0  # exact by chance: no place on a logarithmic axis
    table = pd.concat([double, single, errors("float64", 1.0, summed=True)])
    regimes = {
        "float64": {"best_epsilon": 1e-4, "rounding": -1.0, "truncation": 2.0},
        "float32": {"best_epsilon": 1e-2, "rounding": -0.5, "truncation": None},
    }
    [axes] = worked.differences(table, regimes).axes
    assert legend(axes) == ["float64", "float32"]
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), double.error[1:])
    np.testing.assert_array_equal(axes.lines[1].get_ydata(), single.error)
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert texts(axes) == ["slope −1.00", "slope +2.00", "slope −0.50"]
    assert [text.get_color() for text in axes.texts] == [style.BLUE, style.BLUE, style.RED]


def test_the_loss_along_the_gradient_is_drawn_afar_and_near_the_step():
    distances = np.linspace(-1, 1, 201)
    step = 0.01

    def reading(summed, start):
        loss = start - distances + distances**2
        columns = {"summed": summed, "distance": distances, "loss": loss, "tangent": start - distances}
        return pd.DataFrame(columns).assign(step=step)

    table = pd.concat([reading(False, 3.0), reading(True, 9.0)])
    grid = worked.along(table).axes
    titles = [axes.get_title() for axes in grid]
    assert titles[0] == "loss at the last step, afar"
    assert titles[3] == "summed loss, near the step"
    for axes, start in ((grid[0], 3.0), (grid[2], 9.0)):
        np.testing.assert_allclose(axes.lines[0].get_ydata(), start - distances + distances**2)
        np.testing.assert_allclose(axes.lines[1].get_ydata(), start - distances)
        assert texts(axes) == ["b"]
    near = grid[1]
    np.testing.assert_allclose(near.lines[0].get_xdata(), 1000 * distances[98:105], atol=1e-9)
    assert texts(near) == ["b", "after the step"]
    after = near.lines[-1]
    np.testing.assert_allclose(after.get_xydata(), [[10, 1000 * (step**2 - step)]], atol=1e-9)


def test_a_zero_gradient_has_no_line_to_be_drawn():
    empty = pd.DataFrame({name: [] for name in ("summed", "distance", "loss", "tangent", "step")})
    grid = worked.along(empty).axes
    assert {text for axes in grid for text in texts(axes)} == {"the gradient is zero"}
    assert not any(axes.lines for axes in grid)


def test_the_cells_six_values_have_a_panel_each_and_a_line_a_unit():
    random = np.random.default_rng(1)
    cell = lstm.Cell(1.0, 0.0, 0.0, [-1.0, 1.0], *random.normal(size=(3, 2, 2)), np.zeros(2))
    bptt = lstm_worked.example(cell, random.normal(size=(4, 2)), 1e-4, 0.01)
    grid = worked.gates(bptt).axes
    names = ["forget gate f", "input gate i", "output gate q", "candidate g", "state s", "output h"]
    assert [axes.get_title() for axes in grid] == names
    for axes, name in zip(grid, "fiqgsh", strict=True):
        np.testing.assert_array_equal(lines(axes), bptt["intermediates"][name].T)
    assert [axes.get_ylim() for axes in grid[:3]] == [(-0.04, 1.04)] * 3
    assert [text.get_text() for text in worked.gates(bptt).legends[0].get_texts()] == ["unit 1", "unit 2"]


def test_where_no_difference_errs_the_figure_says_so():
    table = pd.DataFrame(
        {"precision": ["float64", "float32"], "summed": False, "epsilon": 1e-4, "error": 0.0}
    )
    nothing = dict.fromkeys(("best_epsilon", "best_error", "rounding", "truncation"))
    [axes] = worked.differences(table, {"float64": nothing, "float32": nothing}).axes
    assert [text.get_text() for text in axes.texts] == ["no error above zero"]
