import copy
import json

import numpy as np
import pytest
import yaml
from conftest import ROOT

from digitlab.sequences import published

REFERENCE = json.loads((ROOT / "workflow/reference/published_answers.json").read_text())


def rows():
    return {(row["solution"], row["quantity"]): row for row in published.compared(REFERENCE)}


def test_the_parameters_are_the_worked_examples():
    config = yaml.safe_load((ROOT / "config.yaml").read_text())["rnn"]
    assert REFERENCE["parameters"] == {name: config[name] for name in REFERENCE["parameters"]}


def test_every_published_figure_is_compared():
    def count(value):
        return (
            sum(map(count, value.values() if isinstance(value, dict) else value))
            if isinstance(value, dict | list)
            else 1
        )

    given = [{k: v for k, v in REFERENCE[s].items() if k not in ("summed", "lstm")} for s in "ab"]
    assert len(rows()) == sum(map(count, given))


def test_what_differs_is_reproduced_by_its_cause():
    differing = {key: row for key, row in rows().items() if not row["agrees"]}
    assert ("a", "updated_bias[1]") in differing
    assert ("b", "updated_loss") in differing
    for row in differing.values():
        assert row["cause"]
        assert published.digits(row["theirs"], row["reproduced"]) > 5.6
    assert "up the gradient" in differing["a", "updated_bias[1]"]["cause"]
    assert "0.01 for 0.002" in differing["b", "updated_bias[2]"]["cause"]
    for i in (1, 2):
        row = differing["a", f"gradient_central_difference[{i}]"]
        assert "single precision" in row["cause"]
        assert row["reproduced"] == row["theirs"]  # to the last bit


def test_a_figure_that_nothing_explains_is_said_to_be_so():
    changed = copy.deepcopy(REFERENCE)
    changed["b"]["updated_bias"][0] = -1.23456
    changed["b"]["y_hat"][0][0] = 0.5
    found = {(row["solution"], row["quantity"]): row for row in published.compared(changed)}
    for quantity in ("updated_bias[1]", "y_hat[1,1]"):
        row = found["b", quantity]
        assert (row["agrees"], row["cause"], row["reproduced"]) == (False, None, None)


@pytest.mark.parametrize(
    ("theirs", "ours", "same"),
    [
        (0.123456, 0.1234564, True),
        (0.123456, 0.12346, False),
        (0, 1e-9, True),
        (3.0, 3.04, True),
        (2, 1, False),
    ],
)
def test_figures_agree_to_what_was_printed(theirs, ours, same):
    assert published.agrees(theirs, ours) == same


def test_the_lstms_biases_are_found_when_they_are_among_those_tried():
    from digitlab.sequences import lstm, rnn

    cell, x = rnn.from_config(REFERENCE["parameters"])
    made = lstm.forward(lstm.Cell(1.0, -1.0, 0.0, (-1.0, 1.0), cell.W, cell.U, cell.V, cell.c), x)
    changed = copy.deepcopy(REFERENCE)
    changed["a"]["lstm"]["y_hat"] = made.y_hat.tolist()
    found = published.lstm_compared(changed)
    assert found["recovered"]
    assert found["closest"]["biases"] == {
        "forget": 1.0,
        "input": -1.0,
        "output": 0.0,
        "candidate": (-1.0, 1.0),
    }
    assert not published.lstm_compared(REFERENCE)["recovered"]


def test_the_quantum_of_single_precision_is_that_of_numpy():
    loss = np.float32(3.0072081)
    quantum = published.loss_quantum(float(loss), 1e-4)
    assert quantum == pytest.approx(float(np.nextafter(loss, np.float32(4)) - loss) / 2e-4)


def test_each_pair_of_the_lstms_outputs_is_checked_to_add_up_to_one():
    def sums(reference):
        rows = published.lstm_compared(reference)["consistency"]
        return {row["quantity"]: row["agrees"] for row in rows if row["quantity"].startswith("y_hat")}

    assert sums(REFERENCE) == {f"y_hat[{t},1] + y_hat[{t},2]": True for t in (1, 2, 3)}
    changed = copy.deepcopy(REFERENCE)
    changed["a"]["lstm"]["y_hat"][1][0] += 1e-3
    assert not sums(changed)["y_hat[2,1] + y_hat[2,2]"]
