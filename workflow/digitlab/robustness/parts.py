"""Which parts of a digit matter when they are hidden, and how much of that is the amount of ink hidden."""

from typing import Any

import numpy as np
from sklearn.isotonic import IsotonicRegression

from digitlab import regions, statistics


def drop_by_part(drop: np.ndarray, ink: np.ndarray, parts: np.ndarray) -> list[dict[str, Any]]:
    """How far the probability drops when a part of the digit is hidden, the parts that matter most first.

    Args:
        drop: probability uncovered minus covered, (N, R, C).
        ink: share of the image's ink hidden, (N, R, C).
        parts: index in ``regions.NAMES`` of what is hidden, (N, R, C).

    Returns:
        For each part that occurs: ``part``, ``digits`` (images in which it does), ``drop`` with the 95%
        interval ``drop_low``, ``drop_high`` (means over images of each one's mean), ``ink`` (the mean
        share hidden), ``beyond_ink`` likewise with its interval: what the drop is above the image's own
        monotone fit on ink; ``deepest``: images in which no other part's mean drop is as deep, of all N,
        with ``deepest_share`` and Wilson's interval; what hides no ink is not among the parts compared.
        ``worst`` likewise: images of which the single square with the deepest drop lies here.
    """
    beyond = drop - np.stack([monotone(d, i) for d, i in zip(drop, ink, strict=True)])
    firsts = {"deepest": deepest_part(drop, parts), "worst": worst_part(drop, parts)}
    rows: list[dict[str, Any]] = []
    for index, name in enumerate(regions.NAMES):
        here = parts == index
        has = here.any((1, 2))
        if not has.any():
            continue
        count = here[has].sum((1, 2))
        row: dict[str, Any] = {"part": name, "digits": int(has.sum())}
        for label, values in (("drop", drop), ("ink", ink), ("beyond_ink", beyond)):
            mean, low, high = statistics.mean_interval((values[has] * here[has]).sum((1, 2)) / count)
            row |= {label: mean, f"{label}_low": low, f"{label}_high": high}
        for label, part in firsts.items():
            first = int((part == index).sum())
            low, high = statistics.wilson(first, len(drop))
            row |= {label: first, f"{label}_share": first / len(drop)}
            row |= {f"{label}_low": low, f"{label}_high": high}
        rows.append(row)
    return sorted(rows, key=lambda row: -float(row["drop"]))


def deepest_part(drop: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """For each image the part whose mean drop is deepest, of the nine: index in ``regions.NAMES``, (N,).

    Args:
        drop: (N, R, C); ``parts``: what is hidden at each position, (N, R, C).

    Returns:
        ``regions.NO_INK`` for an image of which no square hides ink.
    """
    means = np.full((len(drop), regions.NO_INK), -np.inf)
    for index in range(regions.NO_INK):
        here = parts == index
        has = here.any((1, 2))
        means[has, index] = (drop[has] * here[has]).sum((1, 2)) / here[has].sum((1, 2))
    return np.where(np.isfinite(means).any(1), means.argmax(1), regions.NO_INK)


def worst_part(drop: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """For each image the part in which the one square with the deepest drop lies, the first of equals, (N,).

    Args:
        drop: (N, R, C); ``parts``: what is hidden at each position, (N, R, C).
    """
    at = drop.reshape(len(drop), -1).argmax(1)
    part: np.ndarray = parts.reshape(len(parts), -1)[np.arange(len(drop)), at]
    return part


def monotone(drop: np.ndarray, ink: np.ndarray) -> np.ndarray:
    """Least-squares fit of one image's drop that never falls where more ink is hidden, at each position.

    Isotonic regression (Barlow & Brunk 1972): unlike a line it follows a probability that is lost
    altogether from some amount on.
    """
    fit = IsotonicRegression().fit_transform(ink.ravel().astype(np.float64), drop.ravel().astype(np.float64))
    at_each: np.ndarray = fit.reshape(drop.shape)
    return at_each


def explained(drop: np.ndarray, ink: np.ndarray) -> dict[str, float | None]:
    """How much of where the probability drops goes with the amount of ink hidden there.

    Args:
        drop: probability uncovered minus covered, (N, R, C).
        ink: share of the image's ink hidden, (N, R, C).

    Returns:
        Means over images with 95% intervals, ``_low`` and ``_high``, None where no image has one:
        ``ink_correlation``: of the two over the positions; ``by_line`` and ``by_monotone``: share of the
        drop's variance that the image's straight line on ink explains, and its monotone fit.
        ``ink_digits``: the images in which both vary.
    """
    varied = [np.ptp(d) > 0 and np.ptp(i) > 0 for d, i in zip(drop, ink, strict=True)]
    drop, ink = drop[varied].astype(np.float64), ink[varied].astype(np.float64)
    r = statistics.correlations(drop, ink)
    left = [(d - monotone(d, i)).var() / d.var() for d, i in zip(drop, ink, strict=True)]
    row: dict[str, float | None] = {"ink_digits": len(drop)}
    for name, values in (("ink_correlation", r), ("by_line", r**2), ("by_monotone", 1 - np.array(left))):
        mean, low, high = statistics.mean_interval(values) if len(values) else (None, None, None)
        row |= {name: mean, f"{name}_low": low, f"{name}_high": high}
    return row
