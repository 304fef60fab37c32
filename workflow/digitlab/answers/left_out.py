"""A section for which there was nothing to measure."""

from collections.abc import Mapping
from typing import Any

# The verdict of such a section; ``why`` beside it says in a line what was missing.
LEFT_OUT = "left out"


def left_out(why: str) -> dict[str, Any]:
    """What ``results/answers.json`` has of a section that the images or the network did not allow."""
    return {"verdict": LEFT_OUT, "why": why, "numbers": {}}


def was_not_run(answer: Mapping[str, Any]) -> bool:
    """Whether a section's step was not run, as the config asks: the page says nothing of it."""
    return answer.get("verdict") == LEFT_OUT and "why" not in answer


def is_left_out(answer: Mapping[str, Any]) -> bool:
    """Whether a section was left out for want of something to measure."""
    return answer.get("verdict") == LEFT_OUT and "why" in answer
