"""What published solutions say of a digit that is covered, as more than one section sets beside its own."""

from collections.abc import Mapping
from typing import Any


def solutions(reference: Mapping[str, Any], digit: int) -> dict[str, Mapping[str, Any]]:
    """Of each published solution, by its letter, what it says.

    Args:
        reference: ``workflow/reference/published_answers.json``; ``digit``: the class asked for.

    Returns:
        ``part``: of the digit that matters most, after one image; ``fooled``: whether a piece of another
        digit is said to fool its network. Empty where they looked at another digit.
    """
    known = reference["robustness"]
    return known["solutions"] if known["digit"] == digit else {}
