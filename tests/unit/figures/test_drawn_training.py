import numpy as np
import pandas as pd

from figures import style, training


def test_loss_and_errors_are_drawn_by_epoch():
    columns = {"train_loss": [0.5, 0.3, 0.2], "train_accuracy": [0.9, 0.95, 0.98]}
    history = pd.DataFrame({"epoch": [1, 2, 3], **columns, "test_accuracy": [0.8, 0.9, 0.99]})
    fig = training.curves(history)
    left, right = fig.axes
    [loss] = left.lines
    assert loss.get_xydata().tolist() == [[1, 0.5], [2, 0.3], [3, 0.2]]
    assert left.get_ylim()[0] == 0
    errors = {line.get_label(): line.get_ydata() for line in right.lines}
    np.testing.assert_allclose(errors["training, augmented, as it went"], [10, 5, 2])
    np.testing.assert_allclose(errors["test"], [20, 10, 1])
    assert right.get_yscale() == "log"
    assert (left.get_ylabel(), right.get_ylabel()) == ("cross-entropy", "errors, %")
    style.plt.close("all")
