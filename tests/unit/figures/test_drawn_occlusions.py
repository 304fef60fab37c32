import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from figures import occlusions, style

SUMMARY = {
    "digit": 6,
    "patch": 8,
    "stride": 10,
    "marked": [
        {"top": 10, "left": 0, "probability": 0.125, "label": 5, "highest": 0.5},
        {"top": 20, "left": 10, "probability": 0.25, "label": 6, "highest": 0.75},
    ],
}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def drawn(axes):
    [image] = axes.images
    return image


def legend_of(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def corner(patch):
    return (*patch.get_xy(), patch.get_width(), patch.get_height())


def test_three_maps_lie_where_the_squares_corner_was():
    labels = np.array([[6, 6, 5], [6, 3, 3], [6, 6, 6]])
    maps = {"probability_of_digit": np.arange(9.0).reshape(3, 3) / 9}
    maps |= {"highest_probability": np.full((3, 3), 0.5), "predicted_label": labels}
    fig = occlusions.three_maps(maps, SUMMARY)
    axes = fig.axes[:3]
    assert [a.get_title() for a in axes] == ["probability of 6", "highest probability", "label"]
    for a, name in zip(axes, maps, strict=True):
        np.testing.assert_array_equal(drawn(a).get_array(), maps[name])
        assert drawn(a).get_extent() == [-5, 25, 25, -5]  # three cells of 10 pixels about 0, 10 and 20
    assert [drawn(a).get_clim() for a in axes[:2]] == [(0, 1), (0.1, 1)]
    assert [drawn(axes[2]).norm(label) for label in (0, 5, 9)] == [0, 5, 9]
    assert legend_of(axes[2]) == ["3", "5", "6"]
    assert (axes[0].get_xlabel(), axes[0].get_ylabel()) == ("square's left edge, px", "square's top edge, px")


def test_the_deepest_places_are_drawn_and_covered():
    image = np.full((28, 28), 200, np.uint8)
    fig = occlusions.places(image, SUMMARY)
    where, first, second = fig.axes
    squares = [patch for patch in where.patches if isinstance(patch, Rectangle)]
    assert [corner(square) for square in squares] == [(-0.5, 9.5, 8, 8), (9.5, 19.5, 8, 8)]
    assert [text.get_text() for text in where.texts] == ["1", "2"]
    assert (drawn(where).get_array() == 200).all()
    covered = drawn(first).get_array()
    assert (covered[10:18, 0:8] == 0).all()
    assert (covered == 0).sum() == 64
    assert (drawn(second).get_array()[20:28, 10:18] == 0).all()
    assert first.get_title() == "1: 12.5%\n→ 5 (50%)"
    assert second.get_title() == "2: 25.0%\n→ 6 (75%)"
    assert (image == 200).all()


def test_a_class_has_its_means_and_the_labels_that_win():
    maps = {
        "typical": np.full((28, 28), 100.0),
        "mean": np.array([[0.1, 0.2], [0.3, 0.4]]),
        "deviation": np.full((2, 2), 0.25),
        "wrong_label": np.array([[5, -1], [3, 5]]),
    }
    fig = occlusions.class_maps(maps, {"digit": 6, "stride": 20})
    typical, mean, deviation, wrong = fig.axes[:4]
    titles = ["mean 6", "probability of 6", "its standard deviation", "commonest wrong label"]
    assert [a.get_title() for a in fig.axes[:4]] == titles
    for a, name in ((typical, "typical"), (mean, "mean"), (deviation, "deviation")):
        np.testing.assert_array_equal(drawn(a).get_array(), maps[name])
    assert [drawn(a).get_clim() for a in (mean, deviation)] == [(0, 1), (0, 0.5)]
    assert drawn(mean).get_extent() == [-10, 30, 30, -10]
    shown = drawn(wrong).get_array()
    assert shown.mask.tolist() == [[False, True], [False, False]]
    assert shown.compressed().tolist() == [5, 3, 5]
    [words] = [legend_of(a) for a in fig.axes if a.get_legend()]
    assert words == ["3", "5"]
    assert mean.get_ylabel() == "top edge, px"


def test_parts_are_bars_with_intervals_and_the_sign_as_colour():
    table = pd.DataFrame(
        {
            "part": ["lower left", "centre", "no ink"],
            "drop": [0.5, 0.25, 0.0],
            "drop_low": [0.4, 0.2, 0.0],
            "drop_high": [0.7, 0.3, 0.0],
            "beyond_ink": [0.125, -0.25, 0.01],
            "beyond_ink_low": [0.1, -0.5, 0.0],
            "beyond_ink_high": [0.2, -0.125, 0.02],
        }
    )
    fig = occlusions.parts(table, {"digit": 6})
    left, right = fig.axes
    assert [text.get_text() for text in left.get_yticklabels()] == ["centre", "lower left"]
    assert [bar.get_width() for bar in left.patches] == [25, 50]
    assert [bar.get_width() for bar in right.patches] == [-25, 12.5]
    assert [bar.get_facecolor() for bar in right.patches] == [to_rgba(style.GREY), to_rgba(style.RED)]
    [intervals] = left.collections
    ends = [segment[:, 0] for segment in intervals.get_segments()]
    np.testing.assert_allclose(ends, [[20, 30], [40, 70]])
    assert left.get_title() == "Fall in the probability of 6"
    assert right.get_title() == "More than the amount of ink explains"
    [intervals] = right.collections
    ends = [segment[:, 0] for segment in intervals.get_segments()]
    np.testing.assert_allclose(ends, [[-50, -12.5], [10, 20]])


def test_sizes_are_three_lines_in_per_cent():
    table = pd.DataFrame(
        {
            "patch": [4, 8],
            "vulnerable_share": [0.25, 0.5],
            "vulnerable_low": [0.125, 0.375],
            "vulnerable_high": [0.5, 0.75],
            "lowest": [0.75, 0.125],
            "flipped_share": [0.0625, 0.25],
        }
    )
    [axes] = occlusions.sizes(table).axes
    lines = {line.get_label(): line.get_ydata().tolist() for line in axes.lines}
    assert lines == {
        "digits that some position flips": [25, 50],
        "lowest probability, mean over digits": [75, 12.5],
        "positions that flip the label": [6.25, 25],
    }
    assert all(line.get_xdata().tolist() == [4, 8] for line in axes.lines)
    [band] = axes.collections
    assert band.get_paths()[0].get_extents().extents.tolist() == [4, 12.5, 8, 75]
    assert axes.get_xticks().tolist() == [4, 8]
    assert axes.get_ylim() == (0, 102)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("side of the square, pixels", "%")
