import pytest

from answers.test_rnn import arrays
from answers.test_unrolled import READING
from answers.words import rendered
from digitlab.answers import lstm

BIASES = {"forget": [1.0, 0.5], "input": [0.0, 0.0], "output": [0.0, 0.0], "candidate": [-1.0, 1.0]}
CONFIG = {"rnn": {"b": [-1, 1]}}


def variant(name, candidate, loss, kept):
    biases = {"forget": [2.5, 2.5], "input": [3.5, 3.5], "output": [4.5, 4.5]}
    outputs = {"y_hat": [[0.9, 0.1], [0.75, 0.25]], "gradient": [0.01, 0.02]}
    return {"name": name, "candidate": candidate, "loss": loss, "kept": kept} | biases | outputs


VARIANTS = [
    variant("as configured", "tanh", 1.6, 0.4),
    variant("as configured", "sigmoid", 1.5, 0.3),
    variant("no memory", "tanh", 1.9, 0.0),
    variant("no memory", "sigmoid", 2.1, 0.1),
]
CHECKS = [
    {"quantity": "loss", "theirs": 1.5, "ours": 1.25, "agrees": True, "cause": "follows"},
    {
        "quantity": "updated_loss",
        "theirs": 1.5,
        "ours": 1.25,
        "agrees": False,
        "cause": None,
        "reproduced": 1.75,
    },
]
PUBLISHED = {
    "tried": 1250,
    "biases_tried": [0.0, [-1.0, 1.0]],
    "recovered": False,
    "closest": {"difference": 0.0074, "biases": BIASES | {"forget": -1.0}},
    "consistency": CHECKS,
}


def bptt(steps=2, units=2, **changed):
    per_unit = {
        "f": "n",
        "i": "n",
        "q": "n",
        "g": "n",
        "s": "n",
        "h": "n",
        "dL_dh": "n",
        "dL_db_by_step": "n",
    }
    per_pair = {name: "nn" for name in ("df_db", "di_db", "dq_db", "dg_db", "ds_db", "dh_db")}
    shapes = per_unit | per_pair | {"o": "2", "y_hat": "2", "L": ""}
    inside = arrays(steps, units, *shapes.items()) | {"f": [[0.5, 0.25]] * (steps - 1) + [[0.75, 0.375]]}
    return (
        READING
        | {"candidate": "tanh", "biases": BIASES, "y_hat": [[0.75, 0.25]] * steps, "epsilon": 1e-4}
        | {"learning_rate": 0.002, "intermediates": inside, "variants": VARIANTS}
        | changed
    )


def answer(published=PUBLISHED, config=CONFIG, **changed):
    return lstm.answer(config, bptt(**changed), {"loss": 7.0}, {"lstm": published})


def made_up():
    return answer()


def text(found):
    return rendered("lstm", {"lstm": found})


@pytest.mark.parametrize(("after", "verdict"), [(2.5, "lowers"), (3.5, "raises"), (3.0, "does not change")])
def test_the_verdict_is_what_the_step_does_to_the_loss(after, verdict):
    found = answer(updated_loss=after)
    assert found.verdict == verdict
    assert found.numbers["loss_change"].value == pytest.approx(abs(after - 3.0))
    assert f"{verdict} the loss by" in text(found)


def test_figures_stand_under_their_names():
    numbers = answer().numbers
    names = ("loss", "rnn_loss", "epsilon", "learning_rate", "state_left", "loss_without_memory")
    assert [numbers[name].value for name in names] == [3.0, 7.0, 1e-4, 0.002, 0.4, 1.9]
    assert (numbers["forget_gate_lowest"].value, numbers["forget_gate_highest"].value) == (0.25, 0.75)
    assert (numbers["combinations_tried"].value, numbers["closest_difference"].value) == (1250, 0.0074)
    assert numbers["rnn_loss"].source == "rnn"


def test_the_state_left_is_that_of_the_configured_candidate():
    assert answer(candidate="sigmoid").numbers["state_left"].value == 0.3
    assert answer(candidate="sigmoid").numbers["loss_without_memory"].value == 1.9  # tanh, as the network's


@pytest.mark.parametrize(
    ("forget", "gate"),
    [([1.0, 0.1], "held open"), ([1.0, 0.0], "not held open"), ([-1.0, 2.0], "not held open")],
)
def test_a_forget_gate_is_held_open_by_biases_that_are_all_positive(forget, gate):
    found = answer(biases=BIASES | {"forget": forget})
    assert found.forget_gate == gate
    assert ("A positive forget bias opens" in text(found)) is (gate == "held open")


@pytest.mark.parametrize("gate", ["input", "output"])
def test_the_other_gates_are_half_open_where_all_their_biases_are_0(gate):
    assert answer().others_half_open
    assert not answer(biases=BIASES | {gate: [0.0, -0.5]}).others_half_open
    assert not answer(biases=BIASES | {gate: [0.5, -0.5]}).others_half_open


def test_the_candidate_has_the_recurrent_networks_bias_or_its_own():
    assert answer().rnns_own_bias
    assert not answer(config={"rnn": {"b": [1, -1]}}).rnns_own_bias
    assert "the candidate's biases are given by the config." in text(answer(config={"rnn": {"b": [0, 0]}}))


def test_tables_are_shown_of_small_cells_only():
    found = answer().intermediates
    symbols = list(dict.fromkeys(line.symbol for line in found.forward))
    assert symbols == ["f", "i", "q", "g", "s", "h", "o", "y_hat", "L"]
    assert [line.by_step for line in found.forward[:2]] == [[0.5, 0.75], [0.25, 0.375]]
    assert [line.symbol for line in found.derivatives[:4]] == ["df_db"] * 4
    assert answer(y_hat=[[0.75, 0.25]] * 13).intermediates is None
    assert answer(gradient_unrolled=[0.1] * 5).intermediates is None


def test_variants_keep_their_columns():
    row = answer().variants[0]
    assert (row.forget, row.input, row.output) == ([2.5, 2.5], [3.5, 3.5], [4.5, 4.5])
    assert (row.last_output, row.loss, row.gradient, row.left) == ([0.75, 0.25], 1.6, [0.01, 0.02], 0.4)


def test_what_others_found_is_checked_row_by_row():
    loss, updated = answer().checks
    assert (loss.agrees, loss.reproduced, loss.cause) == (True, None, "follows")
    assert (updated.agrees, updated.reproduced, updated.cause) == (False, 1.75, None)
    said = text(answer())
    assert "L after a step no 1.5000000 1.2500000; reproduced: 1.7500000 Cause not recovered." in said


def test_biases_are_recovered_or_those_tried_are_named():
    said = text(answer())
    assert "without its biases. They could not be recovered: 1 250 combinations were tried" in said
    assert "bias from 0, (−1, 1), with both candidate activations" in said
    said = text(answer(published=PUBLISHED | {"recovered": True}))
    assert (
        "without its biases. They were recovered: forget −1, input (0, 0), output (0, 0), candidate (−1, 1)."
        in said
    )


def test_the_candidates_activation_is_named():
    assert "φ is tanh, as nearly every library" in text(answer())
    assert "φ is the book's logistic function" in text(answer(candidate="sigmoid"))
