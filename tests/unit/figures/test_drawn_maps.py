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
    first, bar, second, other = fig.axes
    assert (first.get_title(), second.get_title()) == ("the 0", "the 8")
    for axes, name in ((first, "first"), (second, "second")):
        canvas = shown(axes)
        assert canvas.shape == (2 * 4 + 1, 3 * 4 + 1)
        np.testing.assert_allclose(canvas[1:4, 5:8], EXAMPLES[name][1])
        np.testing.assert_allclose(canvas[5:8, 1:4], EXAMPLES[name][3])
        assert np.isfinite(canvas).sum() == EXAMPLES[name].size
        assert axes.images[0].get_clim() == (0, max(EXAMPLES["first"].max(), EXAMPLES["second"].max()))
        assert [label.get_text() for label in axes.get_yticklabels()] == ["0", "3"]
    assert bar.get_xlabel() == other.get_xlabel() == "activation"


def test_the_separating_channels_lie_over_their_classes_means_beside_what_excites_them():
    table = pd.DataFrame({"channel": [4, 1], "effect_size": [-2.34, 1.5]})
    panels = maps.separating(CLASSES, (0, 8), table)
    assert [panel.get_suptitle() for panel in panels] == ["channel 4: −2.3 SD", "channel 1: +1.5 SD"]
    top = max(CLASSES[name][[4, 1]].max() for name in ("mean_first", "mean_second"))
    for panel, channel in zip(panels, (4, 1), strict=True):
        *of_class, strongest = panel.axes
        assert [axes.get_xlabel() for axes in panel.axes] == ["0s", "8s", "strongest"]
        for axes, name in zip(of_class, ("first", "second"), strict=True):
            digit, over = axes.images
            np.testing.assert_array_equal(digit.get_array(), CLASSES[f"typical_{name}"])
            share = CLASSES[f"mean_{name}"][channel] / top
            np.testing.assert_allclose(over.get_array(), maps.SHOWN_THROUGH * share)
            assert over.get_cmap().name == style.HARM.name
            # Places at 3, 13 and 23 across, at 4, 14 and 24 down.
            assert over.get_extent() == [-2, 28, 29, -1]
            assert axes.get_xlim() == (-0.5, 27.5)
        np.testing.assert_array_equal(shown(strongest), CLASSES["strongest"][channel])
        [square] = strongest.patches
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
        return {line.get_label(): line.get_xydata().round(2).tolist() for line in axes.lines}

    # A dot a draw, never their mean.
    assert lines(left) == {
        "random": [[1, 40], [1, 30], [4, 20], [4, 16]],
        "most separating": [[1, 10], [4, 1]],
    }
    third = {
        "another digit, random": [[1.07, 2], [1.07, 2], [4.28, 2], [4.28, 2]],
        "another digit, most separating": [[1, 3], [4, 8]],
    }
    assert lines(middle) == third | {
        "0 ↔ 8, random": [[0.93, 0], [0.93, 2], [3.72, 2], [3.72, 4]],
        "0 ↔ 8, most separating": [[1, 3], [4, 15]],
    }
    assert lines(right) == third | {
        "0 ↔ 8, random": [[0.93, 0], [0.93, 2], [3.72, 1], [3.72, 1]],
        "0 ↔ 8, most separating": [[1, 1], [4, 10]],
    }
    assert left.lines[0].get_linestyle() == "None"
    assert (left.get_ylabel(), middle.get_ylabel()) == ("wrong of 100 digits", "labels changed, of 100")
    assert (middle.get_title(), right.get_title()) == ("Channels held at their mean", "Channels held at zero")
    for axes in (left, middle, right):
        assert (axes.get_xscale(), axes.get_yscale()) == ("log", "symlog")
        assert axes.get_xticks().tolist() == [1, 4]
        assert axes.get_yticks().tolist() == [0, 1, 10, 100]
        assert axes.get_ylim()[0] < 0
