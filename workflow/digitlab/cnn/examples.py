"""Which test image stands for a digit: a stated rule, the same on every run."""

import numpy as np

from digitlab.errors import InputError, LeftOutError


def choose(
    probabilities: np.ndarray, labels: np.ndarray, digit: int, rule: str | int, key: str = "the config"
) -> int:
    """Index of the test image that the rule picks among the correctly classified ones of a digit.

    Args:
        probabilities: the network's outputs for the test images, (N, 10).
        labels: their true classes, (N,).
        digit: the class wanted.
        rule: ``first``, ``most_confident``, ``median_confidence`` (the lower middle one; ties go to the
            lower index), or an index in the test images.
        key: of the config, that asks for the digit.

    Raises:
        LeftOutError: no image of the digit is classified correctly, or not the one of the index.
        InputError: the index is not that of an image of the digit.
    """
    correct = correctly_classified(probabilities, labels, digit)
    if isinstance(rule, int):
        named = f"{key.split('.')[0]}.example is {rule}"
        if rule >= len(labels):
            raise InputError(
                f"{named}; allowed: 0 to {len(labels) - 1}, one of the {len(labels)} test images"
            )
        if labels[rule] != digit:
            raise InputError(f"{named}, a {labels[rule]}; allowed: the index of a {digit}, or first")
        if rule not in correct:
            taken = probabilities[rule].argmax()
            raise LeftOutError(f"{named}, and the network takes this {digit} for a {taken}; choose another")
        return rule
    correct = members(probabilities, labels, digit, key)
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


def members(
    probabilities: np.ndarray, labels: np.ndarray, digit: int, key: str, least: int = 1
) -> np.ndarray:
    """``correctly_classified``, where there are as many as are needed.

    Args:
        probabilities, labels, digit: as there.
        key: of the config, that asks for the digit.
        least: how many are needed.

    Raises:
        LeftOutError: there are fewer; the key, the digit, and what there is.
    """
    of_class(labels, digit, key, "test")
    correct = correctly_classified(probabilities, labels, digit)
    if len(correct) < least:
        raise LeftOutError(
            f"{key} asks for digit {digit}, and of {(labels == digit).sum()} test images of it the network"
            f" classifies {len(correct)} correctly; needed: {least} or more"
        )
    return correct


def of_class(labels: np.ndarray, digit: int, key: str, split: str, least: int = 1) -> np.ndarray:
    """Indices of the images of ``digit``, where there are as many as are needed.

    Args:
        labels: of the ``split``, training or test, (N,).
        digit, key, least: as in ``members``.

    Raises:
        LeftOutError: there are fewer.
    """
    found = np.flatnonzero(labels == digit)
    if len(found) < least:
        held = ", ".join(map(str, np.unique(labels)))
        raise LeftOutError(
            f"{key} asks for digit {digit}, and the {split} images hold {len(found)} of it, among the digits"
            f" {held}; needed: {least} or more"
        )
    return found
