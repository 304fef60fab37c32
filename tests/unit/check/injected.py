"""Solutions made up with known slips in them, to see whether those are named."""

import numpy as np

from digitlab.check import computed, figures, ways

# What the assignment asks for; with the intermediates a file has everything.
ASKED = (
    "y_hat",
    "loss",
    "gradient_central_difference",
    "gradient_unrolled",
    "updated_bias",
    "updated_loss",
)
EIGHT = "#.8g"  # eight significant digits, also where the last are zeros


def drawn(random):
    """Random parameters: sizes from 1 to 4, lengths from 1 to 8, numbers of two decimals."""
    n, m, steps = (int(random.integers(1, high + 1)) for high in (4, 4, 8))

    def numbers(*shape):
        return np.round(random.normal(size=shape), 2).tolist()

    return {
        "b": numbers(n),
        "c": numbers(2),
        "W": numbers(n, n),
        "U": numbers(n, m),
        "V": numbers(2, n),
        "x": numbers(steps, m),
        "epsilon": 1e-4,
        "learning_rate": 0.002,
        "candidate": ("tanh", "sigmoid")[int(random.integers(2))],
    } | {f"{gate}_bias": numbers(n) for gate in ways.GATES}


def solution(way, names=ASKED, form=EIGHT):
    """The figures that a way leads to, as somebody would write them; None where one is no number."""
    found = computed.figures([way])
    texts = [
        (name, place, format(float(found[name][0][place]), form))
        for name in names or found
        for place in np.ndindex(found[name].shape[1:])
    ]
    if any("inf" in text or "nan" in text for _, _, text in texts):
        return None
    return [figures.written(*parts) for parts in texts]


def numbers(of):
    """What is written in a solution, whatever the sign of its zeros."""
    return of and [figure.value for figure in of]


def one_of(random, made):
    """One of the ways that a slip makes; None where it makes none."""
    made = [way for way, _ in made]
    return made[int(random.integers(len(made)))] if made else None
