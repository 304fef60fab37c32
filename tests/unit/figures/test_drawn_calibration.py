import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from figures import calibration


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def rows(kind, right):
    row = {"probabilities": kind, "right_low": right - 0.1, "right_high": right + 0.05, "right_share": right}
    nothing = dict.fromkeys(("confidence", "right_share", "right_low", "right_high"), np.nan)
    empty = {"probabilities": kind, "above": 0.0, "up_to": 0.5, "digits": 0} | nothing
    return [empty, row | {"above": 0.5, "up_to": 1.0, "digits": 40, "confidence": 0.75}]


def test_each_bin_with_digits_is_a_point_with_its_interval_over_its_count():
    fig = calibration.reliability(pd.DataFrame(rows("as trained", 0.9) + rows("scaled", 0.8)))
    above, below, other, _ = fig.axes
    assert [above.get_title(), other.get_title()] == ["As trained", "With the temperature"]
    [container] = above.containers
    np.testing.assert_allclose(container.lines[0].get_xydata(), [[75, 90]])
    [bars] = container.lines[2]
    np.testing.assert_allclose(bars.get_segments()[0], [[75, 80], [75, 95]])
    np.testing.assert_allclose(other.containers[0].lines[0].get_xydata(), [[75, 80]])
    diagonal = above.lines[0]
    assert diagonal.get_xydata().tolist() == [[0, 0], [100, 100]]
    assert [(bar.get_x(), bar.get_width(), bar.get_height()) for bar in below.patches] == [(50, 50, 40)]
    assert below.get_yscale() == "log"
    # A dot may be anywhere in the axes: no legend stands there.
    assert not any(axes.get_legend() for axes in fig.axes)
    assert [text.get_text() for text in fig.legends[0].get_texts()] == [
        "worth what it says",
        "digits of a bin",
    ]
    assert (above.get_ylabel(), below.get_ylabel()) == ("right, %", "digits")


def test_without_a_temperature_there_is_one_column():
    fig = calibration.reliability(pd.DataFrame(rows("as trained", 0.9)))
    assert [axes.get_title() for axes in fig.axes] == ["As trained", ""]
