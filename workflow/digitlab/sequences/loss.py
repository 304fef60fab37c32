"""The customised loss of the worked example, on the two outputs of one time step."""

import numpy as np


def losses(o: np.ndarray) -> np.ndarray:
    """L = (y1 - 0.5)^2 - log y2 of the logits before the softmax, (T, 2), by step, (T,).

    Where y2 is too small for a float, its logarithm is taken from the logits.
    """
    y_hat = softmax(o)
    half, tiny = o.dtype.type(0.5), np.finfo(o.dtype).tiny
    shifted = o - o.max(-1, keepdims=True)
    of_logits = shifted[:, 1] - np.log(np.exp(shifted).sum(-1))
    log_y2 = np.where(y_hat[:, 1] < tiny, of_logits, np.log(np.maximum(y_hat[:, 1], tiny)))
    of_steps: np.ndarray = (y_hat[:, 0] - half) ** 2 - log_y2
    return of_steps


def dL_do(y_hat: np.ndarray) -> np.ndarray:
    """Gradient with respect to the two logits before the softmax, (2,): J^T dL/dy, J = diag(y) - y y^T.

    With dL/dy = (2 (y1 - 0.5), -1/y2) and y1 + y2 = 1 that is y1 (1 + 2 y2 (y1 - 0.5)) up for the first and
    down for the second: nothing is divided by an output that may be zero.
    """
    y1, y2 = y_hat
    up = y1 * (1 + 2 * y2 * (y1 - 0.5))
    return np.array([up, -up])


def softmax(o: np.ndarray) -> np.ndarray:
    """Softmax over the last axis, shifted by its maximum so that nothing overflows."""
    e: np.ndarray = np.exp(o - o.max(-1, keepdims=True))
    shares: np.ndarray = e / e.sum(-1, keepdims=True)
    return shares
