import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from figures import line_network


@pytest.fixture(autouse=True)
def closed():
    """No figure is left open."""
    yield
    plt.close("all")


def test_a_line_each_way_by_gap_over_the_floor_and_the_loss_of_both_networks():
    def summary(share):
        rows = [
            {"condition": name, "error": value, "error_low": value / 2, "error_high": 2 * value}
            for name, value in (("gap 0", share), ("gap 4", share / 2), ("photo", 0.5))
        ]
        return pd.DataFrame(rows)

    summaries = {
        "isolated": summary(0.01),
        "cuts": summary(0.08),
        "ctc_plain": summary(0.06),
        "ctc": summary(0.04),
    }
    histories = {
        kind: pd.DataFrame({"update": [50, 100], "loss": [2.0, end]})
        for kind, end in (("lstm", 0.1), ("plain", 0.2))
    }
    left, right = line_network.errors(summaries, histories).axes
    drawn = {line.get_label(): line.get_xydata() for line in left.lines}
    np.testing.assert_allclose(drawn["with LSTM"], [[4, 2], [0, 4]])
    np.testing.assert_allclose(drawn["cuts"], [[4, 4], [0, 8]])
    np.testing.assert_allclose(drawn["without LSTM"], [[4, 3], [0, 6]])
    np.testing.assert_allclose(drawn["cut by the truth"], [[4, 0.5], [0, 1]])
    assert left.xaxis_inverted()
    losses = {line.get_label(): line.get_ydata().tolist() for line in right.lines}
    assert losses == {"without LSTM": [2.0, 0.2], "with LSTM": [2.0, 0.1]}
    colours = {line.get_label(): line.get_color() for line in left.lines}
    assert all(line.get_color() == colours[line.get_label()] for line in right.lines)
