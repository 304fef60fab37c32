import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

from figures import compared


def test_a_line_a_network_dashed_where_it_is_of_the_test_images():
    table = pd.DataFrame(
        [
            {"name": name, "epoch": epoch, "accuracy": 1 - 0.1 * place / epoch, "images": images}
            for place, (name, images) in enumerate(
                [
                    *((name, "held out") for name in ("scratch", "plain", "normed")),
                    *((name, "test") for name in ("quick", "cnn")),
                ],
                1,
            )
            for epoch in (1, 2)
        ]
    )
    [axes] = compared.by_epoch(table).axes
    assert [line.get_label() for line in axes.lines][::4] == [
        "from scratch (held out)",
        "this report's (test)",
    ]
    assert [line.get_linestyle() for line in axes.lines] == ["-", "-", "-", "--", "--"]
    np.testing.assert_allclose(axes.lines[1].get_ydata(), [20, 10])
    assert axes.get_yscale() == "log"
    plt.close("all")
