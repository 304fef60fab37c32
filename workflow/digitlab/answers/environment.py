"""What the run was made with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from digitlab.answers.section import Section


@dataclass(frozen=True, kw_only=True)
class Environment(Section):
    """The fields of ``results/environment.json``; ``verdict``: on what networks were trained.

    Attributes:
        precision, threads: of the training; None where the report has no network.
    """

    verdict: Literal["cpu", "gpu", "no network"]
    config: Mapping[str, Any]
    packages: Mapping[str, str]
    python: str
    precision: str | None
    threads: int | None
    seed: int


def answer(config: Mapping[str, Any], environment: Mapping[str, Any]) -> Environment:
    """What ``results/environment.json`` says."""
    return Environment(
        problem=None,
        question="What was this made with?",
        verdict=device(environment["device"]),
        numbers={},
        config=config,
        **{name: environment[name] for name in ("packages", "python", "precision", "threads", "seed")},
    )


def device(name: str | None) -> Literal["cpu", "gpu", "no network"]:
    """Where the network was trained, by torch's name for it; None: there is no network."""
    return "no network" if name is None else "gpu" if name == "cuda" else "cpu"
