import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

from figures import identities


def test_each_activation_has_its_gradient_and_its_bound():
    table = pd.DataFrame(
        [
            {"activation": name, "layers": k, "typical": t**k, "largest": 1.1 * t**k, "bound": b**k}
            for name, t, b in (("logistic", 0.2, 0.25), ("tanh", 0.8, 1.0))
            for k in range(4)
        ]
    )
    [axes] = identities.shrinking(table).axes
    measured, bound, of_tanh, _ = axes.lines
    np.testing.assert_allclose(measured.get_ydata(), 0.2 ** np.arange(4))
    np.testing.assert_allclose(bound.get_ydata(), 0.25 ** np.arange(4))
    assert measured.get_color() == bound.get_color() != of_tanh.get_color()
    assert axes.collections[0].get_paths()[0].vertices[:, 1].max() == 1.1
    assert bound.get_label() == "bound: ¼ a layer"
    plt.close("all")
