"""A network in training."""

import pandas as pd

from figures import style


def curves(history: pd.DataFrame) -> style.Panels:
    """Loss, and share classified wrongly on a logarithmic scale, a point an epoch."""
    figures, (left, right) = style.panels(2.9, 2)
    left.plot(history.epoch, history.train_loss, marker="o", markersize=4)
    left.set(xlabel="epoch", ylabel="cross-entropy", title="Training loss (augmented images)", ylim=(0, None))
    for column, label in (("train_accuracy", "training, augmented, as it went"), ("test_accuracy", "test")):
        right.plot(history.epoch, 100 * (1 - history[column]), marker="o", markersize=4, label=label)
    right.set(xlabel="epoch", ylabel="errors, %", title="Share classified wrongly", yscale="log")
    style.few_decades(right.yaxis)
    right.legend()
    for axes in (left, right):
        axes.xaxis.get_major_locator().set_params(integer=True)
    return figures
