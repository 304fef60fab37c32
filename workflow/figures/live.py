"""Test digits and what the network says of them, for readers of the page whose browser runs no script."""

from collections.abc import Mapping

import numpy as np

from digitlab.report.formats import probability
from figures import style


def one_of_each(digits: Mapping[str, np.ndarray]) -> style.Panels:
    """The first digit of each class under its label and over the label's probability.

    Args:
        digits: ``images`` uint8 (N, 28, 28), ``labels`` (N,), ``probabilities`` (N, 10).
    """
    first = [int(np.flatnonzero(digits["labels"] == label)[0]) for label in np.unique(digits["labels"])]
    row = style.Panels()
    for at in first:
        outputs = digits["probabilities"][at]
        fig, axes = style.tile(
            digits["images"][at], str(int(outputs.argmax())), probability(outputs.max(), 1)
        )
        axes.title.set(fontsize=12, fontweight="bold")
        row.append(fig)
    return row
