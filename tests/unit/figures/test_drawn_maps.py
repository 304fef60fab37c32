import numpy as np
import pandas as pd
import pytest

from figures import maps, style


@pytest.fixture(autouse=True)
def none_left_open():
    yield
    style.plt.close("all")


RANDOM = np.random.default_rng(0)
EXAMPLES = {
    "digits": np.array([0, 8]),
    "images": RANDOM.integers(0, 256, (2, 28, 28)),
    "first": RANDOM.random((5, 3, 3)),
    "second": 2 * RANDOM.random((5, 3, 3)),
}
CLASSES = {
    "mean_first": RANDOM.random((5, 3, 3)),
    "mean_second": RANDOM.random((5, 3, 3)),
    "typical_first": RANDOM.random((28, 28)),
    "typical_second": RANDOM.random((28, 28)),
    "right": np.array([[50, 60, 70], [80, 95, 90], [40, 30, 20]]),
    "rows": np.array([4.0, 14.0, 24.0]),
    "columns": np.array([3.0, 13.0, 23.0]),
    "window": 10,
    "strongest": RANDOM.integers(0, 256, (5, 28, 28)),
    "strongest_top": np.arange(5),
    "strongest_left": np.arange(10, 15),
}
SUMMARY = {
    "digits": [0, 8],
    "test_digits": [60, 40],
    "window": 10,
    "places": [
        {"pixel_row": 14.0, "pixel_column": 13.0, "alike": True},
        {"pixel_row": 14.0, "pixel_column": 23.0, "alike": True},
        {"pixel_row": 4.0, "pixel_column": 13.0, "alike": False},
    ],
}


def shown(axes):
    return np.ma.filled(axes.images[0].get_array().astype(float), np.nan)


def test_every_channel_of_both_digits_is_shown_on_one_scale():
    fig = maps.all_channels(EXAMPLES)
    first, second, bar = fig.axes
    assert (first.get_title(), second.get_title()) == ("the 0", "the 8")
    for axes, name in ((first, "first"), (second, "second")):
        canvas = shown(axes)
        assert canvas.shape == (2 * 4 + 1, 3 * 4 + 1)
        np.testing.assert_allclose(canvas[1:4, 5:8], EXAMPLES[name][1])
        np.testing.assert_allclose(canvas[5:8, 1:4], EXAMPLES[name][3])
        assert np.isfinite(canvas).sum() == EXAMPLES[name].size
        assert axes.images[0].get_clim() == (0, max(EXAMPLES["first"].max(), EXAMPLES["second"].max()))
        assert [label.get_text() for label in axes.get_yticklabels()] == ["0", "3"]
    assert bar.get_xlabel() == "activation"


def test_the_separating_channels_stand_beside_both_digits_and_over_their_classes_means():
    table = pd.DataFrame({"channel": [4, 1], "effect_size": [-2.34, 1.5]})
    fig = maps.separating(EXAMPLES, CLASSES, table)
    grid = np.array(fig.axes[:15]).reshape(5, 3)
    assert [axes.get_ylabel() for axes in grid[:, 0]] == [
        "this 0",
        "this 8",
        "mean of the 0s",
        "mean of the 8s",
        "strongest in",
    ]
    assert [axes.get_title() for axes in grid[0, 1:]] == ["channel 4\n−2.3 SD", "channel 1\n+1.5 SD"]
    np.testing.assert_array_equal(shown(grid[1, 0]), EXAMPLES["images"][1])
    assert not grid[2, 0].images
    values = (EXAMPLES["first"], EXAMPLES["second"], CLASSES["mean_first"], CLASSES["mean_second"])
    top = max(part[[4, 1]].max() for part in values)
    for line, part in zip(grid[:4], values, strict=True):
        for axes, channel in zip(line[1:], (4, 1), strict=True):
            np.testing.assert_array_equal(shown(axes), part[channel])
            assert axes.images[0].get_clim() == (0, top)
    for axes, channel in zip(grid[4, 1:], (4, 1), strict=True):
        np.testing.assert_array_equal(shown(axes), CLASSES["strongest"][channel])
        [square] = axes.patches
        assert (square.get_xy(), square.get_width()) == ((9.5 + channel, channel - 0.5), 10)


def test_a_dot_a_place_says_how_often_its_probe_is_right_and_the_best_is_ringed():
    fig = maps.places(EXAMPLES, CLASSES, SUMMARY)
    pictures = fig.axes[:4]
    assert [axes.get_title() for axes in pictures] == ["this 0", "this 8", "mean 0", "mean 8"]
    np.testing.assert_array_equal(shown(pictures[0]), EXAMPLES["images"][0])
    np.testing.assert_array_equal(shown(pictures[3]), CLASSES["typical_second"])
    for axes in pictures:
        [dots] = axes.collections
        at = {
            tuple(map(float, place)): share
            for place, share in zip(dots.get_offsets(), dots.get_array(), strict=True)
        }
        assert len(at) == 9
        assert (at[13.0, 14.0], at[23.0, 14.0], at[3.0, 24.0]) == (95, 90, 40)  # of 100 digits, in per cent
        [square] = axes.patches
        assert (square.get_xy(), square.get_width(), square.get_height()) == ((8, 9), 10, 10)
        best, alike = axes.lines  # the third is worse
        assert (best.get_xydata().tolist(), alike.get_xydata().tolist()) == ([[13, 14]], [[23, 14]])
        assert best.get_markeredgewidth() > alike.get_markeredgewidth()


def test_probe_errors_and_changed_labels_are_drawn_by_the_number_of_channels():
    probes = pd.DataFrame(
        {
            "channels": [1, 1, 1, 4, 4, 4],
            "kind": ["separating", "random", "random"] * 2,
            "right": [90, 60, 70, 99, 80, 84],
            "images": 100,
        }
    )
    ablated = probes[["channels", "kind"]].assign(
        first_to_second=[1, 0, 2, 10, 1, 1],
        second_to_first=[2, 0, 0, 5, 1, 3],
        first_to_other=[0, 1, 1, 4, 0, 0],
        second_to_other=[3, 1, 1, 4, 2, 2],
    )
    at_zero = ablated.assign(baseline="zero", second_to_first=0)
    ablated = pd.concat([ablated.assign(baseline="mean"), at_zero])
    left, middle, right = maps.counts(probes, ablated, SUMMARY).axes

    def lines(axes):
        return {line.get_label(): line.get_xydata().round(9).tolist() for line in axes.lines}

    assert lines(left) == {
        "most separating": [[1, 10], [4, 1]],
        "random": [[1, 35], [4, 18]],
    }
    third = {
        "another digit, most separating": [[1, 3], [4, 8]],
        "another digit, random": [[1, 2], [4, 2]],
    }
    assert lines(middle) == third | {
        "0 ↔ 8, most separating": [[1, 3], [4, 15]],
        "0 ↔ 8, random": [[1, 1], [4, 3]],
    }
    assert lines(right) == third | {
        "0 ↔ 8, most separating": [[1, 1], [4, 10]],
        "0 ↔ 8, random": [[1, 1], [4, 1]],
    }
    band = left.collections[1].get_paths()[0].get_extents()  # of the random sets
    assert (band.y0, band.y1) == pytest.approx((16, 40))
    assert (left.get_ylabel(), middle.get_ylabel()) == ("probe wrong, %", "labels changed, %")
    assert (middle.get_title(), right.get_title()) == ("Held at their mean", "Held at zero")
    for axes in (left, middle, right):
        assert axes.get_xscale() == "log"
        assert axes.get_xticks().tolist() == [1, 4]
        assert axes.get_ylim()[0] == 0
