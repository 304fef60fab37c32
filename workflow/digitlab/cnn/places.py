"""At which places of a layer's map two digits are told apart, and by which raw pixels.

Probes are fitted on one half of the training images, places chosen by the other; what they get right is
counted on test images.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from digitlab import regions, statistics
from digitlab.cnn.separation import probe

# Up to this probability of a split as uneven, two probes differ.
SIGNIFICANT = 0.05
# Pixels of the middle of a 28 x 28 image, along each axis.
CENTRAL = slice(13, 16)

Classes = tuple[np.ndarray, np.ndarray]


def halves(train: Classes) -> tuple[Classes, Classes]:
    """Every other image of each class, to fit on, and the rest, to choose by."""
    return (train[0][::2], train[1][::2]), (train[0][1::2], train[1][1::2])


def places(train: Classes, test: Classes) -> dict[str, np.ndarray]:
    """How well each place of the map separates two classes.

    Args:
        train: maps (N, channels, rows, columns) of both classes; ``test``: of other images.

    Returns:
        ``chosen`` int (rows, columns): images of the second half of the training images that a linear probe
        on the channels at that place gets right; ``right`` bool (rows, columns, images): test images; ``auc``
        (rows, columns): of the channel there that is best on the training images, on the test images.
    """
    fit, choose = halves(train)
    rows, columns = train[0].shape[2:]
    chosen = np.empty((rows, columns), np.int64)
    right = np.empty((rows, columns, sum(map(len, test))), bool)
    areas = np.empty((rows, columns))
    for r, c in np.ndindex(rows, columns):
        here = [(a[:, :, r, c], b[:, :, r, c]) for a, b in (fit, choose, test)]
        chosen_right, right[r, c] = probe(*here)
        chosen[r, c] = chosen_right.sum()
        effects = statistics.effect_size(*here[0])
        best = np.abs(np.where(np.isfinite(effects), effects, 0)).argmax()
        area = float(statistics.auc(*(values[:, [best]] for values in here[2]))[0])
        areas[r, c] = area if effects[best] >= 0 else 1 - area
    return {"chosen": chosen, "right": right, "auc": areas}


def ranked(
    found: Mapping[str, np.ndarray],
    centres: Sequence[Sequence[float]],
    train: Sequence[np.ndarray],
    test: Sequence[np.ndarray],
    typical: Sequence[np.ndarray],
) -> list[dict[str, Any]]:
    """The places in order, those first that the training images choose, and which do as well as the first.

    Args:
        found: as ``places`` returns it.
        centres: for both axes, the pixel on which each place's window is centred.
        train: training images of both classes, uint8 (N, 28, 28) each; ``test``: test images.
        typical: mean image of each class, 0 to 255, (28, 28).

    Returns:
        A row a place: ``row``, ``column`` (of the map), ``pixel_row``, ``pixel_column``; ``right`` of the
        test images, ``share``, ``low``, ``high`` (Wilson's), ``auc``; ``difference``: McNemar's
        exact probability that it is right as often as the first, after Holm over all places, and
        ``alike``: whether it is not significantly worse; ``part`` of the two digits' common
        bounding box; ``ink_first``, ``ink_second``: share of each class's test images with ink
        within a pixel of the centre, and ``ink_gap``: by how much these differ in the training
        images.
    """
    total = sum(map(len, test))
    box = regions.bounding_box(np.maximum(*typical), 64)
    order = np.argsort(-found["chosen"], axis=None, kind="stable")
    right = found["right"].reshape(-1, total)[order]
    differences = np.array(statistics.holm([compared(right[0], other) for other in right[1:]]))
    rows: list[dict[str, Any]] = []
    for flat, said, difference in zip(order, right, [1.0, *differences], strict=True):
        r, c = (int(i) for i in np.unravel_index(flat, found["chosen"].shape))
        at = (centres[0][r], centres[1][c])
        worse = said.sum() < right[0].sum() and difference <= SIGNIFICANT
        row: dict[str, Any] = {"row": r, "column": c, "pixel_row": at[0], "pixel_column": at[1]}
        row |= counted(said) | {"auc": float(found["auc"][r, c])}
        row |= {"difference": float(difference), "alike": not worse}
        row |= {"part": regions.NAMES[regions.part(*at, box)]}
        first, second = (regions.ink_near(x, *at) for x in test)
        gap = abs(regions.ink_near(train[0], *at) - regions.ink_near(train[1], *at))
        rows.append(row | {"ink_first": first, "ink_second": second, "ink_gap": gap})
    return rows


def pixels(train: Classes, test: Classes, place: np.ndarray) -> list[dict[str, Any]]:
    """What probes on raw pixels get right, fitted on the images that the places' probes were fitted on.

    Args:
        train: training images of both classes, (N, 28, 28) each; ``test``: test images.
        place: which test images the chosen place's probe gets right, bool (images,).

    Returns:
        A row for ``all`` pixels and for the ``central`` nine: ``pixels``, ``numbers``, ``right``, ``share``,
        ``low``, ``high`` (Wilson's), ``difference``: McNemar's exact probability against the place, after
        Holm over the two.
    """
    fit, _ = halves(train)
    rows: list[dict[str, Any]] = []
    found = []
    for name, window in (("all", np.s_[:, :, :]), ("central", np.s_[:, CENTRAL, CENTRAL])):
        of_fit, of_test = ((_flat(a[window]), _flat(b[window])) for a, b in (fit, test))
        [said] = probe(of_fit, of_test)
        rows.append({"pixels": name, "numbers": of_fit[0].shape[1]} | counted(said))
        found.append(compared(place, said))
    return [row | {"difference": float(p)} for row, p in zip(rows, statistics.holm(found), strict=True)]


def compared(first: np.ndarray, second: np.ndarray) -> float:
    """McNemar's exact probability for which of the same images two probes get right, bool (images,) each."""
    return statistics.mcnemar(int((first & ~second).sum()), int((~first & second).sum()))


def counted(right: np.ndarray) -> dict[str, float]:
    """``right``, ``share`` and Wilson's interval of which images are right, bool (images,)."""
    low, high = statistics.wilson(int(right.sum()), len(right))
    return {"right": int(right.sum()), "share": float(right.mean()), "low": low, "high": high}


def _flat(images: np.ndarray) -> np.ndarray:
    return images.reshape(len(images), -1)
