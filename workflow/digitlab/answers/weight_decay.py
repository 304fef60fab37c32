"""How fast does a penalised weight shrink, and can its penalty be learned?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from digitlab.answers.section import Number, Section

# Where gradient descent on the training cost takes lambda.
Descent = Literal["below zero", "not yet at zero"]
# What descent on eta does to the cost at the end, by its own learning rates.
Rate = Literal["helps", "either", "hurts"]


@dataclass(frozen=True)
class LearnedRate:
    """eta after descent on it, and the cost; None: out of all bounds. ``own``: its own learning rate."""

    own: float
    rate: float | None
    cost: float | None


@dataclass(frozen=True, kw_only=True)
class WeightDecay(Section):
    """``verdict``: where lambda goes when it is learned from the training cost.

    Attributes:
        epochs: over which the decay was measured.
        steps: of descent on lambda; ``target``: the weight without a penalty.
        grown: whether the weight ends larger than that.
        rates: eta learned with several learning rates of its own; ``rate``: descent on it ``helps`` with all,
            ``hurts`` with all, or does either; ``rate_start``, ``rate_steps``: of the config.
        tails: whether the decay of large weights tails off within the epochs.
    """

    verdict: Descent
    epochs: int
    steps: int
    target: float
    grown: bool
    rates: Sequence[LearnedRate]
    rate: Rate
    rate_start: float
    rate_steps: int
    tails: bool


def answer(config: Mapping[str, Any], summary: Mapping[str, Any]) -> WeightDecay:
    """What ``results/weight_decay/summary.json`` says."""
    chosen = config["weight_decay"]
    learned = chosen["learned"]

    fixed, *rates = [LearnedRate(**row) for row in summary["learned_rate"]]
    whole = summary["wide"]

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
            "fixed_rate_cost": Number(fixed.cost, "summary"),
            "wide_weights": Number(whole["weights"], "summary", unit="weights"),
            "as_predicted": Number(
                whole["as_predicted"], "summary", n=len(whole["sizes"]) - 1, unit="epochs"
            ),
            "tails_off": Number(whole["tails_off"], "summary", unit="epochs"),
            "wide_last": Number(whole["last"], "summary"),
            "wide_times": Number(whole["times"], "summary"),
        },
        epochs=chosen["epochs"],
        steps=learned["steps"],
        target=learned["target"],
        grown=abs(summary["last_weight"]) > abs(learned["target"]),
        rates=rates,
        rate=learning([row.cost for row in rates], fixed.cost),
        rate_start=chosen["learned_rate"]["start"],
        rate_steps=chosen["learned_rate"]["steps"],
        tails=whole["tails_off"] is not None,
    )


def descent(crossed_zero_after: int | None) -> Descent:
    """The verdict on the steps after which lambda was below zero; None: it never was."""
    return "not yet at zero" if crossed_zero_after is None else "below zero"


def learning(costs: Sequence[float | None], fixed: float | None) -> Rate:
    """What descent on eta does: the costs at the end beside the one with an eta that stays."""
    lower = [cost is not None and (fixed is None or cost < fixed) for cost in costs]
    return "helps" if all(lower) else "either" if any(lower) else "hurts"
