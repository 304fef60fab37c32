import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

from figures import reading


@pytest.fixture(autouse=True)
def closed():
    """No figure is left open."""
    yield
    plt.close("all")


def summary(error):
    rows = [("gap 0", error), ("noise", 0.5), ("gap 8", 0.0), ("gap -2", error / 2)]
    return pd.DataFrame(
        [{"condition": c, "error": e, "error_low": e / 2, "error_high": 2 * e} for c, e in rows]
    )


def test_errors_are_lines_by_gap_in_percent_without_degradations():
    found = reading.by_gap(summary(0.04))
    assert found.gap.tolist() == [8, 0, -2]
    assert found.error.tolist() == [reading.LEAST, 4, 2]
    assert found.error_high.tolist() == [reading.LEAST, 8, 4]


def test_each_way_has_a_line_and_the_floor_lies_under_both_panels():
    ways = [
        "isolated",
        "components",
        "components_dilated",
        "cuts_plain",
        "cuts_further",
        "cuts_junk",
        "cuts",
        "ctc",
    ]
    figures = reading.errors({way: summary(0.01 * k) for k, way in enumerate(ways, 1)})
    left, right = figures.axes
    labels = [[line.get_label() for line in axes.lines] for axes in (left, right)]
    assert labels == [
        ["pieces, widened", "pieces", "cuts", "whole lines, LSTM, CTC", "cut by the truth"],
        ["cuts alone", "trained further", "a class for junk", "learnt weights", "cut by the truth"],
    ]
    for axes in (left, right):
        assert axes.lines[-1].get_ydata().tolist() == [reading.LEAST, 1, 0.5]
        assert axes.get_xlim()[0] > axes.get_xlim()[1]  # the widest gap first
    # The cuts stand in both panels.
    assert left.lines[2].get_ydata()[1] == right.lines[3].get_ydata()[1] == pytest.approx(7)


def found(boxes, labels, right):
    return {
        "photo.image": np.arange(80 * 200, dtype=np.uint64).reshape(80, 200).astype(np.uint8),
        "photo.boxes": np.array(boxes, float).reshape(-1, 4),
        "photo.labels": np.array(labels, int),
        "photo.right": np.array(right, bool),
    }


def test_a_page_is_its_left_half_with_boxes_right_and_wrong():
    cuts = found([(20, 40, 30, 50), (20, 40, 60, 80), (20, 40, 150, 170)], [3, 4, 5], [True, False, True])
    pieces = found([(20, 40, 30, 80)], [9], [False])
    before, of_pieces, of_cuts = reading.pages(pieces, cuts).axes
    assert [axes.get_title(loc="left") for axes in (before, of_pieces, of_cuts)] == [
        "Made to look photographed",
        "Pieces",
        "Cuts",
    ]
    assert not before.patches
    looks = [(to_hex(patch.get_edgecolor()), patch.get_linestyle()) for patch in of_cuts.patches]
    assert looks == [reading.RIGHT, reading.WRONG]
    assert [text.get_text() for text in of_cuts.texts] == ["3", "4"]
    assert [text.get_text() for text in of_pieces.texts] == ["9"]
    # The crop begins 16 rows above the topmost box and 8 columns before the first.
    corner = of_cuts.patches[0].get_xy()
    assert corner == (30 - 22 - 0.5, 20 - 4 - 0.5)
    drawn = of_cuts.images[0].get_array()
    there = cuts["photo.image"][4 : 4 + drawn.shape[0], 22 : 22 + drawn.shape[1]]
    np.testing.assert_array_equal(drawn, there // 8 * 8)


def test_a_page_on_which_nothing_was_found_is_drawn_without_boxes():
    nothing = found([], [], [])
    panels = reading.pages(nothing, nothing).axes
    assert [len(axes.patches) for axes in panels] == [0, 0, 0]
    assert panels[0].images[0].get_array().shape == (80, 100)


def test_failures_stand_in_a_row_for_each_way_to_fail():
    outcomes = ["merged"] * 9 + ["misread"]
    pictures = {
        "images": np.full((10, 36, 52), 7, np.uint8) * np.arange(10, dtype=np.uint8)[:, None, None],
        "outcomes": np.array(outcomes),
        "truth": np.array([str(k) for k in range(10)]),
        "read": np.array(["5"] * 9 + [""]),
    }
    rows = reading.failures(pictures)
    assert [row.get_suptitle() for row in rows] == ["misread", "merged"]
    assert [axes.get_xlabel() for axes in rows[0].axes][:2] == ["9 as nothing", ""]
    drawn = [axes.images[0].get_array()[0, 0] for axes in rows[1].axes]
    assert drawn[0] == 0
    assert drawn[-1] == 8 * 7  # from the first condition to the last
    assert len(drawn) == reading.IN_A_ROW


def test_where_nothing_failed_that_is_said():
    none = {"images": np.zeros((0, 36, 52), np.uint8)} | {
        name: np.array([], str) for name in ("outcomes", "truth", "read")
    }
    [fig] = reading.failures(none)
    assert fig.axes[0].texts[0].get_text() == "No digit failed."
