import re

import numpy as np
import pandas as pd
import pytest

from answers.test_unrolled import READING
from answers.words import rendered
from digitlab.answers import rnn

REGIME = {"best_epsilon": 1e-5, "best_error": 1e-11, "rounding": -1.0, "truncation": 2.0}
SINGLE = {"best_epsilon": 5e-3, "best_error": 7e-5, "rounding": -0.9, "truncation": 2.1}
DIFFERENCES = pd.DataFrame(
    [
        ("float64", False, 1e-12, 0.9),
        ("float64", False, 1e-4, 1e-9),
        ("float32", True, 1e-4, 0.5),
        ("float32", False, 1e-5, 0.3),
        ("float32", False, 1.2e-4, 0.04),
        ("float32", False, 0.1, 0.2),
    ],
    columns=["precision", "summed", "epsilon", "error"],
)


def arrays(steps, units, *shapes):
    """Arrays by name, each with numbers of its own."""
    sizes = {"n": units, "2": 2}
    return {
        name: (start * 1000 + np.arange(steps * np.prod([sizes[s] for s in shape], dtype=int)))
        .reshape(steps, *(sizes[s] for s in shape))
        .tolist()
        for start, (name, shape) in enumerate(shapes, 1)
    }


def back(steps, units, b):
    shapes = (("dL_do", "2"), ("dL_dh", "n"), ("dL_da", "n"))
    gradients = {"b": b, "c": [0.3, 0.4], "W": [[0.5]], "U": [[0.6]], "V": [[0.7]]}
    return arrays(steps, units, *shapes) | {"dL_ds": None, "gradients": gradients}


def bptt(steps=2, units=2, **changed):
    summed = READING | {"loss": 9.0, "updated_loss": 9.5}
    inside = arrays(
        steps,
        units,
        *(("a", "n"), ("h", "n"), ("o", "2"), ("y_hat", "2"), ("L", ""), ("slope_of_tanh", "n")),
        *(("da_db", "nn"), ("dh_db", "nn"), ("dL_do", "2"), ("dL_dh", "n"), ("dL_db_by_step", "n")),
    )
    return (
        READING
        | {
            "parameters": {"b": [-1, 1], "c": [0.5, -0.5], "W": [[1, 0]], "U": [[2, 0]], "V": [[3, 0]]},
            "x": [[1, 0]] * steps,
            "epsilon": 1e-4,
            "learning_rate": 0.002,
            "y_hat": [[0.75, 0.25]] * steps,
            "gradient_unrolled": [0.1, 0.2] * (units // 2),
            "gradient_central_difference": [0.1, 0.2] * (units // 2),
            "summed": summed | {"gradient_central_difference": [0.1, 0.2]},
            "backward": {"last": back(steps, units, [0.1, 0.2]), "summed": back(steps, units, [0.1, 0.2])},
            "intermediates": inside,
            "difference_regimes": {"float64": REGIME, "float32": SINGLE},
        }
        | changed
    )


def figure(agrees, digits=3.0, cause=None, reproduced=None, solution="a"):
    return {
        **{
            "solution": solution,
            "quantity": f"loss_at_b{digits:.0f}_plus_epsilon",
            "theirs": 0.123,
            "ours": 0.456,
        },
        **{"digits": digits, "agrees": agrees, "cause": cause, "reproduced": reproduced},
    }


FIGURES = [figure(True, 16.0), figure(False, 2.0, "another rate", 0.123), figure(True, 8.6, solution="b")]


def answer(figures=FIGURES, **changed):
    unread = [{"solution": "b", "about": 50}]
    return rnn.answer({}, bptt(**changed), DIFFERENCES, {"figures": figures, "unread": unread})


def made_up():
    return answer()


def text(found):
    return rendered("rnn", {"rnn": found})


@pytest.mark.parametrize(
    ("error", "verdict"), [(0.0, "agree"), (0.9e-6, "agree"), (1e-6, "off"), (0.1, "off")]
)
def test_the_central_difference_agrees_to_less_than_a_millionth(error, verdict):
    assert rnn.agreement(error) == verdict


def test_the_largest_error_of_either_reading_counts():
    off = {"gradient_central_difference": [0.1, -0.3]}
    assert rnn.errors(bptt()) == (0, 0)
    assert rnn.errors(bptt(**off)) == (0.5, 0)
    assert rnn.errors(bptt(summed=READING | off)) == (0.5, 0)
    apart = {"last": back(2, 2, [0.1, 0.2]), "summed": back(2, 2, [0.6, 0.2])}
    assert rnn.errors(bptt(summed=bptt()["summed"], backward=apart)) == (0, 0.5)


def test_the_verdict_is_of_the_central_difference_and_not_of_the_way_back():
    wrong_back = {"last": back(2, 2, [0.1, 0.3]), "summed": back(2, 2, [0.1, 0.2])}
    found = answer(backward=wrong_back)
    assert (found.verdict, found.same_both_ways) == ("agree", False)
    assert found.numbers["ways_apart"].value == pytest.approx(0.1)
    assert found.numbers["central_difference_error"].value == 0
    found = answer(summed=READING | {"gradient_central_difference": [0.1, 0.2 + 1e-3]})
    assert (found.verdict, found.same_both_ways) == ("off", True)
    assert found.numbers["central_difference_error"].value == pytest.approx(1e-3)
    assert "visibly off" in text(found)


def test_both_readings_have_their_figures_and_their_step():
    found = answer()
    names = ("loss", "updated_loss", "summed_loss", "summed_updated_loss", "epsilon", "learning_rate")
    assert [found.numbers[name].value for name in names] == [3.0, 2.5, 9.0, 9.5, 1e-4, 0.002]
    assert (found.step, found.summed_step) == ("lowers", "raises")
    assert (found.steps, found.units) == (2, 2)
    said = text(found)
    assert "lowers the loss at the last step from 3.00000000 to 2.50000000" in said
    assert "raises the summed loss from 9.00000000 to 9.50000000" in said


def test_the_error_in_single_precision_is_that_of_the_epsilon_next_to_the_one_used():
    numbers = answer().numbers
    assert numbers["single_error_at_epsilon"].value == 0.04
    assert answer(epsilon=0.09).numbers["single_error_at_epsilon"].value == 0.2
    assert (numbers["double_error"].value, numbers["single_error"].value) == (1e-11, 7e-5)
    assert (numbers["double_epsilon"].value, numbers["single_epsilon"].value) == (1e-5, 5e-3)
    assert (numbers["rounding_slope"].value, numbers["truncation_slope"].value) == (-1.0, 2.0)
    assert (numbers["smallest_epsilon"].value, numbers["largest_epsilon"].value) == (1e-12, 0.1)


@pytest.mark.parametrize("missing", ["rounding", "truncation"])
def test_slopes_are_said_where_both_sides_have_one(missing):
    assert answer().both_slopes
    regimes = {"float64": REGIME | {missing: None}, "float32": SINGLE}
    found = answer(difference_regimes=regimes)
    assert not found.both_slopes
    assert "left of it the slope" not in text(found)


def test_tables_and_parameters_are_shown_of_small_networks_only():
    found = answer().intermediates
    assert found.parameters["W"] == [[1, 0]]
    assert found.parameters["x"] == [[1, 0]] * 2
    assert [line.symbol for line in found.backward] == ["dL_do"] * 2 + ["dL_dh"] * 2 + ["dL_da"] * 2
    first = found.forward[0]
    assert (first.symbol, first.i, first.by_step) == ("a", "1", [1000, 1002])
    assert {line.symbol for line in found.derivatives} == {
        "da_db",
        "dh_db",
        "dL_do",
        "dL_dh",
        "dL_db_by_step",
    }
    long = answer(**{name: value for name, value in bptt(steps=13).items() if name != "summed"})
    assert long.intermediates is None
    assert "with 2 units and 13 steps the tables are too large" in text(long)


def test_the_two_readings_way_back_are_not_exchanged():
    summed = back(2, 2, [0.1, 0.2]) | {"dL_dh": [[5, 6], [7, 8]]}
    summed["gradients"] = summed["gradients"] | {"c": [8, 9]}
    found = answer(backward={"last": back(2, 2, [0.1, 0.2]), "summed": summed}).intermediates
    assert found.gradients["c"] == [0.3, 0.4]
    assert found.gradients_summed["c"] == [8, 9]
    assert [line.by_step for line in found.backward_summed if line.symbol == "dL_dh"] == [[5, 7], [6, 8]]


def test_published_figures_are_counted_by_whether_they_agree():
    found = answer()
    counts = (
        "solutions",
        "published_figures",
        "agreeing_figures",
        "differing_figures",
        "unexplained_figures",
    )
    assert [found.numbers[name].value for name in counts] == [2, 3, 2, 1, 0]
    assert [row.quantity for row in found.differing] == ["loss_at_b2_plus_epsilon"]
    assert [row.digits for row in found.agreeing] == [None, 8.6]
    assert found.causes == "all"
    assert "For each that differs, the cause was found" in text(found)


def test_a_figure_without_a_cause_is_said_to_have_none():
    found = answer(figures=[*FIGURES, figure(False, 1.0)])
    assert (found.causes, found.numbers["unexplained_figures"].value) == ("not all", 1)
    said = text(found)
    assert "For 1 the cause was not found." in said
    assert "not recovered" in said


@pytest.mark.parametrize(("digits", "shown"), [(15.9, 15.9), (15.91, None), (16.0, None), (0.0, 0.0)])
def test_digits_beyond_what_a_float_holds_are_all(digits, shown):
    [row], _ = rnn.compared([figure(False, digits)])
    assert row.digits == shown


def test_a_gradient_of_one_reading_stands_under_its_name():
    said = text(answer(updated_bias=[0.25, -0.75]))
    [cells] = re.findall(r"biases after one step (\S+ \S+) (\S+ \S+)", said)
    assert cells == ("(0.25000000, −0.75000000)", "(−1.50000000, 1.50000000)")


def test_what_was_checked_of_each_solution_and_what_cannot_be_read_is_counted():
    found = answer()
    assert found.solutions == [rnn.Solution("a", 2, 1, 1, None), rnn.Solution("b", 1, 1, 0, 50)]
    assert (found.unread, found.numbers["unread_figures"].value) == (["B"], 50)
    said = text(found)
    assert "Of two published solutions of this example all 3 figures" in said
    assert "about 50 more, of which this project has no legible copy: these were not checked." in said
    assert "A 2 1 1 – B 1 1 0 about 50" in said


def test_a_gradient_of_exactly_zero_is_said_and_has_no_regimes():
    nothing = dict.fromkeys(REGIME)
    zero = {"gradient_unrolled": [0.0, 0.0], "gradient_central_difference": [0.0, 0.0]}
    found = answer(difference_regimes={"float64": nothing, "float32": nothing}, **zero)
    assert (found.gradient, found.both_slopes) == ("exactly zero", False)
    said = text(found)
    assert "Here the gradient itself is exactly zero" in said
    assert "the smallest error, –, is near ε = –" in said
    assert (answer().gradient, "gradient itself" in text(answer())) == ("some", False)
