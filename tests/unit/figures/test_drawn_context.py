import numpy as np
import pytest
from matplotlib import pyplot as plt

from figures import context, style


@pytest.fixture(autouse=True)
def closed():
    """No figure is left open."""
    yield
    plt.close("all")


def test_a_panel_for_each_network_and_a_mark_for_each_training_on_each_kind_of_lines():
    value = {"random": 1, "counting": 2, "ascending": 3, "check": 4, "check altered": 90}
    reads = [
        {"network": network, "trained": trained, "read": read}
        | {"errors": {"mean": value[read] * (1 + place) / 100, "low": 0.005, "high": 0.2}}
        for network in ("lstm", "plain")
        for place, trained in enumerate(context.TRAINED)
        for read in value
    ]
    figures = context.errors({"reads": reads})
    left, right = figures.axes
    assert (left.get_title(), right.get_title()) == ("with LSTM", "without LSTM")
    drawn = [bar.lines[0].get_ydata().tolist() for bar in left.containers]
    np.testing.assert_allclose(drawn, [[1, 2, 3, 4], [2, 4, 6, 8], [3, 6, 9, 12], [4, 8, 12, 16]])
    across = np.array([bar.lines[0].get_xdata() for bar in left.containers])
    assert (across.round() == [0, 1, 2, 3]).all()
    assert len(set(across[:, 0])) == 4
    assert left.get_ylim() == right.get_ylim()
    assert left.get_ylim()[1] > 20
    [legend] = figures.legends
    assert [text.get_text() for text in legend.get_texts()] == [
        label for label, _, _ in context.TRAINED.values()
    ]


def test_altered_lines_stand_with_what_was_read_of_them():
    examples = {
        "ink": np.zeros((5, 36, 100), np.uint8),
        "kind": np.array(["check"] * 4 + ["ascending"]),
        "written": np.array([f"{at}2" for at in range(5)]),
        "meant": np.array([f"{at}3" for at in range(5)]),
        "control": np.array([f"{at}4" for at in range(5)]),
        "context": np.array([f"{at}5" for at in range(5)]),
    }
    examples["ink"][:, 10:20, 5:40] = 200
    figures = context.altered(examples)
    titles = [axes.get_title() for axes in figures.axes]
    assert titles == [f"written {at}2, meant {at}3" for at in (4, 0, 1)]
    assert figures.axes[0].get_xlabel() == "trained on random lines: 44\ntrained on numbers that count up: 45"
    assert figures.axes[0].images[0].get_array().shape == (36, 45)  # a little beyond the last ink of all


def test_a_figure_without_errors_has_a_scale():
    reads = [
        {"network": network, "trained": trained, "read": read, "errors": {"mean": 0, "low": 0, "high": 0}}
        for network in ("lstm", "plain")
        for trained in context.TRAINED
        for read in context.READ
    ]
    assert context.errors({"reads": reads}).axes[0].get_ylim()[1] == 1
    assert style.rendered(context.errors({"reads": reads})).startswith(b"<svg")
