import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

from digitlab.answers import sweep
from figures import sweeps

POINTS = pd.DataFrame(
    {
        "channels": ["[8, 12]", "[8, 12]", "[4, 6]", "[4, 6]"],
        "learning_rate": [0.02, 0.01, 0.02, 0.01],
        "test_accuracy": [0.98, 0.96, 0.9, 0.95],
    }
)


def drawn(key):
    fig = sweeps.by_key(POINTS, sweep.spread(POINTS, ["learning_rate", "channels"]), key)
    [axes] = fig.axes
    plt.close("all")
    return axes


def test_each_point_is_a_dot_over_its_value_in_the_tables_order():
    axes = drawn("channels")
    assert [label.get_text() for label in axes.get_xticklabels()] == ["[8, 12]", "[4, 6]"]
    dots = [line for line in axes.lines if line.get_marker() == "o" and len(line.get_xdata())]
    assert [list(line.get_xdata()) for line in dots] == [[0, 0], [1, 1]]
    np.testing.assert_allclose([line.get_ydata() for line in dots], [[2, 4], [10, 5]])


def test_mean_and_range_stand_beside_the_dots_as_errors():
    axes = drawn("learning_rate")
    means = [container.lines[0] for container in axes.containers]
    np.testing.assert_allclose([line.get_xydata()[0] for line in means], [[0.12, 6.0], [1.12, 4.5]])
    bars = [container.lines[2][0].get_segments()[0] for container in axes.containers]
    np.testing.assert_allclose([bar[:, 1] for bar in bars], [[2, 10], [4, 5]])
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_ylim()[0]) == (
        "learning_rate",
        "test errors, %",
        0,
    )
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["a point", "mean and range"]
