"""A fully connected network in NumPy alone: one logistic hidden layer, a softmax, the cross-entropy.

In the letters of the equations, a batch of B images a row each:

    a = x W + b,  h = sigma(a),  z = h V + c,  p = softmax(z),  L = -mean log p[label]

and backward, every line the derivative of one above (Rumelhart, Hinton & Williams 1986):

    dL/dz = (p - one_hot) / B
    dL/dV = h' dL/dz,  dL/dc = sum dL/dz
    dL/da = (dL/dz V') h (1 - h)
    dL/dW = x' dL/da,  dL/db = sum dL/da
"""

from typing import Literal

import numpy as np

# By its letter: W (inputs, hidden), b (hidden,), V (hidden, classes), c (classes,).
Parameters = dict[str, np.ndarray]
Start = Literal["random", "zeros", "equal"]

# What every weight is where all begin equal.
EQUAL = 0.01
# Of the central difference: weights of the costs at so many epsilons.
STENCIL = ((8 / 12, 1), (-8 / 12, -1), (-1 / 12, 2), (1 / 12, -2))


def initial(
    sizes: tuple[int, int, int],
    random: np.random.Generator,
    start: Start = "random",
    kind: type[np.floating] = np.float32,
) -> Parameters:
    """Weights to begin with; biases are 0.

    A sum of n products x w, w of mean 0, has n mean(x^2) var(w) for its variance. With var(w) = 1/n it is
    mean(x^2), whatever n: the layer neither dies away nor saturates (LeCun et al. 1998).

    Args:
        sizes: inputs, hidden units, classes.
        random: source of the weights; not used but for ``random``.
        start: ``random``: normal, of variance 1/inputs to each layer; ``zeros``; ``equal``: all ``EQUAL``.
        kind: of float.
    """
    weights: Parameters = {}
    for name, bias, (inputs, outputs) in (("W", "b", sizes[:2]), ("V", "c", sizes[1:])):
        shape = inputs, outputs
        if start == "random":
            weight = random.standard_normal(shape) / np.sqrt(inputs)
        else:
            weight = np.full(shape, EQUAL if start == "equal" else 0.0)
        weights |= {name: weight.astype(kind), bias: np.zeros(outputs, kind)}
    return weights


def logistic(a: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-a)), of which only exp of what is not positive is taken: nothing overflows."""
    e = np.exp(-np.abs(a))
    value: np.ndarray = np.where(a >= 0, e.dtype.type(1), e) / (1 + e)
    return value


def log_softmax(z: np.ndarray) -> np.ndarray:
    """Logarithms of the softmax of each row; the largest is taken off first, which changes nothing else."""
    shifted = z - z.max(1, keepdims=True)
    logs: np.ndarray = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    return logs


def forward(net: Parameters, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hidden units (B, hidden) and logits (B, classes) of images (B, inputs)."""
    h = logistic(x @ net["W"] + net["b"])
    return h, h @ net["V"] + net["c"]


def cost(net: Parameters, x: np.ndarray, labels: np.ndarray) -> float:
    """Mean cross-entropy of images (B, inputs) with labels (B,), in nats."""
    logs = log_softmax(forward(net, x)[1])
    return float(-logs[np.arange(len(labels)), labels].mean())


def backward(net: Parameters, x: np.ndarray, labels: np.ndarray) -> tuple[float, Parameters]:
    """The cost, and its gradient by each parameter, by the letters of the parameters."""
    h, z = forward(net, x)
    logs = log_softmax(z)
    rows = np.arange(len(labels))
    dz = np.exp(logs)
    dz[rows, labels] -= 1
    dz /= len(labels)
    da = (dz @ net["V"].T) * h * (1 - h)
    gradient = {"W": x.T @ da, "b": da.sum(0), "V": h.T @ dz, "c": dz.sum(0)}
    return float(-logs[rows, labels].mean()), gradient


def descend(net: Parameters, gradient: Parameters, rate: float) -> None:
    """One step of gradient descent, in place."""
    for name, slope in gradient.items():
        slope *= rate
        net[name] -= slope


def predicted(net: Parameters, x: np.ndarray) -> np.ndarray:
    """The label of each image, (N,)."""
    labels: np.ndarray = forward(net, x)[1].argmax(1)
    return labels


def differences(
    net: Parameters, x: np.ndarray, labels: np.ndarray, epsilon: float, most: int, random: np.random.Generator
) -> list[dict[str, str | int | float]]:
    """The gradient beside central differences of the cost.

    Of fourth order, (8 (L(w + e) - L(w - e)) - (L(w + 2e) - L(w - 2e))) / 12e (Fornberg 1988): what is cut
    off shrinks with e^4, so that e can be large enough for rounding not to count.

    Args:
        net: in float64; x: images (B, inputs); labels: (B,).
        epsilon: e.
        most: elements of each parameter that are tried, drawn without replacement; all where it has fewer.
        random: source of the draw.

    Returns:
        By parameter ``name``, ``elements`` tried, and ``error``: norm of the difference relative to that of
        the gradient, both over the elements tried.
    """
    gradient = backward(net, x, labels)[1]
    rows: list[dict[str, str | int | float]] = []
    for name, values in net.items():
        flat, slopes = values.reshape(-1), gradient[name].reshape(-1)
        tried = random.permutation(flat.size)[:most]
        numeric = np.zeros(len(tried))
        for place, element in enumerate(tried):
            kept = flat[element]
            for weight, steps in STENCIL:
                flat[element] = kept + steps * epsilon
                numeric[place] += weight * cost(net, x, labels) / epsilon
            flat[element] = kept
        exact = slopes[tried]
        norm = float(np.linalg.norm(exact))
        error = float(np.linalg.norm(numeric - exact))
        rows.append({"name": name, "elements": len(tried), "error": error / norm if norm else error})
    return rows
