"""The right way gives what the library's recurrent network and LSTM give; others what is checked here."""

import numpy as np
import pytest

from digitlab.check import computed, ways
from digitlab.sequences import lstm, lstm_worked, rnn, worked

from .injected import drawn


def given_by_the_library(parameters, summed):
    """Every figure by its name in an answer file, of the recurrent network."""
    cell = rnn.Cell(*(parameters[name] for name in "bcWUV"))
    example = worked.example(cell, np.array(parameters["x"], float), 1e-4, 0.002)
    backward = example["backward"]["summed" if summed else "last"]
    reading = example["summed"] if summed else example
    quoted = ("loss", "gradient_central_difference", "gradient_unrolled", "updated_bias", "updated_loss")
    return (
        example["intermediates"]
        | {name: reading[name] for name in quoted}
        | {f"backward_{name}": backward[name] for name in ("dL_dh", "dL_da")}
    )


@pytest.mark.parametrize("summed", [False, True])
def test_the_right_way_is_that_of_the_recurrent_network(summed):
    random = np.random.default_rng(1)
    for _ in range(40):
        parameters = drawn(random)
        found = computed.figures([ways.right_way(parameters, False, summed)])
        shapes = ways.shapes(False, len(parameters["b"]), len(parameters["x"]))
        assert {name: value.shape[1:] for name, value in found.items()} == shapes
        for name, value in given_by_the_library(parameters, summed).items():
            assert found[name][0] == pytest.approx(value, rel=1e-9, abs=1e-10), name


def test_the_right_way_is_that_of_the_lstm():
    random = np.random.default_rng(2)
    for _ in range(40):
        parameters = drawn(random)
        biases = {f"{gate}_bias": parameters[f"{gate}_bias"] for gate in ways.GATES}
        matrices = {name: parameters[name] for name in "WUVc"}
        cell = lstm.Cell(**biases, **matrices, candidate=parameters["candidate"])
        example = lstm_worked.example(cell, np.array(parameters["x"], float), 1e-4, 0.002)
        found = computed.figures([ways.right_way(parameters, True, False)])
        shapes = ways.shapes(True, len(parameters["W"]), len(parameters["x"]))
        assert {name: value.shape[1:] for name, value in found.items()} == shapes
        for name in set(shapes) - {"loss_minus_epsilon", "loss_plus_epsilon"}:
            expected = example[name] if name in example else example["intermediates"][name]
            assert found[name][0] == pytest.approx(expected, rel=1e-9, abs=1e-10), name


def test_saturated_outputs_give_the_librarys_losses():
    parameters = drawn(np.random.default_rng(3)) | {"c": [900.0, -900.0]}
    found = computed.figures([ways.right_way(parameters, False, True)])
    expected = given_by_the_library(parameters, True)
    assert found["loss"][0] == pytest.approx(expected["loss"])
    assert found["dL_do"][0] == pytest.approx(expected["dL_do"])


def test_many_ways_at_once_are_each_as_it_is_alone(monkeypatch):
    random = np.random.default_rng(4)
    parameters = drawn(random)
    right = ways.right_way(parameters, True, True)
    from digitlab.check import slips

    several = [made.way for made in slips.singles(right)]
    whole = computed.figures(several)
    monkeypatch.setattr(computed, "AT_ONCE", 1)
    by_one = computed.figures(several)
    for name, value in whole.items():
        np.testing.assert_array_equal(value, by_one[name], err_msg=name)


def test_what_is_given_is_gone_on_from():
    parameters = drawn(np.random.default_rng(5))
    right = ways.right_way(parameters, False, False)
    n, steps = right.units, right.steps
    h = np.full((steps, n), np.nan)
    h[-1] = 0.25
    found = computed.figures([right], {"h": h})
    o = right.c + right.V @ np.full(n, 0.25)
    y = np.exp(o) / np.exp(o).sum()
    assert found["y_hat"][0, -1] == pytest.approx(y)
    assert found["loss"][0] == pytest.approx((y[0] - 0.5) ** 2 - np.log(y[1]))
    # What was computed is told, not what was put in its place.
    assert found["h"][0] == pytest.approx(computed.figures([right])["h"][0])


def test_a_quotient_of_losses_that_were_given_is_theirs():
    parameters = drawn(np.random.default_rng(6))
    right = ways.right_way(parameters, False, False)
    n = right.units
    sides = {"loss_plus_epsilon": np.full(n, 1.5), "loss_minus_epsilon": np.full(n, 1.25)}
    found = computed.figures([right], sides)["gradient_central_difference"]
    assert found[0] == pytest.approx(np.full(n, 0.25 / 2e-4))
