"""Which test image stands for a digit: a stated rule, the same on every run."""

import numpy as np

from digitlab.errors import InputError


def choose(probabilities: np.ndarray, labels: np.ndarray, digit: int, rule: str | int) -> int:
    """Index of the test image that the rule picks among the correctly classified ones of a digit.

    Args:
        probabilities: the network's outputs for the test images, (N, 10).
        labels: their true classes, (N,).
        digit: the class wanted.
        rule: ``first``, ``most_confident``, ``median_confidence`` (the lower middle one; ties go to the
            lower index), or an index in the test images.

    Raises:
        InputError: no image of the digit is classified correctly, or the index is not one of them.
    """
    correct = correctly_classified(probabilities, labels, digit)
    if isinstance(rule, int):
        if rule >= len(labels):
            raise InputError(f"example {rule}: there are {len(labels)} test images, counted from 0")
        if labels[rule] != digit:
            raise InputError(f"example {rule}: test image {rule} is a {labels[rule]}, not a {digit}")
        if rule not in correct:
            taken = probabilities[rule].argmax()
            raise InputError(f"example {rule}: the network takes this {digit} for a {taken}; choose another")
        return rule
    if not len(correct):
        raise InputError(f"the network classifies no {digit} of the test images correctly")
    if rule == "first":
        return int(correct[0])
    order = np.argsort(-probabilities[correct, digit], kind="stable")
    if rule == "most_confident":
        return int(correct[order[0]])
    if rule == "median_confidence":
        return int(correct[order[len(order) // 2]])
    raise InputError(f"example {rule!r}; allowed: first, most_confident, median_confidence, or an index")


def correctly_classified(probabilities: np.ndarray, labels: np.ndarray, digit: int) -> np.ndarray:
    """Indices of the images of ``digit`` to which the network gives that label, ascending."""
    return np.flatnonzero((labels == digit) & (probabilities.argmax(1) == digit))
