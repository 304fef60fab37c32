import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from figures import autoencoders, style


@pytest.fixture(autouse=True)
def closed():
    """No figure is left open."""
    yield
    plt.close("all")


def test_a_row_for_the_digits_and_for_each_way_to_make_them_again():
    names = ["original", "components_8", "network_3", "components_3", "network_8", "linear"]
    pictures = {name: np.full((2, 28, 28), place, np.uint8) for place, name in enumerate(names)}
    rows = autoencoders.images(pictures)
    assert [row.axes[0].images[0].get_array()[0, 0] for row in rows] == [0, 2, 3, 4, 1, 5]
    assert [row.get_suptitle() for row in rows][:3] == ["test digit", "3 numbers", "3 components"]


def test_errors_by_epoch_and_quality_by_size():
    rows = [
        {"code": code, "output": output, "optimizer": optimizer, "learning_rate": 0.1, "seed": seed}
        for code, output, optimizer in (
            (3, "logistic", "adam"),
            (8, "logistic", "adam"),
            (8, "linear", "adam"),
            (8, "logistic", "momentum"),
        )
        for seed in (1, 2)
    ]
    losses = pd.DataFrame(
        [row | {"epoch": epoch, "loss": row["seed"] / epoch} for row in rows for epoch in (1, 2)]
    )
    networks = [row | {"decibels": {"mean": row["code"] + row["seed"]}} for row in rows]
    components = [{"code": code, "decibels": {"mean": 2.0 * code}} for code in (3, 8)]
    summary = {"mean_image": {"mean": 1.5}, "components": components, "networks": networks}
    left, right = autoencoders.curves(losses, summary).axes
    assert [line.get_label() for line in left.lines] == [
        "3 numbers",
        "8 numbers",
        "8 numbers, linear",
        "8, momentum, 0.1",
    ]
    looks = [(line.get_marker(), line.get_linestyle()) for line in left.lines]
    assert looks == 3 * [("o", "-")] + [("s", "--")]
    assert {tuple(line.get_ydata()) for line in left.lines} == {(1.0, 0.5)}  # of the first seed
    points = {line.get_label(): line.get_xydata().tolist() for line in right.lines}
    assert points["autoencoder"] == [[3, 4], [3, 5], [8, 9], [8, 10]]
    assert points["principal components"] == [[3, 6], [8, 16]]
    assert points["mean image"][0][1] == 1.5


@pytest.mark.parametrize(("numbers", "panels"), [(2, 1), (3, 3), (5, 3)])
def test_the_map_has_a_panel_for_each_two_of_the_first_three_numbers(numbers, panels):
    codes = np.arange(4.0 * numbers).reshape(4, numbers)
    figures = autoencoders.chart(codes, np.array([0, 1, 2, 9]))
    assert len(figures.axes) == panels
    *_, key = figures
    [legend] = key.legends
    words = [text.get_text() for text in legend.get_texts()]
    assert sorted(words) == [str(digit) for digit in range(10)]
    colours = [dot.get_facecolor()[0] for dot in legend.legend_handles]
    np.testing.assert_allclose(colours, [style.DIGITS(int(word)) for word in words])
    axes = figures.axes
    assert axes[0].collections[0].get_offsets().tolist() == codes[:, :2].tolist()
    assert axes[0].collections[0].get_array().tolist() == [0, 1, 2, 9]
