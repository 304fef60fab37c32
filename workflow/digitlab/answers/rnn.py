"""What does the worked recurrent network put out, and what is the loss's gradient?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from digitlab.answers import unrolled
from digitlab.answers.section import Number, Section
from digitlab.answers.unrolled import Change, Line, Reading

# The central difference's own error lies orders of magnitude below this at the usual epsilons.
AGREE = 1e-6
# Figures that agree to more digits than these agree in all that float64 holds.
ALL_DIGITS = 15.9

Ways = Literal["agree", "off"]
Causes = Literal["all", "not all"]


@dataclass(frozen=True)
class Intermediates:
    """Everything between input and gradient, for a network small enough to be shown.

    Attributes:
        parameters: ``b``, ``c``, ``W``, ``U``, ``V`` and the inputs ``x``.
        forward, derivatives: values by step, and derivatives by the biases carried forward.
        backward, backward_summed: gradients by step on the way back, of either reading of the loss.
        gradients, gradients_summed: every parameter's.
    """

    parameters: Mapping[str, Any]
    forward: Sequence[Line]
    derivatives: Sequence[Line]
    backward: Sequence[Line]
    backward_summed: Sequence[Line]
    gradients: Mapping[str, Any]
    gradients_summed: Mapping[str, Any]


@dataclass(frozen=True)
class Published:
    """A published figure beside ours. ``digits`` that agree, None: all; ``cause`` None: not recovered."""

    solution: str
    quantity: str
    theirs: float
    ours: float
    digits: float | None
    cause: str | None
    reproduced: float | None


@dataclass(frozen=True)
class Solution:
    """A published solution: how many of its figures were checked, agree, differ, and could not be read.

    Attributes:
        unread: about how many more it prints that are not legible in the copy at hand; None: none are known.
    """

    name: str
    checked: int
    agree: int
    differ: int
    unread: int | None


@dataclass(frozen=True, kw_only=True)
class Rnn(Section):
    """``verdict``: whether the central difference agrees with the gradient unrolled by hand.

    Attributes:
        outputs: by step, two each.
        last, summed: the two readings of the loss; ``step``, ``summed_step``: what the step does to each.
        gradient: of the last step's loss by the biases, whether there is any.
        same_both_ways: unrolling forward and backward give the same to the last digit.
        both_slopes: the central difference's error has a straight part on either side of its minimum.
        intermediates: None where there are too many to show.
        differing, agreeing: published figures; ``causes``: whether each that differs is explained.
        solutions: what was checked of each; ``unread``: of which there is more that cannot be read.
    """

    verdict: Ways
    steps: int
    units: int
    outputs: Sequence[Sequence[float]]
    last: Reading
    summed: Reading
    step: Change
    summed_step: Change
    gradient: Literal["some", "exactly zero"]
    same_both_ways: bool
    both_slopes: bool
    intermediates: Intermediates | None
    differing: Sequence[Published]
    agreeing: Sequence[Published]
    causes: Causes
    solutions: Sequence[Solution]
    unread: Sequence[str]


def answer(
    config: Mapping[str, Any],
    bptt: Mapping[str, Any],
    differences: pd.DataFrame,
    published: Mapping[str, Any],
) -> Rnn:
    """What the steps ``rnn`` and ``published`` say.

    Args:
        config: resolved.
        bptt: ``results/rnn/bptt.json``; ``differences``: the errors of the central difference by epsilon.
        published: ``results/published/comparison.json``.
    """
    steps, units = len(bptt["y_hat"]), len(bptt["gradient_unrolled"])
    numerical, ways_apart = errors(bptt)
    regimes = bptt["difference_regimes"]
    differing, agreeing = compared(published["figures"])
    checked = solutions(published["figures"], published["unread"])
    return Rnn(
        problem="Problem 3 (1) to (5)",
        question="What does the network put out, and what is the gradient with respect to b,"
        " by three ways that must agree?",
        verdict=agreement(numerical),
        numbers=figures(bptt)
        | {
            "central_difference_error": Number(numerical, "bptt"),
            "ways_apart": Number(ways_apart, "bptt"),
        }
        | precision(regimes, differences, bptt["epsilon"])
        | {
            "solutions": Number(len(checked), "published"),
            "unread_figures": Number(sum(row.unread or 0 for row in checked), "published"),
            "published_figures": Number(len(published["figures"]), "published"),
            "agreeing_figures": Number(len(agreeing), "published"),
            "differing_figures": Number(len(differing), "published"),
            "unexplained_figures": Number(sum(row.cause is None for row in differing), "published"),
        },
        steps=steps,
        units=units,
        outputs=bptt["y_hat"],
        last=unrolled.reading(bptt),
        summed=unrolled.reading(bptt["summed"]),
        step=unrolled.change(bptt["loss"], bptt["updated_loss"]),
        summed_step=unrolled.change(bptt["summed"]["loss"], bptt["summed"]["updated_loss"]),
        gradient="some" if any(bptt["gradient_unrolled"]) else "exactly zero",
        same_both_ways=ways_apart == 0,
        both_slopes=None not in (regimes["float64"]["rounding"], regimes["float64"]["truncation"]),
        intermediates=intermediates(bptt) if unrolled.legible(steps, units) else None,
        differing=differing,
        agreeing=agreeing,
        causes="not all" if any(row.cause is None for row in differing) else "all",
        solutions=checked,
        unread=[row.name.upper() for row in checked if row.unread],
    )


def figures(bptt: Mapping[str, Any]) -> dict[str, Number]:
    """Losses before and after the step, for both readings, and what step and difference were made with."""
    quoted = {
        "loss": bptt["loss"],
        "updated_loss": bptt["updated_loss"],
        "summed_loss": bptt["summed"]["loss"],
        "summed_updated_loss": bptt["summed"]["updated_loss"],
        "epsilon": bptt["epsilon"],
        "learning_rate": bptt["learning_rate"],
    }
    return {name: Number(value, "bptt") for name, value in quoted.items()}


def errors(bptt: Mapping[str, Any]) -> tuple[float, float]:
    """How far the central difference, and unrolling backward, lie from unrolling forward, at most.

    Both readings of the loss count.
    """
    readings = ((bptt, bptt["backward"]["last"]), (bptt["summed"], bptt["backward"]["summed"]))
    numerical = unrolled.largest_difference(
        (of["gradient_central_difference"], of["gradient_unrolled"]) for of, _ in readings
    )
    ways_apart = unrolled.largest_difference(
        (of["gradient_unrolled"], backward["gradients"]["b"]) for of, backward in readings
    )
    return numerical, ways_apart


def agreement(error: float) -> Ways:
    """Whether a central difference so far off agrees."""
    return "agree" if error < AGREE else "off"


def precision(regimes: Mapping[str, Any], differences: pd.DataFrame, epsilon: float) -> dict[str, Number]:
    """The central difference's smallest error and slopes, and its error in single precision at ``epsilon``.

    Args:
        regimes: ``slopes`` by precision.
        differences: rows of ``precision``, ``summed``, ``epsilon`` and relative ``error``.
        epsilon: the one that the section's gradients were computed with; the nearest that was tried counts.
    """
    double, single = regimes["float64"], regimes["float32"]
    tried = differences[(differences.precision == "float32") & ~differences.summed]
    nearest = tried.iloc[int((tried.epsilon - epsilon).abs().to_numpy().argmin())]
    return {
        "double_error": Number(double["best_error"], "bptt", unit="share"),
        "double_epsilon": Number(double["best_epsilon"], "bptt"),
        "rounding_slope": Number(double["rounding"], "bptt"),
        "truncation_slope": Number(double["truncation"], "bptt"),
        "single_error": Number(single["best_error"], "bptt", unit="share"),
        "single_epsilon": Number(single["best_epsilon"], "bptt"),
        "single_error_at_epsilon": Number(float(nearest.error), "differences", unit="share"),
        "smallest_epsilon": Number(float(differences.epsilon.min()), "differences"),
        "largest_epsilon": Number(float(differences.epsilon.max()), "differences"),
    }


def intermediates(bptt: Mapping[str, Any]) -> Intermediates:
    """The tables of ``results/rnn/bptt.json``."""
    inside, backward = bptt["intermediates"], bptt["backward"]
    by_parameter = ("dL_do", "dL_dh", "dL_da")
    return Intermediates(
        parameters={**bptt["parameters"], "x": bptt["x"]},
        forward=unrolled.by_step(inside, ("a", "h", "o", "y_hat", "L", "slope_of_tanh")),
        derivatives=unrolled.by_step(inside, ("da_db", "dh_db", "dL_do", "dL_dh", "dL_db_by_step")),
        backward=unrolled.by_step(backward["last"], by_parameter),
        backward_summed=unrolled.by_step(backward["summed"], by_parameter),
        gradients=backward["last"]["gradients"],
        gradients_summed=backward["summed"]["gradients"],
    )


def compared(rows: Sequence[Mapping[str, Any]]) -> tuple[list[Published], list[Published]]:
    """Published figures that differ from ours, and those that agree, each in the order given."""

    def figure(row: Mapping[str, Any]) -> Published:
        names = ("solution", "quantity", "theirs", "ours", "cause", "reproduced")
        digits = None if row["digits"] > ALL_DIGITS else row["digits"]
        return Published(**{name: row[name] for name in names}, digits=digits)

    return (
        [figure(row) for row in rows if not row["agrees"]],
        [figure(row) for row in rows if row["agrees"]],
    )


def solutions(figures: Sequence[Mapping[str, Any]], unread: Sequence[Mapping[str, Any]]) -> list[Solution]:
    """Each published solution's figures, counted; ``unread``: about how many more cannot be read."""
    more = {row["solution"]: row["about"] for row in unread}
    by_name: dict[str, list[bool]] = {}
    for row in figures:
        by_name.setdefault(row["solution"], []).append(row["agrees"])
    return [
        Solution(name, len(agree), sum(agree), len(agree) - sum(agree), more.get(name))
        for name, agree in by_name.items()
    ]
