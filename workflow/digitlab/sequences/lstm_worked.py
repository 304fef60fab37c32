"""The worked example with the LSTM cell: its figures, what checks them, and other choices of biases."""

from dataclasses import replace
from typing import Any

import numpy as np

from digitlab.sequences import bptt, lstm
from digitlab.sequences.differences import central_difference

# So far out that a gate is open or shut to the last digit of float64.
OPEN = 40.0


def example(cell: lstm.Cell, x: np.ndarray, epsilon: float, learning_rate: float) -> dict[str, Any]:
    """Outputs, loss, gradients with respect to the forget biases, and one step of descent on them.

    Args:
        cell: parameters.
        x: inputs, (T, m).
        epsilon: of the central difference.
        learning_rate: of the one step.

    Returns:
        ``y_hat``, ``loss``, ``gradient_central_difference``, ``gradient_unrolled``, ``gradient_backward``
        (every parameter's, by back-propagation through time), ``updated_bias``, ``updated_loss`` for the
        loss at the last step; ``biases`` and every ``intermediates`` array.
    """
    run, unrolled = lstm.forward(cell, x), lstm.unrolled_gradient(cell, x)

    def of_bias(bias: np.ndarray) -> float:
        return lstm.forward(cell.with_forget_bias(bias), x).loss()

    gradient, backward = unrolled.gradient(), bptt.lstm_backward(cell, x)
    updated = cell.forget_bias - learning_rate * gradient
    gates = {name: getattr(run, name) for name in ("f", "i", "q", "g", "s", "h", "o", "y_hat")}
    return {
        "x": x,
        "epsilon": epsilon,
        "learning_rate": learning_rate,
        "candidate": cell.candidate,
        "biases": {
            name: getattr(cell, f"{name}_bias") for name in ("forget", "input", "output", "candidate")
        },
        "y_hat": run.y_hat,
        "losses": run.losses,
        "loss": run.loss(),
        "gradient_central_difference": central_difference(of_bias, cell.forget_bias, epsilon),
        "gradient_unrolled": gradient,
        "gradient_backward": backward.gradients,
        "updated_bias": updated,
        "updated_loss": of_bias(updated),
        "intermediates": gates | vars(unrolled) | {"L": run.losses},
    }


def variants(cell: lstm.Cell, x: np.ndarray) -> list[dict[str, Any]]:
    """The same cell with other biases, and with the other candidate activation.

    Forget biases 0 and 1; chrono initialisation's middle for a sequence of this length (ln(T/2), the input
    gate's the negative, Tallec & Ollivier 2018); gates that bring the cell nearest to the recurrent
    network: forget gate shut, input and output gate open, so that h = tanh(tanh(a)).

    Returns:
        ``name``, ``candidate``, ``forget``, ``input``, ``output`` biases, ``y_hat``, ``loss``, ``gradient``
        with respect to the forget biases, ``kept``: mean over units of the product of the forget gates from
        the second step on, the share of the first step's state that is left at the last.
    """
    n = len(cell.W)
    middle = float(np.log(max(len(x) / 2, 1)))
    chosen: dict[str, tuple[float | np.ndarray, ...]] = {
        "as configured": (cell.forget_bias, cell.input_bias, cell.output_bias),
        "forget bias 0": (0.0, 0.0, 0.0),
        "forget bias 1": (1.0, 0.0, 0.0),
        "chrono": (middle, -middle, 0.0),
        "no memory": (-OPEN, OPEN, OPEN),
    }
    rows = []
    for name, biases in chosen.items():
        for candidate in lstm.CANDIDATES:
            forget, input_, output = (np.broadcast_to(b, (n,)).astype(np.float64) for b in biases)
            other = replace(
                cell, forget_bias=forget, input_bias=input_, output_bias=output, candidate=candidate
            )
            run = lstm.forward(other, x)
            rows.append(
                {"name": name, "candidate": candidate, "forget": forget, "input": input_, "output": output}
                | {"y_hat": run.y_hat, "loss": run.loss()}
                | {"gradient": lstm.unrolled_gradient(other, x).gradient()}
                | {"kept": float(run.f[1:].prod(0).mean())}
            )
    return rows
