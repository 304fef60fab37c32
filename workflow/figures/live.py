"""Test digits and what the network says of them, for readers of the page whose browser runs no script."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from digitlab.report.formats import probability
from figures import style


def one_of_each(digits: Mapping[str, np.ndarray]) -> Figure:
    """The first digit of each class over its label and the label's probability.

    Args:
        digits: ``images`` uint8 (N, 28, 28), ``labels`` (N,), ``probabilities`` (N, 10).
    """
    first = [int(np.flatnonzero(digits["labels"] == label)[0]) for label in np.unique(digits["labels"])]
    fig, grid = style.figure(1.15, 1, len(first), squeeze=False)
    for at, axes in zip(first, grid[0], strict=True):
        style.digit(axes, digits["images"][at])
        outputs = digits["probabilities"][at]
        axes.set_title(str(int(outputs.argmax())), fontsize=11)
        axes.set_xlabel(probability(outputs.max(), 1), fontsize=8)
    return fig
