import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from figures import letters, style

CHARACTERS = "0O1I"


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def table(counts):
    truths, labels = np.indices(counts.shape)
    of = np.array(list(CHARACTERS))
    return pd.DataFrame(
        {"truth": of[truths.ravel()], "label": of[labels.ravel()], "readings": counts.ravel()}
    )


def test_cells_are_shares_of_a_characters_readings_and_the_right_ones_have_none():
    counts = np.diag([30, 40, 50, 60])
    counts[0, 1], counts[3, 2] = 10, 20
    axes, bar = letters.confusion(table(counts), ["0O"]).axes
    [image] = axes.images
    expected = np.zeros((4, 4))
    expected[0, 1], expected[3, 2] = 10 / 40, 20 / 80
    np.testing.assert_allclose(image.get_array(), expected)
    assert [label.get_text() for label in axes.get_yticklabels()] == list(CHARACTERS)
    outlined = {patch.get_xy() for patch in axes.patches}
    assert outlined == {(0.5, -0.5), (-0.5, 0.5)}
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("taken for", "character")
    assert [label.get_text() for label in bar.get_xticklabels()][:3] == ["0%", "1%", "5%"]


def test_no_error_at_all_is_drawn_too():
    axes, _ = letters.confusion(table(np.diag([1, 2, 3, 4])), ["0O"]).axes
    assert axes.images[0].get_array().max() == 0


def test_each_misread_glyph_stands_over_what_it_is_taken_for_in_its_pairs_panel():
    images = np.arange(3, dtype=np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8)
    rows = pd.DataFrame(
        {
            **{"pair": ["1I", "0O", "1I"], "truth": ["1", "0", "I"], "label": ["I", "O", "1"]},
            "probability": [0.9, 0.8, 0.7],
        }
    )
    pairs = [{"pair": "1I", "errors": 5, "readings": 40}, {"pair": "0O", "errors": 2, "readings": 30}]
    first, second = letters.misread(images, rows, pairs)
    assert [fig.get_suptitle() for fig in (first, second)] == ["1/I: 5 of 40", "0/O: 2 of 30"]
    shown = [axes for axes in first.axes if axes.images]
    assert [axes.images[0].get_array().max() for axes in shown] == [0, 2]
    assert [axes.get_xlabel() for axes in shown] == ["1 as I\n90%", "I as 1\n70%"]
    assert len(first.axes) == letters.ACROSS


def test_nothing_misread_is_said():
    rows = pd.DataFrame({"pair": [], "truth": [], "label": [], "probability": []})
    fig = letters.misread(np.zeros((0, 28, 28), np.uint8), rows, [])
    assert isinstance(fig, style.Panels)
    assert [text.get_text() for axes in fig.axes for text in axes.texts] == ["none"]
