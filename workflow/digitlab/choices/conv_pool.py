"""A convolution and a max pool, forward and backward, as plain as the book.

Goodfellow, Bengio & Courville, *Deep Learning*, section 9.5; as in libraries, the kernel is not flipped. One
image of one channel; a filter an output channel.
"""

from typing import Any

import numpy as np

# Side of the worked example's pooling window.
POOL = 2


def convolve(x: np.ndarray, w: np.ndarray, b: np.ndarray, stride: int = 1) -> np.ndarray:
    """z[k, i, j] = b[k] + sum over u, v of w[k, u, v] x[i stride + u, j stride + v].

    Args:
        x: image, (rows, columns).
        w: filters, (K, side, side); ``b``: biases, (K,).
        stride: pixels from one position to the next.

    Returns:
        (K, R, C) with R = (rows - side) // stride + 1.

    Raises:
        ValueError: a filter larger than the image, or shapes that do not fit; both are named.
    """
    if w.ndim != 3 or b.shape != w.shape[:1] or w.shape[1] > x.shape[0] or w.shape[2] > x.shape[1]:
        raise ValueError(f"filters {w.shape} and biases {b.shape} do not fit the image {x.shape}")
    rows, columns = ((size - side) // stride + 1 for size, side in zip(x.shape, w.shape[1:], strict=True))
    z = np.empty((len(w), rows, columns))
    for i, j in np.ndindex(rows, columns):
        window = x[i * stride : i * stride + w.shape[1], j * stride : j * stride + w.shape[2]]
        z[:, i, j] = b + (w * window).sum((1, 2))
    return z


def convolve_back(
    x: np.ndarray, w: np.ndarray, to_z: np.ndarray, stride: int = 1
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients with respect to image, filters and biases from the one with respect to ``convolve``'s output.

    Args:
        x, w: as for ``convolve``.
        to_z: dL/dz, (K, R, C).
        stride: as for ``convolve``.

    Returns:
        dL/dx (rows, columns), dL/dw (K, side, side), dL/db (K,).
    """
    to_x, to_w = np.zeros(x.shape), np.zeros(w.shape)
    for k, i, j in np.ndindex(to_z.shape):
        window = np.s_[i * stride : i * stride + w.shape[1], j * stride : j * stride + w.shape[2]]
        to_x[window] += to_z[k, i, j] * w[k]
        to_w[k] += to_z[k, i, j] * x[window]
    return to_x, to_w, to_z.sum((1, 2))


def max_pool(z: np.ndarray, side: int, stride: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The largest value in each window, and where it was.

    Args:
        z: (K, rows, columns).
        side: of the window.
        stride: from one window to the next; ``side`` when None.

    Returns:
        (K, R, C), and int (K, R, C): index in the flattened (rows, columns) of the first of the largest, as
        libraries break ties.
    """
    stride = stride or side
    rows, columns = ((size - side) // stride + 1 for size in z.shape[1:])
    pooled, where = np.empty((len(z), rows, columns)), np.empty((len(z), rows, columns), np.int64)
    for k, i, j in np.ndindex(pooled.shape):
        window = z[k, i * stride : i * stride + side, j * stride : j * stride + side]
        u, v = np.unravel_index(window.argmax(), window.shape)
        pooled[k, i, j] = window[u, v]
        where[k, i, j] = (i * stride + u) * z.shape[2] + j * stride + v
    return pooled, where


def max_pool_back(shape: tuple[int, int, int], where: np.ndarray, to_pooled: np.ndarray) -> np.ndarray:
    """dL/dz of ``shape`` (K, rows, columns): the pooled error goes to where the largest value was."""
    to_z = np.zeros((shape[0], shape[1] * shape[2]))
    for k, i, j in np.ndindex(to_pooled.shape):
        to_z[k, where[k, i, j]] += to_pooled[k, i, j]
    return to_z.reshape(shape)


def routing(shape: tuple[int, int], where: np.ndarray) -> np.ndarray:
    """The matrix that routes the pooled error of one channel back: (rows * columns, R * C) of 0 and 1."""
    matrix = np.zeros((shape[0] * shape[1], where.size), np.int64)
    matrix[where.ravel(), np.arange(where.size)] = 1
    return matrix


def sigmoid(a: np.ndarray) -> np.ndarray:
    """The logistic function, without overflow at either end."""
    return 0.5 * (1 + np.tanh(0.5 * a))


def worked_example(
    x: np.ndarray, w: np.ndarray, b: float, v: np.ndarray, c: np.ndarray, target: np.ndarray, side: int = POOL
) -> dict[str, Any]:
    """Convolution, logistic function, max pool, two logistic outputs, quadratic cost: every error term.

    Args:
        x: image (3, 3); ``w``: one filter (2, 2); ``b``: its bias.
        v: output weights (2, P), P pooled values; ``c``: output biases (2,); ``target``: (2,).
        side: of the pooling window.

    Returns:
        Forward ``z``, ``a``, ``p``, ``where``, ``o``, ``y``, ``cost``; errors ``delta_o`` = dC/do (2,),
        ``delta_p`` = dC/dp, ``delta_a``, ``delta_z`` (R, C), the ``routing`` matrix; gradients ``dC_dv``,
        ``dC_dc``, ``dC_dw``, ``dC_db``, ``dC_dx``.
    """
    z = convolve(x, w[None], np.array([b]))
    a = sigmoid(z)
    p, where = max_pool(a, side)
    o = v @ p.ravel() + c
    y = sigmoid(o)
    delta_o = (y - target) * y * (1 - y)
    delta_p = (v.T @ delta_o).reshape(p.shape)
    delta_a = max_pool_back(a.shape, where, delta_p)
    delta_z = delta_a * a * (1 - a)
    to_x, to_w, to_b = convolve_back(x, w[None], delta_z)
    return {
        "x": x,
        "w": w,
        "b": b,
        "v": v,
        "c": c,
        "target": target,
        "side": side,
        "z": z[0],
        "a": a[0],
        "p": p[0],
        "where": where[0],
        "o": o,
        "y": y,
        "cost": float(((y - target) ** 2).sum() / 2),
        "delta_o": delta_o,
        "delta_p": delta_p[0],
        "delta_a": delta_a[0],
        "delta_z": delta_z[0],
        "routing": routing(a.shape[1:], where[0]),
        "dC_dv": np.outer(delta_o, p.ravel()),
        "dC_dc": delta_o,
        "dC_dw": to_w[0],
        "dC_db": float(to_b[0]),
        "dC_dx": to_x,
    }
