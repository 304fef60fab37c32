import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from figures import style, thumbnails


@pytest.fixture(autouse=True)
def none_left_open():
    yield
    style.plt.close("all")


def test_digits_stand_side_by_side_on_no_ground():
    fig = thumbnails.digits(*(np.full((28, 28), value) for value in (3, 5, 7)))
    assert [axes.images[0].get_array().max() for axes in fig.axes] == [3, 5, 7]
    assert fig.patch.get_alpha() == 0


def test_what_hiding_costs_is_painted_at_the_squares_middle():
    fall = np.zeros((21, 21))
    fall[10, 4] = 1
    _, right = thumbnails.hidden(np.zeros((28, 28), np.uint8), fall).axes
    painted = right.images[0].get_array()
    assert np.argwhere(painted.sum(2) > 0).tolist() == [[13, 7]]
    np.testing.assert_allclose(painted[13, 7], 0.85 * np.array(to_rgb(style.ORANGE)))


def test_only_bins_that_hold_digits_of_the_first_kind_are_drawn():
    bins = pd.DataFrame(
        {
            "probabilities": ["as trained", "as trained", "scaled"],
            **{"digits": [0, 5, 5], "confidence": [np.nan, 0.8, 0.7], "right_share": [np.nan, 0.9, 0.7]},
        }
    )
    [axes] = thumbnails.reliability(bins).axes
    assert axes.lines[1].get_xydata().tolist() == [[0.8, 0.9]]


def test_a_line_a_network_begins_at_the_last_step_and_gates_are_blue():
    curves = {
        "lstm0_h": np.array([[1.0, 0.5], [3, 2.5]]),
        "rnn0_h": np.array([[2.0, -np.inf], [2, 0]]),
        "rnn0_bound": np.zeros(2),
    }
    [axes] = thumbnails.fading(curves).axes
    assert [line.get_color() for line in axes.lines] == [style.GREY, style.BLUE]
    assert [line.get_ydata().tolist() for line in axes.lines] == [[0, -2], [0, -0.5]]
