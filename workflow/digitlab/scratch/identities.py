"""Small identities that the derivatives of a network rest on, each tried on random numbers.

An error is the largest difference between the two sides, where both are of size 1 or less; elsewhere the norm
of the difference as a share of the norm.
"""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import torch

from digitlab.scratch.network import STENCIL, log_softmax, logistic

Function = Callable[[np.ndarray], np.ndarray]

KINDS: dict[str, type[np.floating]] = {"float32": np.float32, "float64": np.float64}
# Standard deviation of what functions are tried on: some of it is deep in saturation.
SPREAD = 3.0
# Layers from so many units to so many: the narrowest bounds the rank of all together.
WIDTHS = (20, 6, 12, 15)
# Of the central differences.
EPSILON = 1e-3
# Each activation with its derivative, written by its value, and the largest value that has.
SLOPES: dict[str, tuple[Function, Function, float]] = {
    "logistic": (logistic, lambda y: y * (1 - y), 0.25),
    "tanh": (np.tanh, lambda y: 1 - y**2, 1.0),
}


def naive_softmax(z: np.ndarray) -> np.ndarray:
    """The softmax of each row as it is written: no largest is taken off."""
    with np.errstate(over="ignore", invalid="ignore"):
        shares: np.ndarray = np.exp(z) / np.exp(z).sum(-1, keepdims=True)
    return shares


def softmax_of_shifted(random: np.random.Generator, samples: int) -> float:
    """Error of softmax(z + c) = softmax(z)."""
    z, c = random.normal(0, SPREAD, (samples, 10)), random.normal(0, 10 * SPREAD, (samples, 1))
    return float(np.abs(np.exp(log_softmax(z + c)) - np.exp(log_softmax(z))).max())


def overflows_at(precision: str) -> int:
    """The smallest whole logit beside 0 at which a softmax as written is no number."""
    low, high = 0, 2**20
    while high - low > 1:
        middle = (low + high) // 2
        if np.isfinite(naive_softmax(np.array([middle, 0], KINDS[precision]))).all():
            low = middle
        else:
            high = middle
    return high


def stays_finite(precision: str, logit: float) -> bool:
    """Whether the softmax is a number at a logit where the largest is taken off first."""
    return bool(np.isfinite(np.exp(log_softmax(np.array([[logit, 0]], KINDS[precision])))).all())


def stacked_linear(random: np.random.Generator, samples: int) -> dict[str, float | int]:
    """Linear layers in a row beside the one linear layer that they are.

    Returns:
        ``error``; ``rank`` of the one layer's weights; ``narrowest``: of the layers' widths.
    """
    weights = [random.normal(0, 1, shape) for shape in itertools.pairwise(WIDTHS)]
    biases = [random.normal(0, 1, width) for width in WIDTHS[1:]]
    x = random.normal(0, 1, (samples, WIDTHS[0]))
    y, W, b = x, np.eye(WIDTHS[0]), np.zeros(WIDTHS[0])
    for weight, bias in zip(weights, biases, strict=True):
        y = y @ weight + bias
        W, b = W @ weight, b @ weight + bias
    return {
        "error": relative(x @ W + b, y),
        "rank": int(np.linalg.matrix_rank(W)),
        "narrowest": min(WIDTHS),
    }


def slope_from_value(name: str, random: np.random.Generator, samples: int) -> float:
    """Error of an activation's derivative, from its value, beside its central difference of fourth order."""
    function, slope, _ = SLOPES[name]
    a = random.normal(0, SPREAD, samples)
    differences = sum(weight * function(a + steps * EPSILON) for weight, steps in STENCIL) / EPSILON
    return float(np.abs(slope(function(a)) - differences).max())


def tanh_is_logistic(random: np.random.Generator, samples: int) -> float:
    """Error of tanh a = 2 sigma(2a) - 1."""
    a = random.normal(0, SPREAD, samples)
    return float(np.abs(np.tanh(a) - (2 * logistic(2 * a) - 1)).max())


def linear_gradient(random: np.random.Generator, samples: int) -> float:
    """Error of the gradient through y = x W + b in matrix form beside autograd's: the largest of the three.

    With G = dL/dy, a row a sample: dL/dW = x' G, dL/db = the sum of G's rows, dL/dx = G W'. L is the sum of
    sin y.
    """
    x, W, b = (random.normal(0, 1, shape) for shape in ((samples, 8), (8, 5), (5,)))
    G = np.cos(x @ W + b)
    ours = x.T @ G, G.sum(0), G @ W.T
    given = [torch.tensor(part, requires_grad=True) for part in (W, b, x)]
    loss = torch.sin(given[2] @ given[0] + given[1]).sum()
    theirs = [part.numpy() for part in torch.autograd.grad(loss, given)]
    return max(relative(mine, other) for mine, other in zip(ours, theirs, strict=True))


def relative(found: np.ndarray, expected: np.ndarray) -> float:
    """Norm of the difference as a share of the norm."""
    return float(np.linalg.norm(found - expected) / np.linalg.norm(expected))


def shrinking(units: int, depth: int, samples: int, random: np.random.Generator) -> pd.DataFrame:
    """How much of a gradient is left after going back through layers, with weights that change no length.

    The weights are orthogonal, so that what is lost is lost to the activation: through each layer the
    gradient keeps at most its largest slope, 1/4 of the logistic function, 1 of tanh.

    Args:
        units: in every layer; depth: layers; samples: inputs, each with a random gradient at the top.
        random: source of the numbers.

    Returns:
        ``activation``, ``layers`` gone back (0 ... depth), and the gradient's length as a share of what it
        was: ``largest`` of the samples, ``typical`` (root mean square), ``bound``.
    """
    rows = []
    weights = [orthogonal(units, random) for _ in range(depth)]
    inputs, top = random.normal(0, 1, (samples, units)), random.normal(0, 1, (samples, units))
    for name, (function, slope, steepest) in SLOPES.items():
        h, slopes = inputs, []
        for W in weights:
            h = function(h @ W)
            slopes.append(slope(h))
        back = top / np.linalg.norm(top, axis=1, keepdims=True)
        for layers in range(depth + 1):
            if layers:
                back = (back * slopes[-layers]) @ weights[-layers].T
            lengths = np.linalg.norm(back, axis=1)
            rows.append(
                {
                    "activation": name,
                    "layers": layers,
                    "largest": float(lengths.max()),
                    "typical": float(np.sqrt((lengths**2).mean())),
                    "bound": steepest**layers,
                }
            )
    return pd.DataFrame(rows)


def orthogonal(units: int, random: np.random.Generator) -> np.ndarray:
    """A random orthogonal matrix, every one as likely (Mezzadri 2007)."""
    q, r = np.linalg.qr(random.normal(0, 1, (units, units)))
    matrix: np.ndarray = q * np.sign(np.diag(r))
    return matrix


def summary(samples: int, random: np.random.Generator) -> dict[str, Any]:
    """Every identity but the shrinking gradient.

    Returns:
        ``errors`` by identity: ``softmax_shift``, ``stacked_linear``, ``logistic_slope``, ``tanh_slope``,
        ``tanh_is_logistic``, ``linear_gradient``; ``rank`` and ``narrowest`` of the stacked layers;
        ``overflow``: by precision ``precision``, ``naive`` (the first whole logit that is too large) and
        ``finite`` (whether, with the largest taken off, ten times that is none); ``samples``.
    """
    stacked = stacked_linear(random, samples)
    return {
        "samples": samples,
        "errors": {
            "softmax_shift": softmax_of_shifted(random, samples),
            "stacked_linear": stacked["error"],
            "logistic_slope": slope_from_value("logistic", random, samples),
            "tanh_slope": slope_from_value("tanh", random, samples),
            "tanh_is_logistic": tanh_is_logistic(random, samples),
            "linear_gradient": linear_gradient(random, samples),
        },
        "rank": stacked["rank"],
        "narrowest": stacked["narrowest"],
        "overflow": [
            {"precision": name, "naive": at, "finite": stays_finite(name, 10.0 * at)}
            for name, at in ((name, overflows_at(name)) for name in KINDS)
        ],
    }
