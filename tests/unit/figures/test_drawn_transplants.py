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
    whole, success = transplants.gallery(pictures, {"reached": [reached]})
    [original], [above, below] = whole.axes, success.axes
    assert (shown(original), shown(above), shown(below)) == (1, 2, 3)
    assert above.get_position().y0 > below.get_position().y1
    assert [axes.get_title() for axes in (original, above, below)] == ["the digit", "0: 90%", "6: 75%"]
    assert squares(above) == squares(below) == [(13.5, 5.5, 8)]


@pytest.mark.parametrize("draw", [transplants.gallery, transplants.best])
def test_no_success_is_said(draw):
    pictures = {name: grey(0, 0) for name in ("images", "controls", "originals", "donors")}
    fig = draw(pictures | {"original": grey(1)[0]}, {"reached": [], "best": []})
    assert "no class was reached" in [text.get_text() for axes in fig.axes for text in axes.texts]


def rates(*sides):
    rows = []
    for patch in sides:
        for k, kind in enumerate(("piece", "black", "noise", "mismatched")):
            row = {"patch": patch, "kind": kind, "ink_hidden": patch / 32}
            for n, name in enumerate(("flipped_share", "reached_share", "net")):
                share, stem = (patch + k + n) / 16, name.removesuffix("_share")
                row |= {name: share, f"{stem}_low": share - 0.125, f"{stem}_high": share + 0.25}
            rows.append(row)
    return transplants.rates(pd.DataFrame(rows))


KINDS = {
    "piece of a digit": style.BLUE,
    "black": style.BLACK,
    "the piece's pixels shuffled": style.ORANGE,
    "piece of a third class": style.GREEN,
}


def test_rates_are_a_line_for_each_kind_of_square():
    fig = rates(4, 6, 8, 10)
    titles = ["Tries that change the label", "Tries in which the piece's class is seen"]
    titles.append("Piece's class: piece less control")
    assert [axes.get_title() for axes in fig.axes] == titles
    for n, axes in enumerate(fig.axes):
        lines = [line for line in axes.lines if not line.get_label().startswith("_")]
        # The piece has no difference to itself.
        first = n == 2
        assert {line.get_label(): line.get_color() for line in lines} == dict(list(KINDS.items())[first:])
        for k, line in enumerate(lines, first):
            assert line.get_xdata().tolist() == [4, 6, 8, 10]
            assert line.get_ydata().tolist() == [100 * (side + k + n) / 16 for side in (4, 6, 8, 10)]
        low, high = 100 * (4 + first + n) / 16 - 12.5, 100 * (10 + first + n) / 16 + 25
        assert axes.collections[0].get_paths()[0].get_extents().extents.tolist() == [4, low, 10, high]
        assert axes.get_xticks().tolist() == [4, 6, 8, 10]
        assert [label.get_text() for label in axes.get_xticklabels()][:3] == ["4\n12%", "6\n19%", "8\n25%"]
    assert fig.axes[0].get_ylim()[0] == fig.axes[1].get_ylim()[0] == 0
    assert [text.get_text() for text in fig.legends[0].get_texts()] == list(KINDS)
    assert [axes.get_ylabel() for axes in fig.axes] == ["% of tries", "% of tries", "points"]


def test_rates_of_three_sides_are_dots_with_intervals_side_by_side():
    flipped = rates(4, 6, 8).axes[0]
    assert not flipped.collections or all("Line" in type(part).__name__ for part in flipped.collections)
    dots, _, [bars] = flipped.containers[0]
    assert dots.get_linestyle() == "None"
    assert dots.get_ydata().tolist() == [25, 37.5, 50]
    assert [segment[:, 1].tolist() for segment in bars.get_segments()] == [[12.5, 50], [25, 62.5], [37.5, 75]]
    firsts = [container[0].get_xdata()[0] for container in flipped.containers]
    assert firsts == sorted(set(firsts))


def test_the_best_are_the_digit_the_donor_and_the_two_together():
    record = {"target": 5, "patch": 4, "source_row": 10, "source_column": 20, "row": 8, "column": 15}
    pictures = {"originals": grey(1), "donors": grey(2), "images": grey(3)}
    fig = transplants.best(pictures, {"best": [record | {"piece_probability": 0.5, "ink_hidden": 0.25}]})
    columns = fig.axes
    assert [axes.get_title() for axes in columns] == ["digit", "donor", "5: 50%\n25% gone"]
    assert [shown(axes) for axes in columns] == [1, 2, 3]
    assert [squares(axes) for axes in columns] == [[], [(19.5, 9.5, 4)], [(14.5, 7.5, 4)]]
