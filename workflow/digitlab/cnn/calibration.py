"""What a probability is worth: how often a label is right that was given with so much confidence.

Reliability by bins and the expected calibration error as in Guo et al., *On Calibration of Modern Neural
Networks* (2017), and their temperature: one number by which all logits are divided, fitted on images that
neither training nor the test has seen. It changes no label.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp, softmax

from digitlab import statistics

# A softmax output below it was rounded to zero: its logarithm would be infinite.
TINY = float(np.finfo(np.float32).tiny)
# Temperatures that are tried, from and to.
COLDEST, HOTTEST = 0.05, 20.0
# The probability whose worth is told, and how far from it another still counts as that.
SHOWN, WITHIN = 0.95, 0.01
# Ends of a 95% interval; of what chance brings about, only the upper end matters.
ENDS, CHANCE = (2.5, 97.5), 95


@dataclass(frozen=True)
class Temperature:
    """What logits are divided by, with its 95% interval; none where it came to the end of what is tried."""

    value: float
    low: float | None
    high: float | None
    at_end: bool


def logits(probabilities: np.ndarray) -> np.ndarray:
    """Logits (N, 10) that give these probabilities: their logarithms, as softmax ignores a common shift."""
    found: np.ndarray = np.log(np.maximum(probabilities.astype(np.float64), TINY))
    return found


def scaled(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """The probabilities (N, 10) with their logits divided by a temperature."""
    found: np.ndarray = softmax(logits(probabilities) / temperature, axis=1)
    return found


def loss(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Mean negative log-likelihood of the true classes, nat."""
    of_truth = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(of_truth.astype(np.float64), TINY)).mean())


def fitted(probabilities: np.ndarray, labels: np.ndarray) -> Temperature:
    """The temperature with the smallest negative log-likelihood, between ``COLDEST`` and ``HOTTEST``.

    The interval is the maximum-likelihood estimate's with a robust variance (White, *Maximum likelihood
    estimation of misspecified models*, 1982), on the logarithm of the inverse temperature.

    Args:
        probabilities: of images that the network was not trained on, (N, 10), N of 1 or more.
        labels: their true classes, (N,).

    Raises:
        ValueError: no image.
    """
    if not len(labels):
        raise ValueError("a temperature cannot be fitted on no image")
    z = logits(probabilities)
    of_truth = z[np.arange(len(labels)), labels]

    def cost(log_inverse: float) -> float:
        inverse = np.exp(log_inverse)
        return float((logsumexp(inverse * z, axis=1) - inverse * of_truth).mean())

    if (of_truth >= z.max(1)).all():  # the colder the better, without end
        return Temperature(COLDEST, None, None, True)
    # Convex in the inverse temperature, so with one minimum.
    bounds = (-np.log(HOTTEST), -np.log(COLDEST))
    at = float(minimize_scalar(cost, bounds=bounds, method="bounded", options={"xatol": 1e-6}).x)
    inverse = float(np.exp(at))
    if min(abs(at - bound) for bound in bounds) < 1e-3:
        return Temperature(1 / inverse, None, None, True)
    p = softmax(inverse * z, axis=1)
    mean = (p * z).sum(1)
    scores = mean - of_truth
    curvature = float(((p * z * z).sum(1) - mean**2).sum())
    half = statistics.Z * float(np.sqrt((scores**2).sum())) / curvature / inverse
    return Temperature(1 / inverse, float(np.exp(-half)) / inverse, float(np.exp(half)) / inverse, False)


def binned(confidence: np.ndarray, count: int) -> np.ndarray:
    """In which of ``count`` bins of equal width each confidence lies; an upper edge belongs to its bin."""
    found: np.ndarray = np.clip(np.ceil(confidence * count).astype(int) - 1, 0, count - 1)
    return found


def reliability(confidence: np.ndarray, right: np.ndarray, count: int) -> list[dict[str, float]]:
    """Mean confidence and share right in bins of equal width.

    Args:
        confidence: the label's probability, (N,); ``right``: whether the label is, bool (N,).
        count: of bins.

    Returns:
        A row a bin: ``above``, ``up_to``, ``digits``, ``right``, ``confidence``, ``right_share``,
        ``right_low``, ``right_high`` (Wilson's); the last four NaN where the bin is empty.
    """
    at = binned(confidence, count)
    rows = []
    for number in range(count):
        own = at == number
        digits, hits = int(own.sum()), int(right[own].sum())
        low, high = statistics.wilson(hits, digits) if digits else (np.nan, np.nan)
        rows.append(
            {"above": number / count, "up_to": (number + 1) / count, "digits": digits, "right": hits}
            | {"confidence": float(confidence[own].mean()) if digits else np.nan}
            | {"right_share": hits / digits if digits else np.nan, "right_low": low, "right_high": high}
        )
    return rows


def error(gaps: np.ndarray, bins: np.ndarray) -> float:
    """Expected calibration error: by bin the mean gap between right and confidence, averaged over all images.

    Args:
        gaps: right (0 or 1) minus confidence, (N,), or of several drawings of it, each weighted.
        bins: of each image, as ``binned`` gives them.
    """
    return float(np.abs(np.bincount(bins, gaps)).sum() / len(gaps))


def resampled(
    variants: list[np.ndarray], right: np.ndarray, count: int, resamples: int, random: np.random.Generator
) -> np.ndarray:
    """The calibration error in resamples of the images, the same for each variant of the confidences.

    Args:
        variants: confidences (N,) each; ``right``: bool (N,); ``count``: of bins.

    Returns:
        (resamples, variants). A small error comes out too large in them: noise has no sign here.
    """
    n = len(right)
    parts = [(right - confidence, binned(confidence, count)) for confidence in variants]
    found = np.empty((resamples, len(variants)))
    for k in range(resamples):
        times = np.bincount(random.integers(0, n, n), minlength=n)
        found[k] = [error(times * gaps, bins) for gaps, bins in parts]
    return found


def by_chance(confidence: np.ndarray, count: int, resamples: int, random: np.random.Generator) -> float:
    """The calibration error below which 95 of 100 networks come whose probabilities are exactly right.

    Labels are drawn right with the probability that is said (Vaicenavicius et al., *Evaluating model
    calibration in classification*, 2019).
    """
    bins = binned(confidence, count)
    errors = [error((random.random(len(bins)) < confidence) - confidence, bins) for _ in range(resamples)]
    return float(np.percentile(errors, CHANCE))


def measured(
    probabilities: np.ndarray,
    labels: np.ndarray,
    right: np.ndarray,
    count: int,
    resamples: int,
    random: np.random.Generator,
) -> dict[str, float]:
    """Confidence against accuracy over all images, without the error's own interval.

    Returns:
        ``confidence``, ``gap`` (share right minus confidence) with ``gap_low``, ``gap_high``, ``error``,
        ``error_by_chance``, ``loss`` in nat.
    """
    confidence = probabilities.max(1).astype(np.float64)
    gap, low, high = statistics.mean_interval(right - confidence)
    return {
        "confidence": float(confidence.mean()),
        **{"gap": gap, "gap_low": low, "gap_high": high},
        "error": error(right - confidence, binned(confidence, count)),
        "error_by_chance": by_chance(confidence, count, resamples, random),
        "loss": loss(probabilities, labels),
    }


def compared(
    probabilities: np.ndarray,
    labels: np.ndarray,
    temperature: float | None,
    count: int,
    resamples: int,
    random: np.random.Generator,
) -> dict[str, Any]:
    """The test images' calibration as the network was trained and, with a temperature, scaled by it.

    Args:
        probabilities: (N, 10); ``labels``: (N,); ``count``: of bins; ``resamples``: for intervals.

    Returns:
        ``as_trained`` and ``scaled`` (None without a temperature) as ``measured`` gives them, with
        ``error_low``, ``error_high``; ``change``: by how much scaling lowers the error, ``error``, ``low``,
        ``high`` on the same resamples, or None.
    """
    right = probabilities.argmax(1) == labels
    variants = [probabilities.astype(np.float64)]
    if temperature is not None:
        variants.append(scaled(probabilities, temperature))
    found = [measured(p, labels, right, count, resamples, random) for p in variants]
    errors = resampled([p.max(1) for p in variants], right, count, resamples, random)
    for row, drawn in zip(found, errors.T, strict=True):
        row["error_low"], row["error_high"] = (float(end) for end in np.percentile(drawn, ENDS))
    change = None
    if temperature is not None:
        low, high = (float(end) for end in np.percentile(errors[:, 0] - errors[:, 1], ENDS))
        change = {"error": found[0]["error"] - found[1]["error"], "low": low, "high": high}
    return {"as_trained": found[0], "scaled": found[1] if len(found) > 1 else None, "change": change}


def ranking(confidence: np.ndarray, right: np.ndarray) -> dict[str, float] | None:
    """Chance that a label that is right has more confidence than one that is wrong; None without both.

    Returns:
        ``auc``, ``low``, ``high``.
    """
    if right.all() or not right.any():
        return None
    area = float(statistics.auc(confidence[right][:, None], confidence[~right][:, None])[0])
    low, high = statistics.auc_interval(area, int(right.sum()), int((~right).sum()))
    return {"auc": area, "low": low, "high": high}


def worth(
    probabilities: np.ndarray, labels: np.ndarray, temperature: float | None
) -> dict[str, float | None] | None:
    """How often a label is right that the network gives ``SHOWN``, and what that becomes when scaled.

    Returns:
        ``shown``, ``within``, ``digits``, ``right``, ``share``, ``low``, ``high``, and ``scaled``, their mean
        confidence after it (None without a temperature); None where no digit's label has such a probability.
    """
    confidence = probabilities.max(1)
    near = np.abs(confidence - SHOWN) <= WITHIN
    digits = int(near.sum())
    if not digits:
        return None
    right = int((probabilities.argmax(1) == labels)[near].sum())
    low, high = statistics.wilson(right, digits)
    after = None if temperature is None else float(scaled(probabilities[near], temperature).max(1).mean())
    told = {"shown": SHOWN, "within": WITHIN, "digits": digits, "right": right, "share": right / digits}
    return told | {"low": low, "high": high, "scaled": after}
