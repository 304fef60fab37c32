"""Activation functions, how much gradient they let through, and three small facts about them.

The interval in which a weight lets a gradient grow is problem material of Nielsen's *Neural Networks and Deep
Learning*, chapter 5.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from digitlab.choices.conv_pool import sigmoid

Function = Callable[[np.ndarray], np.ndarray]

FUNCTIONS: dict[str, tuple[Function, Function]] = {
    "sigmoid": (sigmoid, lambda a: sigmoid(a) * (1 - sigmoid(a))),
    "tanh": (np.tanh, lambda a: 1 - np.tanh(a) ** 2),
    "ReLU": (lambda a: np.maximum(a, 0.0), lambda a: (a > 0).astype(float)),
}
INITIALISATIONS: dict[str, Callable[[int], float]] = {
    "Gaussian(0, 1)": lambda n: 1.0,
    "1/√n": lambda n: 1 / math.sqrt(n),
    "He": lambda n: math.sqrt(2 / n),
}
# Inputs and weights at which functions and widths are shown, and every how manieth weight is searched too.
INPUTS, WEIGHTS, SEARCHED = np.linspace(-6, 6, 241), np.linspace(3, 40, 371), 10
# At which exp leaves float64's range.
LARGE_LOGIT = 1000


def width(weight: float) -> float:
    """Width of the interval of inputs a for which |w sigma'(w a + b)| >= 1, in closed form; 0 where none.

    With y = |w|: sigma' >= 1/y means that sigma lies within sqrt(1/4 - 1/y) of one half, so the interval
    of w a + b is twice the logit of one half plus that, and a's is 1/y of it. The bias only shifts it.
    """
    y = abs(weight)
    if y < 4:
        return 0.0
    share = 0.5 + math.sqrt(0.25 - 1 / y)
    return 2 / y * math.log(share / (1 - share))


def widest() -> tuple[float, float]:
    """|w| at which the interval is widest, and its width: by golden-section search on [4, 40]."""
    golden = (math.sqrt(5) - 1) / 2
    low, high = 4.0, 40.0
    while high - low > 1e-10:
        left, right = high - golden * (high - low), low + golden * (high - low)
        if width(left) < width(right):
            low = left
        else:
            high = right
    best = (low + high) / 2
    return best, width(best)


def width_by_search(weight: float, bias: float = 0.0, steps: int = 200_001) -> float:
    """The same width by counting on a fine grid around where w a + b = 0."""
    centre, half = -bias / weight, 20 / abs(weight)
    a = np.linspace(centre - half, centre + half, steps)
    slope = np.abs(weight * FUNCTIONS["sigmoid"][1](weight * a + bias))
    return float((slope >= 1).sum() * (a[1] - a[0]))


def gradient_by_depth(
    name: str, deviation: float, units: int, depth: int, samples: int, random: np.random.Generator
) -> np.ndarray:
    """Size of the gradient on its way back through a stack of layers.

    Args:
        name: of the activation.
        deviation: standard deviation of the Gaussian weights; biases are 0.
        units: in every layer; the input is Gaussian(0, 1).
        depth: layers.
        samples: inputs, each with a random unit gradient at the top.
        random: source of the numbers.

    Returns:
        (depth + 1,): decimal logarithm of the root mean square over samples of the gradient's norm, after
        0 ... depth layers back; minus infinity where it is exactly zero.
    """
    f, derivative = FUNCTIONS[name]
    weights = deviation * random.standard_normal((depth, units, units))
    h = random.standard_normal((samples, units))
    slopes = []
    with np.errstate(over="ignore"):
        for W in weights:
            a = h @ W.T
            slopes.append(derivative(a))
            h = f(a)
    back = random.standard_normal((samples, units))
    back /= np.linalg.norm(back, axis=1, keepdims=True)
    decades, scale = [0.0], 0.0
    for W, slope in zip(weights[::-1], slopes[::-1], strict=True):
        back = (back * slope) @ W
        size = float(np.sqrt((back**2).sum(1).mean()))
        if size == 0:
            decades += [-np.inf] * (depth + 1 - len(decades))
            break
        # Renormalised, as the sizes leave float64's range in deep stacks.
        scale += math.log10(size)
        back = back / size
        decades.append(scale)
    return np.array(decades)


def curves() -> dict[str, np.ndarray]:
    """What there is to see of the functions and of the interval's width.

    Returns:
        ``a`` and, by name, each function of it and its ``_derivative``; ``weights`` and their ``width``;
        ``searched_weights`` and the width ``searched`` for them.
    """
    values = {"a": INPUTS, "weights": WEIGHTS, "width": np.array([width(w) for w in WEIGHTS])}
    for name, (function, derivative) in FUNCTIONS.items():
        values |= {name: function(INPUTS), f"{name}_derivative": derivative(INPUTS)}
    some = WEIGHTS[::SEARCHED]
    return values | {"searched_weights": some, "searched": np.array([width_by_search(w) for w in some])}


def gradients(units: int, depth: int, samples: int, draws: int, random: np.random.Generator) -> pd.DataFrame:
    """``gradient_by_depth`` for every initialisation and activation, over draws of weights and inputs.

    Returns:
        ``initialisation``, ``activation``, ``layers`` gone back; ``median``, ``lowest``, ``highest`` of the
        draws' decades: NaN where it is exactly zero.
    """
    tables = []
    for initialisation, deviation in INITIALISATIONS.items():
        for name in FUNCTIONS:
            decades = np.array(
                [
                    gradient_by_depth(name, deviation(units), units, depth, samples, random)
                    for _ in range(draws)
                ]
            )
            table = pd.DataFrame(
                {
                    **{"initialisation": initialisation, "activation": name, "layers": range(depth + 1)},
                    # Exactly zero lies below all others.
                    **{"median": np.median(decades, 0), "lowest": decades.min(0), "highest": decades.max(0)},
                }
            )
            tables.append(table)
    return pd.concat(tables, ignore_index=True).replace(-np.inf, np.nan)


def summary(drawn: dict[str, np.ndarray], table: pd.DataFrame, random: np.random.Generator) -> dict[str, Any]:
    """The widest interval, what is left of each gradient, and the facts.

    Args:
        drawn: ``curves``; ``table``: ``gradients``.
        random: source of the numbers that the facts are tried on.

    Returns:
        ``widest_at``, ``width``, ``largest_search_error``, ``depth``; ``ends``: a row for each initialisation
        and activation, ``median``, ``lowest`` and ``highest`` None where nothing is left; ``facts``.
    """
    at, widest_width = widest()
    depth = int(table.layers.max())
    ends = table[table.layers == depth].drop(columns="layers").to_dict("records")
    return {
        "widest_at": at,
        "width": widest_width,
        "largest_search_error": float(np.abs(drawn["searched"] - drawn["width"][::SEARCHED]).max()),
        "depth": depth,
        "ends": [
            {
                key: None if isinstance(value, float) and np.isnan(value) else value
                for key, value in row.items()
            }
            for row in ends
        ],
        "facts": facts(random),
    }


def facts(random: np.random.Generator) -> dict[str, Any]:
    """Three small facts, each with the largest error on random numbers.

    Returns:
        ``softmax_shift``: softmax of o + c against softmax of o; ``naive_softmax_overflows``: whether the
        formula as written fails at o = ``large_logit``; ``tanh_is_sigmoid``: tanh x against 2 sigma(2x) - 1;
        ``stacked_linear``: three linear layers against the one that they are.
    """
    o, c = random.normal(0, 5, (100, 10)), random.normal(0, 50, (100, 1))

    def naive(v: np.ndarray) -> np.ndarray:
        with np.errstate(over="ignore", invalid="ignore"):
            shares: np.ndarray = np.exp(v) / np.exp(v).sum(-1, keepdims=True)
        return shares

    def shifted(v: np.ndarray) -> np.ndarray:
        return naive(v - v.max(-1, keepdims=True))

    x = random.normal(0, 3, 1000)
    A, B, C = (random.normal(0, 1, shape) for shape in ((6, 5), (7, 6), (3, 7)))
    a, b, d = (random.normal(0, 1, n) for n in (6, 7, 3))
    inputs = random.normal(0, 1, (50, 5))
    stacked = ((inputs @ A.T + a) @ B.T + b) @ C.T + d
    single = inputs @ (C @ B @ A).T + (C @ (B @ a + b) + d)
    return {
        "softmax_shift": float(np.abs(shifted(o + c) - shifted(o)).max()),
        "large_logit": LARGE_LOGIT,
        "naive_softmax_overflows": bool(np.isnan(naive(np.array([LARGE_LOGIT, 0.0]))).any()),
        "tanh_is_sigmoid": float(np.abs(np.tanh(x) - (2 * sigmoid(2 * x) - 1)).max()),
        "stacked_linear": float(np.abs(stacked - single).max()),
    }
