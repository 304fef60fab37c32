import numpy as np
import pytest

from figures import sanity_checks, style

RANDOM = np.random.default_rng(0)
MAPS = {
    "drop": RANDOM.normal(size=(3, 4, 4)),
    "random_mean": RANDOM.normal(size=(2, 3, 4, 4)),
    "image": RANDOM.integers(0, 256, (28, 28)),
    "by_pixel": np.full((28, 28), np.nan),
    "integrated_gradients": RANDOM.normal(size=(28, 28)),
    "gradient_times_input": np.zeros((28, 28)),
}
MAPS["by_pixel"][5, 5] = -0.5
SUMMARY = {"digit": 6, "stride": 5}
NONE = dict.fromkeys(("correlation", "correlation_low", "correlation_high"))
SUMMARY["stages"] = [
    {"layers": 1, "correlation": -0.5, "correlation_low": -0.75, "correlation_high": 0.0}
    | {"absolute": 0.75, "absolute_low": 0.5, "absolute_high": 0.875},
    {"layers": 2, "correlation": 0.25, "correlation_low": 0.0, "correlation_high": 0.5}
    | {"absolute": 0.5, "absolute_low": 0.25, "absolute_high": 0.75},
    {"layers": 3} | NONE | {"absolute": None, "absolute_low": None, "absolute_high": None},
]


@pytest.fixture(autouse=True)
def closed():
    yield
    style.plt.close("all")


def test_the_maps_stand_over_what_is_left_of_them():
    fig = sanity_checks.random_layers(MAPS, SUMMARY)
    *pictures, axes = fig.axes
    names = ["trained", "output random", "+ convolution 2", "+ convolution 1"]
    assert [picture.get_title() for picture in pictures] == names
    for picture, values in zip(pictures, [MAPS["drop"].mean(0), *MAPS["random_mean"][0]], strict=True):
        [image] = picture.images
        np.testing.assert_array_equal(image.get_array(), values)
        assert image.get_clim() == pytest.approx((-abs(values).max(), abs(values).max()))
    # A dot with its interval each: no line goes through them.
    ways = {container.get_label(): container for container in axes.containers}
    for name, means in (("of the maps", [1, -0.5, 0.25]), ("of their absolute values", [1, 0.75, 0.5])):
        dots = ways[name][0]
        np.testing.assert_array_equal(dots.get_xdata()[:3], means)
        assert np.isnan(dots.get_xdata()[3])
        assert dots.get_linestyle() == "None"
    ends = [segment[:, 0].tolist() for segment in ways["of the maps"].lines[2][0].get_segments()[:3]]
    assert ends == [[1, 1], [-0.75, 0], [0, 0.5]]
    assert [label.get_text() for label in axes.get_yticklabels()] == names
    assert axes.get_ylim()[0] > axes.get_ylim()[1]  # from above


def test_three_maps_stand_beside_the_digit_each_on_its_own_scale():
    digit, *others = sanity_checks.three_ways(MAPS, SUMMARY).axes
    assert digit.get_title() == "the first 6"
    np.testing.assert_array_equal(digit.images[0].get_array(), MAPS["image"])
    for axes, name in zip(others, ("by_pixel", "integrated_gradients", "gradient_times_input"), strict=True):
        drawn = axes.images[0].get_array()
        np.testing.assert_array_equal(np.ma.filled(drawn.astype(float), np.nan), MAPS[name])
    assert others[0].images[0].get_clim() == (-0.5, 0.5)
    assert others[2].images[0].get_clim() == (-1, 1)  # nothing to show
