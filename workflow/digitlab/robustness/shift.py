"""Moving digits by whole pixels with the border clamped."""

import numpy as np


def shift(images: np.ndarray, right: int = 0, down: int = 0) -> np.ndarray:
    """Images moved by whole pixels; what comes in repeats the nearest border pixel.

    Args:
        images: (..., rows, columns) of any kind.
        right: columns to the right, negative to the left.
        down: rows down, negative up.

    Returns:
        An array of the same shape and kind.
    """
    rows, columns = images.shape[-2:]
    source_rows = np.clip(np.arange(rows) - down, 0, rows - 1)
    source_columns = np.clip(np.arange(columns) - right, 0, columns - 1)
    return images[..., source_rows[:, None], source_columns[None, :]]


def survival(before: np.ndarray, after: np.ndarray, labels: np.ndarray) -> dict[str, int]:
    """How many digits keep their label, and how many are right, after a change.

    Args:
        before: the network's labels before, (N,); ``after``: the same after; ``labels``: the truth.

    Returns:
        ``digits``, ``same_label``, ``correct``: counts.
    """
    return {
        "digits": len(labels),
        "same_label": int((before == after).sum()),
        "correct": int((after == labels).sum()),
    }
