"""The worked example: everything that is asked of the recurrent network, and what checks it."""

from typing import Any

import numpy as np

from digitlab.sequences import bptt, rnn
from digitlab.sequences.differences import central_difference, slopes

PRECISIONS = {"float64": np.float64, "float32": np.float32}
EPSILONS = 10.0 ** np.arange(-12, -0.99, 0.125)


def example(cell: rnn.Cell, x: np.ndarray, epsilon: float, learning_rate: float) -> dict[str, Any]:
    """Outputs, loss, gradients in three ways, one step of descent on ``b``, for both readings of the loss.

    Args:
        cell: parameters.
        x: inputs, (T, m).
        epsilon: of the central difference.
        learning_rate: of the one step.

    Returns:
        Of the last step's loss: ``loss``, ``gradient_central_difference``, ``gradient_unrolled``,
        ``updated_bias``, ``updated_loss``; under ``summed`` the same of the loss summed over all steps;
        under ``backward``, ``last`` and ``summed``: what back-propagation through time gives, as
        ``bptt.Backward`` has it; ``y_hat`` (T, 2), ``losses`` (T,) and every ``intermediates`` array by its
        symbol; ``slope_of_tanh``: 1 - h^2, (T, n).
    """
    run, unrolled = rnn.forward(cell, x), rnn.unrolled_gradient(cell, x)

    def reading(summed: bool) -> dict[str, Any]:
        def of_bias(b: np.ndarray) -> float:
            return rnn.forward(cell.with_bias(b), x).loss(summed)

        gradient = unrolled.gradient(summed)
        updated = cell.b - learning_rate * gradient
        return {
            "loss": run.loss(summed),
            "gradient_central_difference": central_difference(of_bias, cell.b, epsilon),
            "gradient_unrolled": gradient,
            "updated_bias": updated,
            "updated_loss": of_bias(updated),
        }

    intermediates = {name: getattr(run, name) for name in ("a", "h", "o", "y_hat")} | vars(unrolled)
    return {
        "parameters": {name: getattr(cell, name) for name in ("b", "c", "W", "U", "V")},
        "x": x,
        "epsilon": epsilon,
        "learning_rate": learning_rate,
        "y_hat": run.y_hat,
        "losses": run.losses,
        **reading(summed=False),
        "summed": reading(summed=True),
        "backward": {
            name: vars(bptt.rnn_backward(cell, x, summed))
            for name, summed in (("last", False), ("summed", True))
        },
        "intermediates": intermediates | {"slope_of_tanh": 1 - run.h**2, "L": run.losses},
    }


def difference_errors(cell: rnn.Cell, x: np.ndarray) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """How far the central difference lies from the unrolled gradient, over epsilon and precision.

    Both readings of the loss; the unrolled gradient is float64's.

    Returns:
        Rows of ``precision``, ``summed``, ``epsilon``, ``error`` (Euclidean norm, relative to the
        gradient's); and for each ``precision`` of the last step's loss the ``slopes``.
    """
    exact = rnn.unrolled_gradient(cell, x)
    rows, regimes = [], {}
    for precision, dtype in PRECISIONS.items():
        for summed in (False, True):
            gradient = exact.gradient(summed)
            norm = np.linalg.norm(gradient) or 1.0

            def of_bias(b: np.ndarray, dtype: type = dtype, summed: bool = summed) -> float:
                return rnn.forward(cell.in_precision(dtype).with_bias(b), x).loss(summed)

            errors = [
                np.linalg.norm(central_difference(of_bias, cell.b, e) - gradient) / norm for e in EPSILONS
            ]
            rows += [
                {"precision": precision, "summed": summed, "epsilon": e, "error": error}
                for e, error in zip(EPSILONS, errors, strict=True)
            ]
            if not summed:
                regimes[precision] = slopes(EPSILONS, np.array(errors))
    return rows, regimes


ALONG = ("summed", "distance", "loss", "tangent", "step")


def along_gradient(cell: rnn.Cell, x: np.ndarray, learning_rate: float) -> list[dict[str, Any]]:
    """The loss on the straight line through ``b`` against the gradient, for both readings.

    Returns:
        Rows of ``summed``, ``distance`` (in units of b, positive downhill, -1 to 1, and finely around the
        step), ``loss``, ``tangent`` (what the gradient alone predicts), ``step`` (the step's distance), as
        ``ALONG`` names them; none of a reading whose gradient is exactly zero.
    """
    rows = []
    for summed in (False, True):
        gradient = rnn.unrolled_gradient(cell, x).gradient(summed)
        norm = float(np.linalg.norm(gradient))
        if norm == 0:
            continue
        step = learning_rate * norm
        start = rnn.forward(cell, x).loss(summed)
        for distance in np.unique(np.concatenate([np.linspace(-1, 1, 81), np.linspace(-2, 4, 25) * step])):
            moved = cell.with_bias(cell.b - distance * gradient / norm)
            rows.append(
                {"summed": summed, "distance": distance, "loss": rnn.forward(moved, x).loss(summed)}
                | {"tangent": start - distance * norm, "step": step}
            )
    return rows
