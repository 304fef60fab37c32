"""What the run was made with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from digitlab.answers.section import Section


@dataclass(frozen=True, kw_only=True)
class Environment(Section):
    """The fields of ``results/environment.json``."""

    verdict: Literal["cpu", "gpu"]
    config: Mapping[str, Any]
    packages: Mapping[str, str]
    python: str
    precision: str
    threads: int
    seed: int


def answer(config: Mapping[str, Any], environment: Mapping[str, Any]) -> Environment:
    """What ``results/environment.json`` says."""
    return Environment(
        problem=None,
        question="What was this made with?",
        verdict="gpu" if environment["device"] == "cuda" else "cpu",
        numbers={},
        config=config,
        **{name: environment[name] for name in ("packages", "python", "precision", "threads", "seed")},
    )
