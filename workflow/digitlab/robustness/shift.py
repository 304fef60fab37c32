"""Moving digits by whole pixels with the border clamped, and what the network makes of it."""

import numpy as np

from digitlab import statistics
from digitlab.data.mnist import CLASSES


def shift(images: np.ndarray, right: int = 0, down: int = 0, fill: str = "clamp") -> np.ndarray:
    """Images moved by whole pixels.

    Args:
        images: (..., rows, columns) of any kind.
        right: columns to the right, negative to the left.
        down: rows down, negative up.
        fill: what comes in: ``clamp`` repeats the nearest border pixel, ``zero`` is black.

    Returns:
        An array of the same shape and kind.
    """
    if fill not in ("clamp", "zero"):
        raise ValueError(f"fill {fill!r}; allowed: clamp, zero")
    axes = []
    for size, amount in zip(images.shape[-2:], (down, right), strict=True):
        axes.append(np.arange(size) - amount)
    inside = [(source >= 0) & (source < len(source)) for source in axes]
    rows, columns = (np.clip(source, 0, len(source) - 1) for source in axes)
    moved = images[..., rows[:, None], columns[None, :]]
    if fill == "zero":
        moved[..., ~(inside[0][:, None] & inside[1][None, :])] = 0
    return moved


def consistency(before: np.ndarray, after: np.ndarray, labels: np.ndarray) -> list[dict[str, float | str]]:
    """How consistent the network's labels are under a change of the images, class by class.

    Args:
        before: outputs for the unchanged images, (N, 10); ``after``: for the changed ones.
        labels: the truth, (N,).

    Returns:
        A row for each ``digit`` (``all``, 0 to 9) and each ``before`` (``any``, ``right``, ``wrong``: whether
        the unchanged image was classified correctly) that any image belongs to. ``digits``; ``same`` (label
        as before) and ``correct`` as counts, and as ``_share`` with Wilson's ``_low`` and ``_high``;
        ``divergence``: mean Jensen-Shannon divergence of the outputs, bits.
    """
    old, new = before.argmax(1), after.argmax(1)
    right = old == labels
    divergence = statistics.jensen_shannon(before, after)
    rows = []
    for digit in ("all", *range(CLASSES)):
        of_class = np.ones(len(labels), bool) if digit == "all" else labels == digit
        for name, members in (("any", of_class), ("right", of_class & right), ("wrong", of_class & ~right)):
            n = int(members.sum())
            if not n:
                continue
            row = {"digit": digit, "before": name, "digits": n}
            for key, kept in (("same", old == new), ("correct", new == labels)):
                count = int(kept[members].sum())
                low, high = statistics.wilson(count, n)
                row |= {key: count, f"{key}_share": count / n, f"{key}_low": low, f"{key}_high": high}
            rows.append(row | {"divergence": float(divergence[members].mean())})
    return rows


def filled_otherwise(images: np.ndarray, right: int, down: int) -> np.ndarray:
    """Which images differ between clamped and zero-filled shifts, (N,) of bool."""
    clamped = shift(images, right, down)
    return (clamped != shift(images, right, down, "zero")).any((-2, -1))
