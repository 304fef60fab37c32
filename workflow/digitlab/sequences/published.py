"""Figures that others gave for the worked example, set beside ours; where they differ, the cause is sought.

A cause counts as found only when it reproduces the published figure to the digits that were published.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np
import torch

from digitlab.sequences import lstm, rnn
from digitlab.sequences.differences import central_difference

LEARNING_RATES = (0.0001, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
BIASES = (0.0, 1.0, -1.0, 2.0, (-1.0, 1.0))
GATES = ("forget", "input", "output", "candidate")
# Outputs as near as single precision prints them are the same outputs.
RECOVERED = 1e-6


def digits(theirs: float, ours: float) -> float:
    """How many significant digits agree: minus the logarithm of the relative difference, 16 at most."""
    if theirs == ours:
        return 16.0
    scale = max(abs(theirs), abs(ours))
    return max(0.0, min(16.0, -math.log10(abs(theirs - ours) / scale)))


def printed(text: float) -> int:
    """How many significant digits a figure was printed with."""
    mantissa = f"{abs(text)!r}".split("e")[0].replace(".", "").lstrip("0")
    return max(1, len(mantissa))


def agrees(theirs: float, ours: float) -> bool:
    """Whether two figures are the same to what was printed, or to what single precision holds."""
    if theirs == 0 or ours == 0:
        return abs(theirs - ours) < 1e-7
    wanted = max(1, min(printed(theirs) - 1, 6))
    return digits(theirs, ours) >= wanted - 0.31  # half a unit of the last digit


def flattened(name: str, value: Any) -> Iterator[tuple[str, float]]:
    """Every number in nested lists with its place, counted from 1: ``y_hat[2,1]``."""
    array = np.asarray(value, np.float64)
    for index in np.ndindex(array.shape):
        place = ",".join(str(i + 1) for i in index)
        yield (f"{name}[{place}]" if place else name), float(array[index])


class Example:
    """The worked example with the published parameters, and every quantity that was published."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self.cell, self.x = rnn.from_config(parameters)
        self.epsilon = parameters["epsilon"]
        self.learning_rate = parameters["learning_rate"]
        self.run = rnn.forward(self.cell, self.x)
        self.unrolled = rnn.unrolled_gradient(self.cell, self.x)

    def loss_at(self, b: np.ndarray, summed: bool) -> float:
        """The loss with other biases."""
        return rnn.forward(self.cell.with_bias(b), self.x).loss(summed)

    def in_single_precision(self, summed: bool) -> dict[str, np.ndarray]:
        """What torch gives for the same formulas in single precision, as a program on a GPU would be."""
        b, c, W, U, V = (torch.tensor(getattr(self.cell, name)).float() for name in ("b", "c", "W", "U", "V"))
        x = torch.tensor(self.x).float()

        def passed(b: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor], list[torch.Tensor]]:
            """Loss, outputs y and states h by step."""
            h, outputs, states = torch.zeros(len(b)), [], []
            for x_t in x:
                h = torch.tanh(b + W @ h + U @ x_t)
                states.append(h)
                outputs.append(torch.softmax(c + V @ h, 0))
            losses = [(y[0] - 0.5) ** 2 - torch.log(y[1]) for y in outputs]
            return sum(losses, start=torch.zeros(())) if summed else losses[-1], outputs, states

        steps = self.epsilon * torch.eye(len(b))
        quotient = [float((passed(b + e)[0] - passed(b - e)[0]) / (2 * self.epsilon)) for e in steps]
        _, outputs, states = passed(b)
        da, dh, by_step = [], [], []
        before = torch.zeros(len(b), len(b))
        for h, y in zip(states, outputs, strict=True):
            da.append(torch.eye(len(b)) + W @ before)
            before = (1 - h**2)[:, None] * da[-1]
            dh.append(before)
            to_y = torch.stack([2 * (y[0] - 0.5), -1 / y[1]])
            by_step.append((y * (to_y - to_y @ y)) @ V @ before)
        gradient = sum(by_step, start=torch.zeros(len(b))) if summed else by_step[-1]
        quantities = {
            "gradient_central_difference": np.array(quotient),
            "gradient_unrolled": gradient.numpy(),
        }
        quantities["gradient_unrolled_by_step"] = torch.stack(by_step).numpy()
        for name, derivative in (("a", torch.stack(da)), ("h", torch.stack(dh))):
            for i, j in np.ndindex(2, 2):
                quantities[f"db{j + 1}.{name}{i + 1}"] = derivative[:, i, j].numpy()
        return quantities

    def ours(self, summed: bool) -> dict[str, Any]:
        """Our figures by the published names."""
        b, e = self.cell.b, self.epsilon
        gradient = self.unrolled.gradient(summed)
        updated = b - self.learning_rate * gradient
        da, dh = self.unrolled.da_db, self.unrolled.dh_db
        shifted = {
            f"loss_at_b{i + 1}_{name}_epsilon": self.loss_at(b + sign * e * np.eye(len(b))[i], summed)
            for i in range(len(b))
            for name, sign in (("minus", -1), ("plus", 1))
        }
        return {
            "y_hat": self.run.y_hat,
            "loss": self.run.loss(summed),
            **shifted,
            "gradient_central_difference": central_difference(lambda v: self.loss_at(v, summed), b, e),
            "gradient_unrolled": gradient,
            "gradient_unrolled_by_step": self.unrolled.dL_db_by_step,
            "updated_bias": updated,
            "updated_loss": self.loss_at(updated, summed),
            "intermediates": {
                f"db{j + 1}": {
                    "a1": da[:, 0, j],
                    "a2": da[:, 1, j],
                    "h1": dh[:, 0, j],
                    "h2": dh[:, 1, j],
                }
                for j in range(2)
            }
            | {"dL_dh3": self.unrolled.dL_dh[-1]},
        }


def compared(reference: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every published figure of the recurrent network beside ours.

    Args:
        reference: the published parameters and the solutions ``a`` and ``b``.

    Returns:
        Rows of ``solution``, ``quantity``, ``theirs``, ``ours``, ``digits`` (that agree), ``agrees``; where
        they differ ``cause`` and ``reproduced`` (the figure that the cause gives), None where not recovered.
    """
    example = Example(reference["parameters"])
    rows = []
    for solution in ("a", "b"):
        given = reference[solution]
        summed = given["summed"]
        for name, theirs, ours in _pairs(given, example.ours(summed)):
            row = {"solution": solution, "quantity": name, "theirs": theirs, "ours": ours}
            row |= {"digits": digits(theirs, ours), "agrees": agrees(theirs, ours)}
            if not row["agrees"]:
                row |= cause(example, given, name, theirs)
            rows.append({"cause": None, "reproduced": None} | row)
    return rows


def _pairs(
    given: Mapping[str, Any], ours: Mapping[str, Any], prefix: str = ""
) -> Iterator[tuple[str, float, float]]:
    """Every published number by its place, and ours."""
    for name, value in given.items():
        if name in ("summed", "lstm"):
            continue
        if isinstance(value, Mapping):
            yield from _pairs(value, ours[name], f"{prefix}{name}." if name != "intermediates" else prefix)
            continue
        for (place, theirs), (_, mine) in zip(
            flattened(prefix + name, value), flattened(name, ours[name]), strict=True
        ):
            yield place, theirs, mine


def cause(example: Example, given: Mapping[str, Any], name: str, theirs: float) -> dict[str, Any]:
    """Why a published figure differs: the first explanation that reproduces it.

    Returns:
        ``cause`` and ``reproduced``; None for both where none does.
    """
    for words, value in _explanations(example, given, name, theirs):
        if agrees(theirs, value):
            return {"cause": words, "reproduced": value}
    return {"cause": None, "reproduced": None}


def _explanations(
    example: Example, given: Mapping[str, Any], name: str, theirs: float
) -> Iterator[tuple[str, float]]:
    """Candidate causes in the order of how simple they are, each with the figure it gives."""
    summed, b = given["summed"], example.cell.b
    base, _, place = name.partition("[")
    index = int(place[:-1].split(",")[0]) - 1 if place else 0
    single = example.in_single_precision(summed)
    if base == "gradient_central_difference":
        quantum = loss_quantum(given["loss"], example.epsilon)
        yield (
            f"single precision: the loss, near {given['loss']:.2g}, has 24 binary digits, so the quotient"
            f" moves in steps of {quantum:.2g}",
            single[base][index],
        )
    elif base in single:
        places = tuple(int(i) - 1 for i in place[:-1].split(",")) if place else ()
        yield "single precision: 1 − h² loses digits where h is close to 1", float(single[base][places])
    if base == "updated_bias":
        gradient = {r: example.unrolled.gradient(r)[index] for r in (summed, not summed)}
        for (reading, g), rate, sign in product(gradient.items(), LEARNING_RATES, (-1, 1)):
            words = []
            if reading != summed:
                words.append("the other reading of the loss")
            if rate != example.learning_rate:
                words.append(f"a learning rate of {rate:g} for {example.learning_rate:g}")
            if sign > 0:
                words.append("this component's step goes up the gradient, not down")
            yield " and ".join(words), b[index] + sign * rate * g
        g = given["gradient_central_difference"][index]
        yield "their own difference quotient", b[index] - example.learning_rate * g
        yield "their own difference quotient, up the gradient", b[index] + example.learning_rate * g
    if base == "updated_loss":
        updated = np.array(given["updated_bias"])
        yield "their updated biases", example.loss_at(updated, summed)
        yield "their updated biases, the other reading of the loss", example.loss_at(updated, not summed)
    if base.startswith("loss_at_b"):
        j = int(base[len("loss_at_b")]) - 1
        sign = -1 if "minus" in base else 1
        for other in (0.001, 0.01, 1e-5):
            moved = b + sign * other * np.eye(len(b))[j]
            yield f"an epsilon of {other:g}", example.loss_at(moved, summed)


def loss_quantum(loss: float, epsilon: float) -> float:
    """The step in which a central difference of single-precision losses moves."""
    return float(np.spacing(np.float32(loss))) / (2 * epsilon)


def lstm_compared(
    reference: Mapping[str, Any], tell: Callable[[int], None] = lambda done: None
) -> dict[str, Any]:
    """The published LSTM figures: what can be said of them, though their biases were not stated.

    Biases of each gate and of the candidate are searched over ``BIASES``, both candidates; then what the
    published figures say of each other is checked.

    Args:
        reference: the published parameters, and the figures of solution ``a``.
        tell: called with the number of combinations tried.

    Returns:
        ``tried``, ``closest`` (largest difference of an output, and its biases), ``recovered``; and
        ``consistency``, rows like those of ``compared`` with a ``cause`` where one is found.
    """
    example = Example(reference["parameters"])
    given = reference["a"]["lstm"]
    theirs = np.array(given["y_hat"])
    matrices = {name: getattr(example.cell, name) for name in ("W", "U", "V", "c")}
    closest: dict[str, Any] = {"difference": np.inf}
    combinations = list(product(product(BIASES, repeat=len(GATES)), lstm.CANDIDATES))
    for done, (values, candidate) in enumerate(combinations, 1):
        biases = dict(zip(GATES, values, strict=True))
        cell = lstm.Cell(
            **{f"{gate}_bias": np.array(bias) for gate, bias in biases.items()},
            **matrices,
            candidate=candidate,
        )
        y_hat = lstm.forward(cell, example.x).y_hat
        difference = float(np.abs(y_hat - theirs).max())
        if difference < closest["difference"]:
            closest = {"difference": difference, "biases": biases, "candidate": candidate, "y_hat": y_hat}
        tell(done)
    last = theirs[-1]
    implied = float((last[0] - 0.5) ** 2 - np.log(last[1]))
    quotient = np.array(given["gradient_central_difference"])
    quantum = loss_quantum(given["loss"], example.epsilon)
    downhill, uphill = (
        given["loss"] + s * example.learning_rate * float(quotient @ quotient) for s in (-1, 1)
    )
    rows = [
        {
            "quantity": "loss",
            "theirs": given["loss"],
            "ours": implied,
            "agrees": agrees(given["loss"], implied),
            "cause": "follows from their outputs",
        }
    ]
    rows += [
        {
            "quantity": f"y_hat[{t},1] + y_hat[{t},2]",
            "theirs": float(pair.sum()),
            "ours": 1.0,
            "agrees": agrees(float(pair.sum()), 1.0),
            "cause": "outputs of a softmax add up to 1",
        }
        for t, pair in enumerate(theirs, 1)
    ]
    rows += [
        {
            "quantity": f"gradient_central_difference[{i + 1}]",
            "theirs": float(value),
            "ours": quantum * round(value / quantum),
            "agrees": agrees(float(value), quantum * round(value / quantum)),
            "cause": f"single precision: a multiple of {quantum:.2g}, by which it may be off",
        }
        for i, value in enumerate(quotient)
    ]
    rows.append(
        {
            "quantity": "updated_loss",
            "theirs": given["updated_loss"],
            "ours": downhill,
            "agrees": abs(given["updated_loss"] - downhill) < abs(given["updated_loss"] - uphill),
            "cause": "a step up their gradient"
            if abs(given["updated_loss"] - uphill) < 5 * quantum * 2 * example.epsilon * 10
            else None,
            "reproduced": uphill,
        }
    )
    return {
        "tried": len(combinations),
        "biases_tried": [list(v) if isinstance(v, tuple) else v for v in BIASES],
        "recovered": closest["difference"] < RECOVERED,
        "closest": closest,
        "y_hat": theirs,
        "consistency": rows,
    }
