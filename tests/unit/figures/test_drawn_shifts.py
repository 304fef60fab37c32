import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from figures import shifts, style


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_a_filmstrip_has_the_label_of_each_place_blue_where_it_is_right():
    def seen(label):
        return [0.75 if d == label else 0.25 / 9 for d in range(10)]

    steps = {
        "pixels": [-3, -2, 0, 3],
        "probabilities": [seen(7), seen(2), seen(1), seen(1)],
        "shown": [-3, 0, 3],
    }
    frames = np.arange(3, dtype=np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8)
    film = shifts.filmstrip({"digit": 1, "pixels": 3}, steps, {"frames": frames})
    assert [axes.get_title() for axes in film.axes] == ["−3 px", "as it is", "+3 px"]
    assert [axes.images[0].get_array().max() for axes in film.axes] == [0, 1, 2]
    labels = [axes.texts[0] for axes in film.axes]
    assert [text.get_text() for text in labels] == ["7", "1", "1"]
    assert [text.get_color() for text in labels] == [style.RED, style.BLUE, style.BLUE]
    assert film.axes[0].get_xlabel().strip() == "75%"
    # Framed: what the question is about.
    assert [len(axes.patches) for axes in film.axes] == [1, 0, 1]


def consistency():
    rows = []
    for network, axis in (
        ("augmented", "horizontal"),
        ("augmented", "vertical"),
        ("unaugmented", "horizontal"),
    ):
        for pixels in (-1, 0, 1):
            for before in ("any", "right"):
                for digit, share in (("all", 0.75), ("1", 0.5), ("7", 0.25)):
                    share = 1.0 if pixels == 0 else share - (network == "unaugmented") / 8
                    row = {"network": network, "axis": axis, "pixels": pixels, "digit": digit}
                    row |= {"before": before, "same_share": share if before == "any" else -1.0}
                    rows.append(row | {"same_low": share - 0.125, "same_high": share + 0.125})
    return pd.DataFrame(rows)


def test_consistency_has_a_line_for_each_network_and_axis():
    fig = shifts.consistency(consistency(), 1)
    sideways, updown = fig.axes
    lines = {line.get_label(): line for line in sideways.lines if not line.get_label().startswith("_")}
    without = "all digits, trained without augmentation"
    words = ["the other digits, each", "all digits", without]
    words += ["the 1s", "the 1s, trained without augmentation"]
    assert list(lines) == words
    assert [text.get_text() for text in fig.legends[0].get_texts()] == words
    assert lines["all digits"].get_xdata().tolist() == [-1, 0, 1]
    assert lines["all digits"].get_ydata().tolist() == [75, 100, 75]
    assert lines["the 1s"].get_ydata().tolist() == [50, 100, 50]
    assert lines[without].get_ydata().tolist() == [62.5, 100, 62.5]
    assert (lines["all digits"].get_linestyle(), lines[without].get_linestyle()) == ("-", "--")
    [other] = [line for line in sideways.lines if line.get_label().startswith("_")]
    assert other.get_ydata().tolist() == [25, 100, 25]
    bands = [band.get_paths()[0].get_extents().extents.tolist() for band in sideways.collections]
    assert bands[0] == [-1, 62.5, 1, 112.5]
    assert len(bands) == 4
    assert not any("without" in line.get_label() for line in updown.lines)
    assert sideways.get_xlabel() == "pixels to the left (−) or right (+)"
    assert updown.get_xlabel() == "pixels up (−) or down (+)"
    assert (sideways.get_ylabel(), sideways.get_ylim()) == ("same label as unshifted, %", (0, 102))


def predictions(others):
    """``others``: how many of ten 1s are taken for a 4 and a 7, one pixel to the right."""
    rows = []
    for axis in ("horizontal", "vertical"):
        for pixels in (0, 1):
            moved = others if (axis, pixels) == ("horizontal", 1) else (0, 0)
            for label, digits in zip((1, 4, 7, 9), (10 - sum(moved), *moved, 0), strict=True):
                rows.append({"axis": axis, "pixels": pixels, "label": label, "digits": digits})
    return pd.DataFrame(rows)


def test_predictions_stand_on_each_other_in_per_cent():
    fig = shifts.predictions(predictions((1, 3)), 1)
    sideways = fig.axes[0]
    four, seven = sideways.containers
    assert [bar.get_x() + bar.get_width() / 2 for bar in four] == [0, 1]
    assert [bar.get_height() for bar in four] == [0, 10]
    assert [(bar.get_y(), bar.get_height()) for bar in seven] == [(0, 0), (10, 30)]
    assert seven[0].get_facecolor() == style.DIGITS(7)
    [legend] = fig.legends
    assert [text.get_text() for text in legend.get_texts()] == ["taken for 4", "taken for 7"]
    assert len({axes.get_ylim() for axes in fig.axes}) == 1
    assert sideways.get_ylabel() == "of the 1s, %"


def test_no_prediction_of_another_label_is_said():
    fig = shifts.predictions(predictions((0, 0)), 1)
    assert [axes.texts[0].get_text() for axes in fig.axes] == ["none", "none"]
    assert not fig.legends


def test_both_axes_at_once_are_shares_of_all_and_of_the_class_that_suffers_most():
    same = np.zeros((10, 21, 21), int)
    same[1], same[2] = 2, 5
    same[2, 0, 20] = 1  # farthest up and to the right
    digits = np.zeros(10, int)
    digits[[1, 2]] = 2, 8
    pixels = np.arange(-10, 11)
    given = {"pixels": pixels, "same": same, "digits": digits, "suffers": np.array(2)}
    panels = shifts.both_ways(given)
    every, one = (panel.axes[0] for panel in panels)
    assert [every.get_title(), one.get_title()] == ["all digits (10)", "the 2s, which suffer most (8)"]
    shares = [axes.images[0].get_array() for axes in (every, one)]
    assert [share[0, 20] for share in shares] == pytest.approx([30, 12.5])
    assert [share[3, 3] for share in shares] == pytest.approx([70, 62.5])
    assert one.images[0].get_extent() == [-10.5, 10.5, 10.5, -10.5]
    assert one.images[0].get_clim() == (0, 100)
    assert one.get_xticks().tolist() == one.get_yticks().tolist() == [-10, -5, 0, 5, 10]
    assert [line.get_xydata().tolist() for line in one.lines] == [[[0, 0]]]
    assert (every.get_xlabel(), every.get_ylabel()) == ("pixels to the right", "pixels down")


def test_precision_stands_beside_recall_and_the_ink_that_is_lost():
    rows = []
    for digit in (1, 7):
        for pixels, recall, precision in ((-1, 0.75, 0.5), (0, 1, 1), (1, 0.875, 0.25)):
            row = {"pixels": pixels, "digit": digit if digit == 1 else 7}
            for name, share in (("recall", recall), ("precision", precision)):
                share = share if digit == 1 else 0.0
                row |= {f"{name}_share": share, f"{name}_low": share - 0.125, f"{name}_high": share + 0.125}
            rows.append(row)
    ink = pd.DataFrame({"pixels": [-1, 0, 1], "cut_share": [0.5, 0, 0.25], "lost": [0.125, 0, 0.0625]})
    labels, lost = shifts.precision(pd.DataFrame(rows), ink, 1).axes
    drawn = {line.get_label(): line.get_ydata().tolist() for line in labels.lines}
    assert drawn == {
        "of the 1s, called 1: recall": [75, 100, 87.5],
        "of those called 1, 1s: precision": [50, 100, 25],
    }
    assert labels.lines[0].get_xdata().tolist() == [-1, 0, 1]
    assert labels.collections[1].get_paths()[0].get_extents().extents.tolist() == [-1, 12.5, 1, 112.5]
    drawn = {line.get_label(): line.get_ydata().tolist() for line in lost.lines}
    assert drawn == {"digits that lose ink": [50, 0, 25], "share of the ink lost, mean": [12.5, 0, 6.25]}
    assert lost.get_xlabel() == "pixels to the left (−) or right (+)"
