import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from digitlab import regions
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


def corner(patch):
    return (*patch.get_xy(), patch.get_width(), patch.get_height())


def test_an_example_lies_over_its_digit_at_the_squares_middle():
    labels = np.array([[6, 6, 5], [6, 3, 3], [6, 6, 6]])
    maps = {"probability_of_digit": np.full((3, 3), 0.5), "image": np.full((28, 28), 9, np.uint8)}
    maps["probability_of_digit"][1, 0] = 0.125
    maps |= {"highest_probability": np.full((3, 3), 0.5), "predicted_label": labels}
    panels = occlusions.example(maps, SUMMARY | {"probability_uncovered": 0.5})
    hurts, instead = panels[0].axes[0], panels[1].axes[0]
    for axes in (hurts, instead):
        digit, over = axes.images
        assert (digit.get_array() == 9).all()
        # Cells of 10 pixels about 3.5, 13.5 and 23.5, the middles of squares of 8 at 0, 10 and 20.
        assert over.get_extent() == [-1.5, 28.5, 28.5, -1.5]
        assert (axes.get_xlim(), axes.get_ylim()) == ((-0.5, 27.5), (27.5, -0.5))
    opacity = hurts.images[1].get_array()[..., 3]
    assert opacity[1, 0] == pytest.approx(occlusions.STRONGEST * 0.75)
    assert (np.delete(opacity.ravel(), 3) == 0).all()
    assert corner(hurts.patches[0]) == (-0.5, 9.5, 8, 8)  # the first of the places that are marked
    assert [text.get_text() for text in hurts.texts] == ["50% → 12.5%"]
    assert hurts.texts[0].xy == (3.5, 13.5)
    colours = instead.images[1].get_array()
    assert ((colours[..., 3] > 0) == (labels != 6)).all()
    np.testing.assert_allclose(colours[0, 2, :3], style.DIGITS(5)[:3])
    # The commonest first; each points at a cell that has its label.
    assert [text.get_text() for text in instead.texts] == ["3: at 2 of 9", "5: at 1 of 9"]
    assert [text.xy for text in instead.texts] == [(13.5, 13.5), (23.5, 3.5)]


def test_the_three_maps_stand_below_as_they_are():
    labels = np.array([[6, 6, 5], [6, 3, 3], [6, 6, 6]])
    maps = {"probability_of_digit": np.arange(9.0).reshape(3, 3) / 9}
    maps |= {"highest_probability": np.full((3, 3), 0.5), "predicted_label": labels}
    panels = occlusions.plain_maps(maps, SUMMARY)
    axes = [panel.axes[0] for panel in panels]
    assert [a.get_title() for a in axes] == ["probability of 6", "highest probability", "label"]
    for a, name in zip(axes[:2], maps, strict=False):
        np.testing.assert_array_equal(drawn(a).get_array(), maps[name])
        assert drawn(a).get_extent() == [-1.5, 28.5, 28.5, -1.5]
    assert [drawn(a).get_clim() for a in axes[:2]] == [(0, 1), (0.1, 1)]
    np.testing.assert_allclose(drawn(axes[2]).get_array(), style.DIGITS(labels))
    [legend] = panels.legends
    assert [text.get_text() for text in legend.get_texts()] == ["3", "5", "6"]


def test_words_are_in_the_nearest_corner_that_is_free_and_readable_on_their_colour():
    _, [axes] = style.panels(2, 1)
    style.digit(axes, np.zeros((28, 28)))
    named = [("a", (27, 0), style.DIGITS(0)), ("b", (26, 1), style.DIGITS(5))]
    occlusions.spots(axes, [*named, *(("c", (1, 1), style.BLUE),) * 3])
    places = [text.get_position() for text in axes.texts]
    assert places[0] == (0.97, 0.94)
    assert len(set(places)) == len(places) == 4
    assert [text.get_color() for text in axes.texts[:2]] == ["white", "black"]


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


def test_a_class_has_its_means_and_the_labels_that_win_by_how_often():
    maps = {
        "typical": np.full((28, 28), 100.0),
        "drop": np.array([[0.1, 0.2], [0.8, 0.4]]),
        "deviation": np.array([[0.25, 0.0], [0.0, 0.0]]),
        "wrong_label": np.array([[5, -1], [3, 5]]),
        "wrong_share": np.array([[0.25, 0.0], [0.125, 0.5]]),
    }
    panels = occlusions.class_maps(maps, {"digit": 6, "stride": 20, "patch": 8})
    hurts, spread, instead = panels.axes
    titles = ["Mean fall of the probability of 6", "How much it differs between digits"]
    assert [a.get_title() for a in panels.axes] == [*titles, "Commonest wrong label, by how often"]
    for a in panels.axes:
        digit, over = a.images
        assert (digit.get_array() == 100).all()
        assert over.get_extent() == [-6.5, 33.5, 33.5, -6.5]
    opacity = [a.images[1].get_array()[..., 3] for a in panels.axes]
    np.testing.assert_allclose(opacity[0], occlusions.STRONGEST * maps["drop"] / 0.8)
    np.testing.assert_allclose(opacity[1], occlusions.STRONGEST * maps["deviation"] / 0.5)
    np.testing.assert_allclose(opacity[2], maps["wrong_share"] / 0.5)
    np.testing.assert_allclose(instead.images[1].get_array()[1, 0, :3], style.DIGITS(3)[:3])
    assert [text.get_text() for text in hurts.texts] == ["80 points"]
    assert [text.get_text() for text in spread.texts] == ["SD 25 points"]
    assert [text.get_text() for text in instead.texts] == ["5: up to 50%", "3: up to 12%"]
    assert hurts.texts[0].xy == (3.5, 23.5)


def test_a_class_that_keeps_its_label_says_so():
    maps = {name: np.zeros((2, 2)) for name in ("drop", "deviation", "wrong_share")}
    maps |= {"typical": np.zeros((28, 28)), "wrong_label": np.full((2, 2), -1)}
    instead = occlusions.class_maps(maps, {"digit": 6, "stride": 20, "patch": 8}).axes[2]
    assert [text.get_text() for text in instead.texts] == ["none"]
    assert (instead.images[1].get_array()[..., 3] == 0).all()


def test_parts_lie_over_the_mean_digit_with_their_intervals_and_the_sign_as_colour():
    table = pd.DataFrame(
        {
            "part": ["lower left", "centre", "no ink"],
            "drop": [0.5, 0.25, 0.9],
            "drop_low": [0.4, 0.2, 0.0],
            "drop_high": [0.7, 0.3, 0.0],
            "beyond_ink": [0.125, -0.25, 0.01],
            "beyond_ink_low": [0.1, -0.5, 0.0],
            "beyond_ink_high": [0.2, -0.125, 0.02],
        }
    )
    box, names = (3.0, 23.0, 7.0, 18.0), regions.NAMES[: regions.NO_INK]
    typical = np.full((28, 28), 100.0)
    panels = occlusions.parts(table, {"digit": 6, "box": box}, typical, names)
    left, right = panels.axes
    assert left.get_title() == "Fall of the probability of 6, points"
    assert right.get_title() == "Beyond what the ink explains, points"
    for axes in panels.axes:
        frames = [corner(patch) for patch in axes.patches if not patch.get_fill()]
        assert frames[0] == (6.5, 2.5, 4, 7)  # a third of rows 3 to 23 and of columns 7 to 18
        assert frames[6] == (6.5, 16.5, 4, 7)
        assert len(frames) == 9
    words = [text.get_text() for text in left.texts]
    assert words[2 * 4 : 2 * 4 + 2] == ["25.0", "20.0 to 30.0"]
    assert words[2 * 6 : 2 * 6 + 2] == ["50.0", "40.0 to 70.0"]
    assert words[:2] == ["–", "no ink"]
    assert [text.get_text() for text in right.texts][8:10] == ["−25.0", "−50.0 to −12.5"]
    shades = [patch for patch in right.patches if patch.get_fill()]
    assert [corner(shade)[:2] for shade in shades] == [(10.5, 9.5), (6.5, 16.5)]
    strengths = [0.65, 0.325]
    colours = [to_rgba(style.SKY, 0.65), to_rgba(style.ORANGE, 0.325)]
    assert [shade.get_facecolor() for shade in shades] == [pytest.approx(colour) for colour in colours]
    assert [shade.get_alpha() for shade in shades] == pytest.approx(strengths)


def sizes(count):
    sides = np.array([4, 8, 12, 14][:count])
    table = pd.DataFrame({"patch": sides, "vulnerable_share": [0.25, 0.5, 0.75, 1.0][:count]})
    table = table.assign(vulnerable_low=table.vulnerable_share - 0.125, lowest=0.75 - sides / 32)
    table = table.assign(vulnerable_high=table.vulnerable_share + 0.125, flipped_share=sides / 64)
    panels = occlusions.sizes(table)
    return panels, panels.axes[0]


def test_sizes_are_three_lines_in_per_cent():
    panels, axes = sizes(4)
    lines = {line.get_label(): line.get_ydata().tolist() for line in axes.lines}
    assert lines == {
        "digits that some position flips": [25, 50, 75, 100],
        "lowest probability, mean over digits": [62.5, 50, 37.5, 31.25],
        "positions that flip the label": [6.25, 12.5, 18.75, 21.875],
    }
    assert all(line.get_xdata().tolist() == [4, 8, 12, 14] for line in axes.lines)
    [band] = axes.collections
    assert band.get_paths()[0].get_extents().extents.tolist() == [4, 12.5, 14, 112.5]
    assert axes.get_xticks().tolist() == [4, 8, 12, 14]
    assert axes.get_ylim() == (0, 102)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("side of the square, pixels", "%")
    assert len(panels.legends[0].get_texts()) == 3


def test_no_line_goes_through_three_sizes():
    _, axes = sizes(3)
    assert {line.get_linestyle() for line in axes.lines} == {"None"}
    [container] = axes.containers
    ends = [segment[:, 1].tolist() for segment in container.lines[2][0].get_segments()]
    assert ends == [[12.5, 37.5], [37.5, 62.5], [62.5, 87.5]]
