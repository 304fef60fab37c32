import re

import pytest

from answers.test_motif import TABLE, TASK
from answers.words import made_up as all_made_up
from answers.words import rendered
from digitlab.answers import memory


def decay(at_last, at_10=-0.5, at_100=-0.7, below=None, lost=None):
    return {
        **{"at_0": 0.1, "at_10": at_10, "at_100": at_100, "at_last": at_last, "last_nonzero": 9},
        **{"lag_of_one_percent": below, "below_smallest_float": lost},
    }


def tanh(label, singular, at_last, **more):
    row = {"kind": "rnn", "label": label, "largest_singular_value": singular, "radius": 1.0} | decay(
        at_last, **more
    )
    by_parameter = {"b": decay(-3.0, -1.3, -2.3), "W": decay(None, -1.1, -2.1), "U": decay(-3.0, -1.2, -2.2)}
    return row | {"by_parameter": by_parameter}


def lstm(bias, at_last, label=None):
    # The gradient with respect to h is not the one that counts.
    row = {"kind": "lstm", "label": label or f"LSTM with forget bias {bias}", "forget_bias": bias} | decay(
        -99.0
    )
    return row | {"by_parameter": {"s": decay(at_last, -0.25, -0.125, 7, 8)}}


GRU = {"kind": "gru", "label": "GRU", "by_parameter": {}} | decay(-40.0)
TANH = [
    tanh("worked example", 2.3, -2613.0, below=2, lost=248),
    tanh("tanh with radius 0.5", 0.9, -612.0),
    tanh("tanh with radius 1.5", 2.8, 13.0),
]
LSTMS = [lstm(0, -561.0), lstm(1, -1.5), lstm("chrono", -0.75, "LSTM with chrono biases")]
ECHO = {
    **{"units": 200, "washout": 20, "longest_delay": 300, "spectral_radius": 0.99, "leak": 0.5},
    **{"capacity": 37.6, "recalled_delays": 38},
}
SWEEP = [
    {"spectral_radius": 0.9, "leak": 1.0, "capacity": 30.0},
    {"spectral_radius": 0.99, "leak": 0.5, "capacity": 37.6},
]


def answer(tanh=TANH, lstms=LSTMS, steps=2000, recalled=38, table=TABLE):
    config = {"memory": {"units": 64, "alphabet": 20}, "motif": TASK}
    echo = ECHO | {"recalled_delays": recalled}
    summary = {"steps": steps, "networks": [*tanh, GRU, *lstms], "echo_state": echo, "sweep": SWEEP}
    return memory.answer(config, summary, [table[table.network == name] for name in table.network.unique()])


def made_up():
    return answer()


def text(found):
    return rendered("memory", {"memory": found})


def finding(found):
    return re.search(r"Over [\d ]+ steps .*", rendered("findings", all_made_up() | {"memory": found}))[0]


@pytest.mark.parametrize(
    ("decades", "fate"),
    [
        (None, "lost"),  # exactly zero
        (-2613.0, "lost"),
        (-2.001, "lost"),
        (-2.0, "kept"),
        (-0.3, "kept"),
        (0.0, "kept"),  # kept whole
        (2.0, "kept"),
        (2.001, "grown"),
    ],
)
def test_a_gradient_is_lost_below_a_hundredth_and_grown_above_a_hundred(decades, fate):
    assert memory.fate(decades) == fate


@pytest.mark.parametrize(
    ("fates", "verdict"),
    [
        (["lost", "kept"], "some"),
        (["grown", "lost"], "some"),
        (["kept", "grown"], "all"),
        (["kept"], "all"),
        (["lost", "lost"], "none"),
    ],
)
def test_which_lstms_keep_their_gradient(fates, verdict):
    assert memory.which_keep(fates) == verdict


def test_the_verdict_is_of_the_lstms_states_and_of_no_other_network():
    assert answer().verdict == "some"
    assert answer(lstms=LSTMS[:1]).verdict == "none"
    assert answer(lstms=LSTMS[1:]).verdict == "all"
    assert answer(tanh=[tanh("worked example", 2.0, 0.0)], lstms=LSTMS[:1]).verdict == "none"


def test_a_gradient_kept_whole_counts_as_kept_everywhere():
    whole = lstm("chrono", 0.0, "LSTM with chrono biases")
    found = answer(lstms=[LSTMS[0], whole])
    assert found.verdict == "some"
    assert (found.longest_kept.label, found.longest_kept.decades) == ("LSTM with chrono biases", 0.0)
    assert "with chrono biases the gradient of the state is kept (1.0)" in text(found)
    assert finding(found).endswith("that of an LSTM with chrono biases only to 1.0.")
    assert answer(lstms=[whole]).verdict == "all"


def test_the_last_lstm_that_keeps_its_gradient_is_named_on_the_first_screen():
    assert answer(lstms=[LSTMS[1], LSTMS[2], LSTMS[0]]).longest_kept == memory.Kept(
        "LSTM with chrono biases", -0.75, "kept"
    )
    assert answer(lstms=[lstm(5, 4.0)]).longest_kept.fate == "grown"
    lost = answer(lstms=LSTMS[:1])
    assert lost.longest_kept is None
    assert finding(lost).endswith("and none of the LSTMs here keeps it.")
    assert "So none of these forget gates is open enough" in text(lost)


@pytest.mark.parametrize(
    ("at_last", "first_screen", "section"),
    [
        (-2613.0, "shrinks to 10⁻²⁶¹³ of itself", "the shares of early steps vanish: in the worked network"),
        (None, "shrinks to exactly 0 of itself", "the shares of early steps vanish: in the worked network"),
        (
            -1.0,
            "comes to 0.10 of itself",
            "do not vanish in the worked network here (0.10 at the first step)",
        ),
        (4.0, "grows to 10⁴ of itself", "do not vanish in the worked network here (10⁴ at the first step)"),
    ],
)
def test_the_first_screen_and_the_section_say_the_same_of_the_worked_network(at_last, first_screen, section):
    found = answer(tanh=[tanh("worked example", 2.3, at_last), *TANH[1:]])
    assert found.worked == memory.fate(at_last)
    assert first_screen in finding(found)
    assert section in text(found)


@pytest.mark.parametrize(
    ("steps", "lags", "near", "far"),
    [(10, [], None, None), (11, [10], 10, None), (100, [10], 10, None), (101, [10, 100], 10, 100)],
)
def test_a_lag_beyond_the_run_is_left_out(steps, lags, near, far):
    missing = {f"at_{lag}": None for lag in (10, 100) if lag not in lags}
    found = answer(
        tanh=[
            row | missing | {"by_parameter": {k: v | missing for k, v in row["by_parameter"].items()}}
            for row in TANH
        ],
        steps=steps,
    )
    assert (found.lags, found.near, found.far) == (lags, near, far)
    assert all(len(network.at_lags) == len(lags) for network in found.networks)
    said = text(found)
    assert "exactly 0" not in said
    assert ("10 steps back" in said) is (near is not None)
    assert (" 100 back" in said) is (far is not None)
    assert ("the step 10 back contributes" in said) is (near is not None)


def test_a_gradient_that_is_exactly_zero_within_the_run_is_said_to_be():
    found = answer(tanh=[TANH[0] | {"at_100": None}, *TANH[1:]])
    assert found.networks[0].at_lags == [-0.5, None]
    assert re.search(r"worked example 0\.32 exactly 0 10⁻²⁶¹³", text(found))


def test_shares_of_parameters_stand_under_their_names():
    numbers = answer().numbers
    names = ("share_of_W", "share_of_U", "share_of_b", "far_share_of_b", "worked_at_first")
    assert [numbers[name].value for name in names] == [-1.1, -1.2, -1.3, -2.3, -2613.0]
    assert numbers["share_of_W"].unit == "decades"


def test_networks_are_told_apart_by_kind_and_rows_keep_their_figures():
    found = answer()
    labels = [row["label"] for row in (*TANH, GRU, *LSTMS)]
    assert [network.label for network in found.networks] == labels
    assert [network.label for network in found.tanh] == labels[:3]
    assert [network.label for network in found.lstms] == labels[4:]
    assert [network.label for network in found.others] == labels[:4]
    worked, chrono = found.networks[0], found.networks[-1]
    assert (worked.at_first, worked.lost_after, worked.underflow_after) == (-2613.0, 2, 248)
    assert (chrono.at_lags, chrono.at_first, chrono.lost_after) == ([-0.25, -0.125], -0.75, 7)
    assert (chrono.underflow_after, chrono.forget_bias) == (8, "chrono")


@pytest.mark.parametrize(
    ("singular", "at_last", "bounded", "vanishing"),
    [
        (0.999, -9.0, True, False),
        (1.0, -9.0, False, True),
        (1.0, None, False, True),
        (1.2, -2.0, False, False),
        (1.2, 0.0, False, False),
    ],
)
def test_a_gradient_must_vanish_below_a_singular_value_of_one(singular, at_last, bounded, vanishing):
    found = answer(tanh=[TANH[0], tanh("this", singular, at_last)])
    assert ("this" in found.must_vanish) is bounded
    assert ("this" in found.vanishing) is vanishing


@pytest.mark.parametrize(("at_last", "drowns"), [(1.0, False), (1.001, True), (0.0, False), (None, False)])
def test_a_gradient_that_grows_more_than_tenfold_drowns_the_recent_steps(at_last, drowns):
    found = answer(tanh=[TANH[0], tanh("this", 2.0, at_last)])
    assert bool(found.drowning) is drowns
    assert ("It can go wrong the other way" in text(found)) is drowns


@pytest.mark.parametrize(
    ("recalled", "steps", "reach"), [(999, 2000, "too short"), (1000, 2000, "enough"), (38, 76, "enough")]
)
def test_a_memory_of_half_the_sequence_does_for_it(recalled, steps, reach):
    assert memory.reach(recalled, steps) == reach
    assert answer(recalled=recalled, steps=steps).reach == reach


def test_the_echo_state_networks_figures_stand_under_their_names():
    numbers = answer().numbers
    names = ("reservoir_units", "pairs_tried", "spectral_radius", "leak", "recalled_delays", "longest_delay")
    assert [numbers[name].value for name in names] == [200, 2, 0.99, 0.5, 38, 300]
    assert numbers["capacity"].value == 37.6
    assert (answer().units, answer().alphabet, answer().steps) == (64, 20, 2000)


def test_lists_of_networks_have_no_commas_inside_their_items():
    said = text(answer())
    assert (
        "LSTM with chrono biases, up to 100 letters; tanh RNN, up to 10 letters (by some up to 30);" in said
    )


def test_open_gates_are_said_to_help_where_they_do():
    said = text(answer())
    assert "What helps is a gate that begins open , in either cell" in said
    assert "Both solve the longest lag tried, so which gets farther was not seen." in said
    assert "LSTM with chrono biases, lag 100: 32, 34 and 28 updates;" in said


def test_a_gradient_is_not_always_needed_and_does_not_say_how_soon():
    said = text(answer())
    assert "2 of 6 tanh networks solved their lag all the same, and 0 of 3 with gates." in said
    assert (
        "the LSTM with chrono biases needs 7.0 times the updates at lag 30 (154 for 22.0, medians)." in said
    )
    assert "Opposite orders are no harder for the GRU with chrono biases (25.0 updates for 21.0)." in said
    table = TABLE[(TABLE.network == "echo") | (TABLE.lag == 10)]
    said = text(answer(table=table))
    assert "Of every network some of the gradient arrived" in said
    assert "Nor does it say how soon" not in said


def test_what_was_not_tried_is_said_to_be_so():
    assert "95, –, 44 (1.0" in text(answer())
    assert "–, –, – (below any number)" in text(answer())
    assert "not tried" in text(answer())
