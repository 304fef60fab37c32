import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from figures import scratch


@pytest.fixture(autouse=True)
def closed():
    """No figure is left open."""
    yield
    plt.close("all")


def test_each_rate_is_named_with_its_factor():
    rows = [
        {"variant": name, "network": network, "epoch": epoch, "cost": 0.5, "errors": 0.5}
        for name in ("chosen", "a tenth")
        for network in range(2)
        for epoch in (1, 2)
    ]
    rates = [{"name": "chosen", "learning_rate": 1.0}, {"name": "a tenth", "learning_rate": 0.1}]
    [key] = scratch.by_rate(pd.DataFrame(rows), rates).legends
    assert [text.get_text() for text in key.get_texts()] == ["1 (chosen)", "0.1 (a tenth)"]


def test_a_line_a_start_and_precision_with_zero_on_the_floor():
    table = pd.DataFrame(
        [
            {"start": start, "precision": precision, "update": update, "spread": spread}
            for start in scratch.NAMES
            for precision, spread in (("float32", 1e-7), ("float64", 0.0))
            for update in (1, 10)
        ]
    )
    [axes] = scratch.spreads(table).axes
    assert [line.get_ydata()[0] for line in axes.lines] == [1e-7, scratch.FLOOR] * 3
    assert axes.lines[0].get_color() == axes.lines[1].get_color() != axes.lines[2].get_color()
    assert axes.lines[0].get_label() == "all zero, 32 bits"


def test_weights_before_and_after_are_on_one_scale():
    before = np.zeros((10, 28, 28))
    after = np.ones((10, 28, 28))
    before[9, 0, 0], after[0, 27, 27] = 3.0, -2.0
    left, right = (fig.axes[0].images[0] for fig in scratch.weights(before, after))
    assert left.get_clim() == right.get_clim()
    assert left.get_array()[29, 29] == 3.0  # the tenth: second row, second column
    assert right.get_array()[27, 27] == -2.0
    assert np.ma.getmaskarray(left.get_array())[28, 0] or np.isnan(left.get_array()[28, 0])


def test_confusions_are_errors_alone_side_by_side():
    def table(errors):
        return pd.DataFrame(
            [
                {"truth": t, "label": la, "digits": 50 if t == la else errors * (t == 0)}
                for t in range(3)
                for la in range(3)
            ]
        )

    figures = scratch.confusions({"From scratch": table(4), "Convolutional": table(1)})
    left, right = figures.axes
    assert (left.get_title(), right.get_title()) == ("From scratch: 8 errors", "Convolutional: 2 errors")
    assert sorted(text.get_text() for text in left.texts if text.get_text() != "50") == ["4", "4"]
    assert left.images[0].get_array()[1, 1] == 0
