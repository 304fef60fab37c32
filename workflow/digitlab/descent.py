"""torch's optimizers as functions of tensors, and the one-cycle schedule.

The arithmetic is torch's, fused: it goes over the memory once. Its optimizer classes are left out because the
first of them imports torch's compiler, which nothing here uses and which takes 1.7 seconds of every process.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from torch.optim.adagrad import adagrad
from torch.optim.adam import adam
from torch.optim.sgd import sgd

# Settings that may be left out: torch's defaults.
DEFAULTS: dict[str, dict[str, float]] = {
    "sgd": {"momentum": 0.0, "weight_decay": 0.0},
    "momentum": {"momentum": 0.9, "weight_decay": 0.0},
    "adagrad": {"weight_decay": 0.0, "eps": 1e-10},
    "adam": {"beta1": 0.9, "beta2": 0.999, "weight_decay": 0.0, "eps": 1e-8},
    "adamw": {"beta1": 0.9, "beta2": 0.999, "weight_decay": 0.01, "eps": 1e-8},
}
# Torch makes these optimizers' only state, the velocity, at the first step.
PLAIN = ("sgd", "momentum")


@dataclass
class Group:
    """Parameters with settings of their own: ``learning_rate``, and any of ``DEFAULTS``.

    Attributes:
        first, second: what the optimizer keeps of each parameter's gradients; steps: how many it has made.
    """

    parameters: Sequence[Tensor]
    settings: Mapping[str, float]
    first: list[Any] = field(default_factory=list)
    second: list[Tensor] = field(default_factory=list)
    steps: list[Tensor] = field(default_factory=list)


class Descent:
    """One optimizer's steps on groups of parameters."""

    def __init__(self, name: str, groups: Sequence[Group]) -> None:
        """``name``: sgd, momentum, adagrad, adam or adamw.

        Raises:
            ValueError: an optimizer of another name.
        """
        if name not in DEFAULTS:
            raise ValueError(f"optimizer {name!r}; allowed: {', '.join(DEFAULTS)}")
        self.name, self.groups = name, groups
        for group in groups:
            group.settings = {**DEFAULTS[name], **group.settings}
            zeros = [torch.zeros_like(p) for p in group.parameters]
            group.first = [None] * len(zeros) if name in PLAIN else list(zeros)
            group.second = [torch.zeros_like(p) for p in group.parameters if name in ("adam", "adamw")]
            group.steps = [torch.zeros((), device=p.device) for p in group.parameters]

    @torch.no_grad()
    def step(self, gradients: Sequence[Sequence[Tensor]], **settings: float) -> None:
        """One step.

        Args:
            gradients: of each group, by its parameters.
            settings: for all groups, at this step.
        """
        for group, gradient in zip(self.groups, gradients, strict=True):
            parameters, slope = list(group.parameters), list(gradient)
            own: dict[str, Any] = {**group.settings, **settings, "maximize": False, "fused": True}
            own["lr"] = own.pop("learning_rate")
            if self.name in PLAIN:
                sgd(parameters, slope, group.first, dampening=0, nesterov=False, **own)
            elif self.name == "adagrad":
                adagrad(parameters, slope, group.first, group.steps, lr_decay=0, **own)
            else:
                own |= {"amsgrad": False, "decoupled_weight_decay": self.name == "adamw"}
                adam(parameters, slope, group.first, group.second, [], group.steps, **own)

    def down(self, loss: Tensor, **settings: float) -> None:
        """One step down the gradient of a loss; ``settings``: for all groups, at this step."""
        slopes = iter(torch.autograd.grad(loss, [p for g in self.groups for p in g.parameters]))
        self.step([[next(slopes) for _ in g.parameters] for g in self.groups], **settings)

    def state(self) -> list[dict[str, list[Any]]]:
        """What further steps depend on besides the parameters and settings."""
        return [{"first": g.first, "second": list(g.second), "steps": list(g.steps)} for g in self.groups]

    def restore(self, state: Sequence[dict[str, Any]]) -> None:
        """Go on from a state of the same groups."""
        for group, kept in zip(self.groups, state, strict=True):
            group.first, group.second, group.steps = kept["first"], kept["second"], kept["steps"]


@dataclass(frozen=True)
class OneCycle:
    """Learning rate up, then down to almost nothing, each along half a cosine; Adam's beta1 the other way.

    Smith & Topin, *Super-Convergence* (2018), with torch's defaults: it begins at a 25th of the maximum and
    ends at a ten thousandth of that, and beta1 goes from 0.95 to 0.85 and back.

    Attributes:
        maximum: of the learning rate; total: updates; warmup: share of them over which it rises.
    """

    maximum: float
    total: int
    warmup: float

    def at(self, update: int) -> dict[str, float]:
        """``learning_rate`` and ``beta1`` of an update, the first being 0."""
        peak, end = self.warmup * self.total - 1, self.total - 1
        start = self.maximum / 25
        if update <= peak:
            share, (rate, beta) = update / peak if peak else 1.0, ((start, self.maximum), (0.95, 0.85))
        else:
            share, (rate, beta) = (update - peak) / (end - peak), ((self.maximum, start / 1e4), (0.85, 0.95))
        along = (1 - math.cos(math.pi * share)) / 2
        return {name: a + (b - a) * along for name, (a, b) in (("learning_rate", rate), ("beta1", beta))}
