import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from figures import style, transplants


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def grey(value, count=1):
    return np.full((count, 28, 28), value, np.uint8)


def squares(axes):
    return [(*patch.get_xy(), patch.get_width()) for patch in axes.patches]


def shown(axes):
    [image] = axes.images
    return image.get_array().max()


def test_a_gallery_sets_each_success_above_its_control():
    reached = {"target": 0, "patch": 8, "row": 6, "column": 14, "probability": 0.9}
    reached |= {"control_label": 6, "control_probability": 0.75}
    pictures = {"original": grey(1)[0], "images": grey(2), "controls": grey(3)}
    fig = transplants.gallery(pictures, {"reached": [reached]})
    original, above, left, below = fig.axes
    assert (shown(original), shown(above), shown(below)) == (1, 2, 3)
    assert not left.images
    assert [axes.get_title() for axes in (original, above, below)] == ["original", "0: 90%", "6: 75%"]
    assert squares(above) == squares(below) == [(13.5, 5.5, 8)]
    assert [original.get_ylabel(), left.get_ylabel()] == ["transplant", "black control"]


@pytest.mark.parametrize("draw", [transplants.gallery, transplants.best])
def test_no_success_is_said(draw):
    pictures = {name: grey(0, 0) for name in ("images", "controls", "originals", "donors")}
    fig = draw(pictures | {"original": grey(1)[0]}, {"reached": [], "best": []})
    assert "no class was reached" in [text.get_text() for axes in fig.axes for text in axes.texts]


def test_rates_are_a_line_for_each_kind_of_square():
    rows = []
    for patch in (4, 8):
        for k, kind in enumerate(("piece", "black", "noise")):
            row = {"patch": patch, "kind": kind}
            for n, name in enumerate(("flipped", "reached", "victims_reached")):
                share = (patch + k + n) / 16
                row |= {f"{name}_share": share, f"{name}_low": share - 0.125, f"{name}_high": share + 0.25}
            rows.append(row)
    fig = transplants.rates(pd.DataFrame(rows))
    titles = ["Tries: label changed", "Tries: piece's class seen", "Digits: piece's class seen\nin some try"]
    assert [axes.get_title() for axes in fig.axes] == titles
    kinds = {
        "piece of a digit": style.BLUE,
        "black": style.BLACK,
        "the piece's pixels shuffled": style.ORANGE,
    }
    for n, axes in enumerate(fig.axes):
        assert {line.get_label(): line.get_color() for line in axes.lines} == kinds
        for k, line in enumerate(axes.lines):
            assert line.get_xdata().tolist() == [4, 8]
            assert line.get_ydata().tolist() == [100 * (4 + k + n) / 16, 100 * (8 + k + n) / 16]
        low, high = 100 * (4 + n) / 16 - 12.5, 100 * (8 + n) / 16 + 25
        assert axes.collections[0].get_paths()[0].get_extents().extents.tolist() == [4, low, 8, high]
        assert axes.get_xticks().tolist() == [4, 8]
        assert axes.get_ylim()[0] == 0
    assert [text.get_text() for text in fig.legends[0].get_texts()] == list(kinds)
    assert fig.axes[0].get_ylabel() == "%"


def test_the_best_are_the_digit_the_donor_and_the_two_together():
    record = {"target": 5, "patch": 4, "source_row": 10, "source_column": 20, "row": 8, "column": 15}
    pictures = {"originals": grey(1), "donors": grey(2), "images": grey(3)}
    fig = transplants.best(pictures, {"best": [record | {"piece_probability": 0.5}]})
    names, columns = fig.axes[::2], fig.axes[1::2]
    assert [axes.texts[0].get_text() for axes in names] == ["digit", "donor", "together"]
    assert [shown(axes) for axes in columns] == [1, 2, 3]
    assert [squares(axes) for axes in columns] == [[], [(19.5, 9.5, 4)], [(14.5, 7.5, 4)]]
    assert columns[2].get_title() == "5: 50%"
