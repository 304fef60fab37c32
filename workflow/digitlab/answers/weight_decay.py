"""How fast does a penalised weight shrink, and can its penalty be learned?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from digitlab.answers.section import Number, Section

# Where gradient descent on the training cost takes lambda.
Descent = Literal["below zero", "not yet at zero"]


@dataclass(frozen=True, kw_only=True)
class WeightDecay(Section):
    """``verdict``: where lambda goes when it is learned from the training cost.

    Attributes:
        epochs: over which the decay was measured.
        steps: of descent on lambda; ``target``: the weight without a penalty.
        grown: whether the weight ends larger than that.
    """

    verdict: Descent
    epochs: int
    steps: int
    target: float
    grown: bool


def answer(config: Mapping[str, Any], summary: Mapping[str, Any]) -> WeightDecay:
    """What ``results/weight_decay/summary.json`` says."""
    chosen = config["weight_decay"]
    learned = chosen["learned"]

    def number(name: str, unit: str | None = None) -> Number:
        return Number(summary[name], "summary", unit=unit)

    return WeightDecay(
        problem=None,
        question="How fast does a penalised weight shrink, and can its penalty be learned?",
        verdict=descent(summary["crossed_zero_after"]),
        numbers={
            "dead_pixels": number("dead_pixels", "pixels"),
            "images": number("images", "images"),
            "weights": number("weights", "weights"),
            "left_predicted": Number(summary["predicted"][-1], "summary", unit="share"),
            "left_measured": Number(summary["measured"][-1], "summary", unit="share"),
            "largest_difference": number("largest_difference", "share"),
            "crossed_zero_after": number("crossed_zero_after", "steps"),
            "last_decay": number("last_decay"),
            "last_weight": number("last_weight"),
            "last_cost": number("last_cost"),
        },
        epochs=chosen["epochs"],
        steps=learned["steps"],
        target=learned["target"],
        grown=abs(summary["last_weight"]) > abs(learned["target"]),
    )


def descent(crossed_zero_after: int | None) -> Descent:
    """The verdict on the steps after which lambda was below zero; None: it never was."""
    return "not yet at zero" if crossed_zero_after is None else "below zero"
