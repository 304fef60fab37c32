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
        for k, kind in enumerate(("piece", "black", "noise", "mismatched")):
            row = {"patch": patch, "kind": kind, "ink_hidden": patch / 16}
            for n, name in enumerate(("flipped_share", "reached_share", "net")):
                share, stem = (patch + k + n) / 16, name.removesuffix("_share")
                row |= {name: share, f"{stem}_low": share - 0.125, f"{stem}_high": share + 0.25}
            rows.append(row)
    fig = transplants.rates(pd.DataFrame(rows))
    titles = ["Tries: label changed", "Tries: piece's class seen", "Piece's class: piece less control"]
    assert [axes.get_title() for axes in fig.axes] == titles
    kinds = {
        "piece of a digit": style.BLUE,
        "black": style.BLACK,
        "the piece's pixels shuffled": style.ORANGE,
        "piece of a third class": style.GREEN,
    }
    for n, axes in enumerate(fig.axes):
        lines = [line for line in axes.lines if not line.get_label().startswith("_")]
        # The piece has no difference to itself.
        first = n == 2
        assert {line.get_label(): line.get_color() for line in lines} == dict(list(kinds.items())[first:])
        for k, line in enumerate(lines, first):
            assert line.get_xdata().tolist() == [4, 8]
            assert line.get_ydata().tolist() == [100 * (4 + k + n) / 16, 100 * (8 + k + n) / 16]
        low, high = 100 * (4 + first + n) / 16 - 12.5, 100 * (8 + first + n) / 16 + 25
        assert axes.collections[0].get_paths()[0].get_extents().extents.tolist() == [4, low, 8, high]
        assert axes.get_xticks().tolist() == [4, 8]
        assert [label.get_text() for label in axes.get_xticklabels()] == ["4\n25%", "8\n50%"]
    assert fig.axes[0].get_ylim()[0] == fig.axes[1].get_ylim()[0] == 0
    assert [text.get_text() for text in fig.legends[0].get_texts()] == list(kinds)
    assert [axes.get_ylabel() for axes in fig.axes] == ["%", "", "points"]


def test_the_best_are_the_digit_the_donor_and_the_two_together():
    record = {"target": 5, "patch": 4, "source_row": 10, "source_column": 20, "row": 8, "column": 15}
    pictures = {"originals": grey(1), "donors": grey(2), "images": grey(3)}
    fig = transplants.best(pictures, {"best": [record | {"piece_probability": 0.5, "ink_hidden": 0.25}]})
    names, columns = fig.axes[::2], fig.axes[1::2]
    assert [axes.texts[0].get_text() for axes in names] == ["digit", "donor", "together"]
    assert [shown(axes) for axes in columns] == [1, 2, 3]
    assert [squares(axes) for axes in columns] == [[], [(19.5, 9.5, 4)], [(14.5, 7.5, 4)]]
    assert columns[2].get_title() == "5: 50%\n25% hidden"
