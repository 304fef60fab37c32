import numpy as np
import pytest

from digitlab.check import figures, ways

from .injected import drawn, solution


@pytest.mark.parametrize(
    ("text", "value", "half", "digits"),
    [
        ("0.250", 0.25, 0.0005, 3),
        ("0.25", 0.25, 0.005, 2),
        ("-1", -1, 0.5, 1),
        ("1.2e-3", 0.0012, 0.00005, 2),
        ("+12.", 12, 0.5, 2),
        (".5E2", 50, 5, 1),
        ("0.0000", 0, 0.00005, 0),
        ("1200", 1200, 0.5, 4),
    ],
)
def test_a_figure_has_the_digits_that_it_was_written_with(text, value, half, digits):
    figure = figures.written("loss", (), text)
    assert (figure.value, figure.digits) == (value, digits)
    assert figure.half == pytest.approx(half)


@pytest.mark.parametrize("text", ["", "1,5", "1/2", "nan", ".inf", "1e", "0x1", "1_000", "e5", "--1", "."])
def test_what_is_no_number_is_no_figure(text):
    with pytest.raises(ValueError, match="is no number"):
        figures.written("loss", (), text)


def compared(text, asked=3, name="loss"):
    """The worked example's loss at the last step, 3.00720799, written as ``text``."""
    parameters = {"b": [-1, 1], "c": [0.5, -0.5], "W": [[1, -1], [0, 2]], "U": [[-1, 0], [1, -2]]}
    parameters |= {"V": [[-2, 1], [-1, 0]], "x": [[1, 0], [0.5, 0.25], [0, 1]]}
    parameters |= {"epsilon": 1e-4, "learning_rate": 0.002}
    way = ways.right_way(parameters, False, False)
    return figures.Compared(way, [figures.written(name, (), text)], asked)


@pytest.mark.parametrize(
    ("text", "right", "few"),
    [
        ("3.00720799", True, False),
        ("3.0072", True, False),
        ("3.01", True, False),
        ("3.00", False, False),
        ("3.007209", False, False),
        ("3", False, True),
        ("3.0", False, True),
    ],
)
def test_a_figure_is_right_to_the_digits_that_it_was_written_with(text, right, few):
    found = compared(text)
    assert (bool(found.right[0]), bool(found.few_digits[0])) == (right, few)


def test_few_digits_are_enough_where_they_are_all():
    parameters = drawn(np.random.default_rng(0)) | {
        "W": [[0.0]],
        "U": [[1.0]],
        "b": [0.0],
        "V": [[1.0], [1.0]],
    }
    parameters |= {"x": [[0.0]], "c": [0.0, 0.0]}
    way = ways.right_way(parameters, False, False)
    found = figures.Compared(
        way, [figures.written("h", (0, 0), "0"), figures.written("y_hat", (0, 0), "0.5")], 3
    )
    assert found.right.all()


def test_every_digit_of_double_precision_is_right_in_another_order_of_operations():
    random = np.random.default_rng(1)
    for _ in range(20):
        parameters = drawn(random)
        way = ways.right_way(parameters, False, True)
        given = solution(way, None, ".17g")
        other = ways.replace(way, epsilon=way.epsilon * (1 + 1e-15), rate=way.rate * (1 - 1e-15))
        assert figures.Compared(other, given, 3).right.all()
        assert {figure.name for figure in given} == set(
            ways.shapes(False, len(parameters["b"]), len(parameters["x"]))
        )


def test_nested_lists_are_flattened_with_their_places():
    assert list(figures.flattened("y", [[1, None], [None, 4]])) == [("y", (0, 0), 1), ("y", (1, 1), 4)]
    assert list(figures.flattened("loss", 3)) == [("loss", (), 3)]
