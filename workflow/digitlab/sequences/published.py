"""Figures that others gave for the worked example, set beside ours; where they differ, the cause is sought.

A cause counts as found only when it reproduces the published figure to the digits that were published.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np

from digitlab.check import judge
from digitlab.check.causes import loss_quantum
from digitlab.check.figures import Figure
from digitlab.sequences import lstm, rnn

BIASES = (0.0, 1.0, -1.0, 2.0, (-1.0, 1.0))
GATES = ("forget", "input", "output", "candidate")
# Outputs as near as single precision prints them are the same outputs.
RECOVERED = 1e-6
# What counts as zero; and half a unit of a last digit, in digits.
ZERO, HALF_A_UNIT = 1e-7, 0.31


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
        return abs(theirs - ours) < ZERO
    return digits(theirs, ours) >= _wanted(theirs) - HALF_A_UNIT


def _wanted(value: float) -> int:
    """How many digits must agree: all that were printed but the last, and six at most."""
    return max(1, min(printed(value) - 1, 6))


def compared(reference: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every published figure of the recurrent network beside ours, checked as anybody's own.

    Args:
        reference: the published parameters and the solutions ``a`` and ``b``.

    Returns:
        Rows of ``solution``, ``quantity``, ``theirs``, ``ours``, ``digits`` (that agree), ``agrees``; where
        they differ ``cause`` and ``reproduced`` (the figure that the cause gives), None where not recovered.
    """
    rows: list[dict[str, Any]] = []
    for solution in ("a", "b"):
        given = reference[solution]
        names = dict(figures(given, len(reference["parameters"]["x"])))
        judgement = judge.judged(reference["parameters"], False, list(names.values()), given["summed"])
        found = {(row.figure.name, row.figure.place): row for row in judgement.figures}
        for name, figure in names.items():
            row = found[figure.name, figure.place]
            # Why it differs, if that can be said in one word; else what it follows from.
            simplest = sorted(row.causes, key=lambda cause: len(cause.slips) != 1)
            cause, reproduced = (simplest[0].words, simplest[0].gives) if simplest else (None, None)
            rows.append(
                {"solution": solution, "quantity": name, "theirs": figure.value, "ours": row.truth}
                | {"digits": digits(figure.value, row.truth), "agrees": row.verdict == "right"}
                | {"cause": cause, "reproduced": reproduced}
            )
    return rows


def figures(given: Mapping[str, Any], steps: int) -> Iterator[tuple[str, Figure]]:
    """Every published figure of one solution by the name that it is shown under, ``y_hat[2,1]``.

    Args:
        given: the solution. steps: T, the last of which ``dL_dh3`` is named after.
    """
    for name, value in given.items():
        if name in ("summed", "lstm"):
            continue
        if name == "intermediates":
            for group, parts in value.items():
                if group == f"dL_dh{steps}":
                    yield from _placed(group, "dL_dh", parts, (steps - 1,))
                    continue
                for symbol, by_step in parts.items():
                    # db2.a1: the derivative of a1 by b2, step by step.
                    i, j = int(symbol[1:]) - 1, int(group[2:]) - 1
                    for t, number in enumerate(by_step):
                        place = f"{group}.{symbol}[{t + 1}]"
                        yield place, _figure(f"d{symbol[0]}_db", (t, i, j), number)
        elif name.startswith("loss_at_b"):
            number, side = name.removeprefix("loss_at_b").removesuffix("_epsilon").split("_")
            yield name, _figure(f"loss_{side}_epsilon", (int(number) - 1,), value)
        else:
            known = "dL_db_by_step" if name == "gradient_unrolled_by_step" else name
            yield from _placed(name, known, value, ())


def _placed(shown: str, name: str, value: Any, before: tuple[int, ...]) -> Iterator[tuple[str, Figure]]:
    """Every number in nested lists with its place, counted from 1 where it is shown."""
    array = np.asarray(value, np.float64)
    for index in np.ndindex(array.shape):
        place = ",".join(str(i + 1) for i in index)
        yield (f"{shown}[{place}]" if place else shown), _figure(name, (*before, *index), float(array[index]))


def _figure(name: str, place: tuple[int, ...], value: float) -> Figure:
    """A published figure, right where it ``agrees`` with ours."""
    half = ZERO if value == 0 else abs(value) * 10 ** (HALF_A_UNIT - _wanted(value))
    return Figure(name, place, float(value), repr(value), half, printed(value))


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
    parameters = reference["parameters"]
    worked, x = rnn.from_config(parameters)
    epsilon, rate = parameters["epsilon"], parameters["learning_rate"]
    given = reference["a"]["lstm"]
    theirs = np.array(given["y_hat"])
    matrices = {name: getattr(worked, name) for name in ("W", "U", "V", "c")}
    closest: dict[str, Any] = {"difference": np.inf}
    combinations = list(product(product(BIASES, repeat=len(GATES)), lstm.CANDIDATES))
    for done, (values, candidate) in enumerate(combinations, 1):
        biases = dict(zip(GATES, values, strict=True))
        cell = lstm.Cell(
            **{f"{gate}_bias": np.array(bias) for gate, bias in biases.items()},
            **matrices,
            candidate=candidate,
        )
        y_hat = lstm.forward(cell, x).y_hat
        difference = float(np.abs(y_hat - theirs).max())
        if difference < closest["difference"]:
            closest = {"difference": difference, "biases": biases, "candidate": candidate, "y_hat": y_hat}
        tell(done)
    last = theirs[-1]
    implied = float((last[0] - 0.5) ** 2 - np.log(last[1]))
    quotient = np.array(given["gradient_central_difference"])
    quantum = loss_quantum(given["loss"], epsilon)
    downhill, uphill = (given["loss"] + s * rate * float(quotient @ quotient) for s in (-1, 1))
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
            if abs(given["updated_loss"] - uphill) < 5 * quantum * 2 * epsilon * 10
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
