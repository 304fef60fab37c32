"""What a line says, out of the labels along it: CTC's best path, and the most probable string.

Graves, Fernandez, Gomez & Schmidhuber, *Connectionist Temporal Classification* (2006). A path labels every
column; a string is what is left of it once repeats are one and blanks are gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from digitlab.reading.line_network import BLANK, ROWS, STRIDE, LineNetwork


@dataclass(frozen=True)
class Reading:
    """A line's string.

    Attributes:
        labels: int (L,); confidence: of each, the highest probability of it along its columns.
        first, last: columns of the path, of two pixels each, with each label.
    """

    labels: np.ndarray
    confidence: np.ndarray
    first: np.ndarray
    last: np.ndarray


def best_path(log_probabilities: np.ndarray) -> Reading:
    """The string of the path that has the most probable label in every column.

    Args:
        log_probabilities: (T, 11), the blank last.
    """
    path = log_probabilities.argmax(1)
    begins = np.flatnonzero((path != BLANK) & (np.diff(path, prepend=-1) != 0))
    ends = np.flatnonzero((path != BLANK) & (np.diff(path, append=-1) != 0))
    labels = path[begins]
    confidence = [
        float(np.exp(log_probabilities[a : b + 1, label].max()))
        for label, a, b in zip(labels, begins, ends, strict=True)
    ]
    return Reading(labels, np.array(confidence), begins, ends)
