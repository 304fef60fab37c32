import numpy as np
import pytest

from digitlab.cnn import examples
from digitlab.errors import InputError, LeftOutError

LABELS = np.array([1, 6, 6, 6, 6, 6, 2])
P6 = np.array([0.1, 0.3, 0.9, 0.7, 0.8, 0.6, 0.2])  # image 1 is taken for another digit


def outputs():
    p = np.zeros((7, 10))
    p[:, 6] = P6
    p[:, 0] = 1 - P6
    return p


@pytest.mark.parametrize(
    ("rule", "index"), [("first", 2), ("most_confident", 2), ("median_confidence", 3), (4, 4)]
)
def test_each_rule_picks_what_it_says(rule, index):
    assert examples.choose(outputs(), LABELS, 6, rule) == index


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (1, "takes this 6 for a 0"),
        (0, "is 0, a 1; allowed: the index of a 6"),
        (99, "allowed: 0 to 6, one of the 7 t"),
    ],
)
def test_an_index_that_does_not_serve_is_refused(rule, message):
    with pytest.raises(InputError, match=message):
        examples.choose(outputs(), LABELS, 6, rule)


def test_a_digit_that_is_never_right_is_refused():
    with pytest.raises(
        InputError, match=r"asks for digit 2, and of 1 test images of it the network classifies 0"
    ):
        examples.choose(outputs(), LABELS, 2, "first")


def test_too_few_of_a_digit_are_left_out_with_what_there_is():
    probabilities, labels = np.eye(10)[[3, 4]], np.array([3, 3])
    assert examples.members(probabilities, labels, 3, "a.key").tolist() == [0]
    with pytest.raises(LeftOutError, match=r"^a.key asks for digit 3, and of 2 .* 1 correctly; needed: 2 or"):
        examples.members(probabilities, labels, 3, "a.key", least=2)
    with pytest.raises(
        LeftOutError, match=r"^a.key asks for digit 5, and the test images hold 0 .* digits 3;"
    ):
        examples.members(probabilities, labels, 5, "a.key")
    with pytest.raises(LeftOutError, match=r"the training images hold 2 of it, .* needed: 3 or more"):
        examples.of_class(labels, 3, "a.key", "training", least=3)
