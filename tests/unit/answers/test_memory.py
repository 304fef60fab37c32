import re

import pytest

from answers.test_motif import TABLE, TASK
from answers.words import rendered
from digitlab.answers import memory


def spread(middle, draws=None):
    """A figure of three networks drawn alike; the lowest and highest a tenth off."""
    if middle is None:
        return {"median": None, "lowest": None, "highest": None, "draws": draws or [None] * 3}
    low, high = middle - 0.1, middle + 0.1
    return {"median": middle, "lowest": low, "highest": high, "draws": draws or [low, middle, high]}


def decay(at_last, at_10=-0.5, at_100=-0.7, below=None, lost=None, draws=None):
    return {
        **{
            "at_0": spread(-3.0),
            "at_10": spread(at_10),
            "at_100": spread(at_100),
            "at_last": spread(at_last, draws),
        },
        **{"lag_of_one_percent": spread(below), "below_smallest_float": spread(lost)},
    }


def tanh(label, singular, at_last, **more):
    row = {"kind": "rnn", "label": label, "largest_singular_values": [0.9 * singular, singular], "draws": 3}
    parameters = {"b": decay(-3.0, -1.3, -2.3), "W": decay(None, -1.1, -2.1), "U": decay(-3.0, -1.2, -2.2)}
    return row | {"by": {"h": decay(at_last, **more)} | parameters}


def lstm(bias, at_last, label=None):
    # The gradient with respect to h is not the one that counts.
    row = {"kind": "lstm", "label": label or f"LSTM with forget bias {bias}", "forget_bias": bias, "draws": 3}
    return row | {"by": {"h": decay(-99.0), "s": decay(at_last, -0.25, -0.125, 7, 8)}}


def gru(bias, at_last):
    row = {"kind": "gru", "label": f"GRU with {bias}", "update_bias": bias, "draws": 3}
    return row | {"by": {"h": decay(at_last)}}


GRUS = [gru(0, -40.0), gru("chrono", -0.9)]
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
    {"spectral_radius": 0.9, "leak": 1.0, "capacity": 30.0, "left": 1e-17},
    {"spectral_radius": 0.99, "leak": 0.5, "capacity": 37.6, "left": 1e-16},
    {"spectral_radius": 1.1, "leak": 1.0, "capacity": 27.6, "left": 0.5},
]


def answer(tanh=TANH, lstms=LSTMS, steps=2000, recalled=38, table=TABLE, grus=GRUS, sweep=SWEEP):
    config = {"memory": {"units": 64, "alphabet": 20, "draws": 3, "gate_weight_scale": 0.1}, "motif": TASK}
    echo = ECHO | {"recalled_delays": recalled}
    summary = {"steps": steps, "networks": [*tanh, *grus, *lstms], "echo_state": echo, "sweep": sweep}
    return memory.answer(config, summary, [table[table.network == name] for name in table.network.unique()])


def made_up():
    return answer()


def text(found):
    return rendered("memory", {"memory": found})


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


@pytest.mark.parametrize(
    ("decades", "near", "course"),
    [
        (-5.2, -3.7, "scaled"),  # once by 10^-3.7, then a 30th over thousands of steps
        (-5.8, -3.7, "lost"),  # beyond that below a hundredth too
        (-5.7, -3.7, "scaled"),
        (-3.0, -1.4, "lost"),  # less within ten steps than over the rest: it fades
        (-3.0, -1.6, "scaled"),
        (-1.9, -1.8, "kept"),
        (-5.2, None, "lost"),
        (None, -3.7, "lost"),
        (3.0, -3.7, "grown"),
    ],
)
def test_a_factor_that_is_met_once_is_told_from_fading_with_the_lag(decades, near, course):
    assert memory.course(decades, near) == course


def test_a_gradient_that_fades_evenly_is_never_taken_for_one_that_is_scaled_once():
    for rate in (0.001, 0.02, 0.1, 0.3, 0.5, 2.0):
        for steps in (102, 200, 2000):
            assert memory.course(-rate * (steps - 1), -10 * rate) != "scaled"


def test_only_an_lstms_gradient_by_h_can_be_scaled_once_and_only_over_a_long_run():
    scaled = lstm("chrono", -0.75, "LSTM with chrono biases")
    scaled["by"]["h"] = decay(-5.2, at_10=-3.7, draws=[-9.0, -5.2, -5.1])
    found = answer(lstms=[scaled])
    by_h, by_s = found.networks[-2:]
    assert (by_h.fate, by_h.alike, by_h.kept, by_h.draws) == ("scaled", 2, 2, 3)
    assert (by_h.beyond.median, by_h.beyond.lowest) == (pytest.approx(-1.5), pytest.approx(-5.2))
    assert (by_s.fate, by_s.beyond) == ("kept", None)
    assert (
        "LSTM with chrono biases, scaled down at once, then falls over the steps beyond 10 to"
        " 0.032 (10⁻⁵ to 0.032) of that, in 2 of 3: 10⁻⁵ (10⁻⁵ to 10⁻⁵) in all." in text(found)
    )
    assert answer(lstms=[scaled], steps=100).networks[-2].fate == "lost"
    turned = tanh("this", 2.0, -5.2, at_10=-3.7)
    assert answer(tanh=[TANH[0], turned]).tanh[1].fate == "lost"


def test_in_how_many_draws_a_gradient_grows_is_said_where_not_in_all():
    some = tanh("this", 2.0, 13.0, draws=[-20.0, 13.0, 40.0])
    found = answer(tanh=[TANH[0], some])
    assert (found.tanh[1].alike, found.tanh[1].drowning) == (2, 2)
    assert "this, kept, and even grows, in 2 of 3: 10¹³" in text(found)
    assert "in the middle" not in text(found)
    assert "this the median gradient of the first step is 10¹³ (10¹³ to 10¹³) times" in text(found)
    assert "10¹³ (10¹³ to 10¹³) times the last one's, and more than ten times it in 2 of 3 networks" in text(
        found
    )
    assert "tanh with radius 0.5, lost: 10" in text(answer())


def test_the_verdict_is_of_the_lstms_states_and_of_no_other_network():
    assert answer().verdict == "some"
    assert answer().keeping == [1, "chrono"]
    assert (
        "at this scale of weights, the first gradient survives 2 000 steps only with a forget bias of 1 or"
        " chrono biases." in text(answer())
    )
    some = answer(lstms=[LSTMS[0], LSTMS[2]])
    assert (some.keeping, "2 000 steps only with chrono biases." in text(some)) == (["chrono"], True)
    assert answer(lstms=LSTMS[:1]).keeping == []
    assert answer(lstms=LSTMS[:1]).verdict == "none"
    assert answer(lstms=LSTMS[1:]).verdict == "all"
    assert answer(tanh=[tanh("worked example", 2.0, 0.0)], lstms=LSTMS[:1]).verdict == "none"


def test_a_gradient_kept_whole_counts_as_kept_everywhere():
    whole = lstm("chrono", 0.0, "LSTM with chrono biases")
    found = answer(lstms=[LSTMS[0], whole])
    assert found.verdict == "some"
    assert "with chrono biases the gradient of the state is kept: 1.0 (0.79 to 1.3)" in text(found)
    assert answer(lstms=[whole]).verdict == "all"


def test_one_draw_is_one_draw():
    half = lstm("chrono", -1.9, "LSTM with chrono biases")
    half["by"]["s"] = decay(-1.9, draws=[-2.5, -1.9, -1.8])
    found = answer(lstms=[half])
    assert (found.lstms[0].kept, found.lstms[0].draws, found.lstms[0].fate) == (2, 3, "kept")
    single = lstm("chrono", -0.75) | {"draws": 1}
    for of in single["by"].values():
        for name in ("at_10", "at_last"):
            of[name] = {"median": -0.75, "lowest": -0.75, "highest": -0.75, "draws": [-0.75]}
    assert "(0.14 to 0.22" not in text(answer(lstms=[single]))


@pytest.mark.parametrize(
    ("shut", "opened", "keep"), [(-9.0, -9.0, "none"), (-9.0, -1.0, "some"), (0.0, 0.0, "all")]
)
def test_grus_have_the_same_chance(shut, opened, keep):
    assert answer(grus=[gru(0, shut), gru("chrono", opened)]).open_grus == keep


@pytest.mark.parametrize(
    ("at_last", "section"),
    [
        (-2613.0, "the shares of early steps vanish: in the worked network"),
        (None, "the shares of early steps vanish: in the worked network"),
        (-1.0, "do not vanish in the worked network here (0.10 at the first step)"),
        (4.0, "do not vanish but grow in the worked network here (10⁴ at the first step)"),
    ],
)
def test_what_becomes_of_the_worked_networks_gradient(at_last, section):
    found = answer(tanh=[tanh("worked example", 2.3, at_last), *TANH[1:]])
    assert found.worked == memory.fate(at_last)
    assert section in text(found)


@pytest.mark.parametrize(
    ("steps", "lags", "near", "far"),
    [(10, [], None, None), (11, [10], 10, None), (100, [10], 10, None), (101, [10, 100], 10, 100)],
)
def test_a_lag_beyond_the_run_is_left_out(steps, lags, near, far):
    missing = {f"at_{lag}": spread(None) for lag in (10, 100) if lag not in lags}
    rows = [
        row | {"by": {name: part | missing for name, part in row["by"].items()}}
        for row in (*TANH, *LSTMS, *GRUS)
    ]
    found = answer(tanh=rows[:3], lstms=rows[3:6], grus=rows[6:], steps=steps)
    assert (found.lags, found.near, found.far) == (lags, near, far)
    assert all(len(network.at_lags) == len(lags) for network in found.networks)
    said = text(found)
    assert "exactly 0" not in said
    assert ("10 steps back" in said) is (near is not None)
    assert (" 100 back" in said) is (far is not None)
    assert ("the step 10 back contributes" in said) is (near is not None)


def test_a_gradient_that_is_exactly_zero_within_the_run_is_said_to_be():
    worked = tanh("worked example", 2.3, -2613.0, at_100=None)
    found = answer(tanh=[worked, *TANH[1:]])
    assert [part.median for part in found.networks[0].at_lags] == [-0.5, None]
    assert re.search(r"worked example h never 0\.32 exactly 0 10⁻²⁶¹³", text(found))


def test_shares_of_parameters_stand_under_their_names():
    numbers = answer().numbers
    names = ("share_of_W", "share_of_U", "share_of_b", "far_share_of_b", "worked_at_first")
    assert [numbers[name].value for name in names] == [-1.1, -1.2, -1.3, -2.3, -2613.0]
    assert numbers["share_of_W"].unit == "decades"


def test_networks_are_told_apart_by_kind_and_rows_keep_their_figures():
    found = answer()
    labels = [row["label"] for row in (*TANH, *GRUS, *LSTMS)]
    assert [network.label for network in found.by_h] == labels
    assert {network.by for network in found.by_h} == {"h"}
    # Every LSTM stands twice, by h and by s, one below the other.
    assert [(row.label, row.by) for row in found.networks[5:]] == [
        (label, by) for label in labels[5:] for by in "hs"
    ]
    assert [network.label for network in found.tanh] == labels[:3]
    assert [network.label for network in found.grus] == labels[3:5]
    assert [(network.label, network.by) for network in found.lstms] == [(label, "s") for label in labels[5:]]
    worked, chrono = found.networks[0], found.networks[-1]
    assert worked.at_first == memory.Spread(-2613.0, -2613.1, -2612.9)
    assert (worked.lost_after.median, worked.underflow_after.median) == (2, 248)
    assert [part.median for part in chrono.at_lags] == [-0.25, -0.125]
    assert (chrono.at_first.median, chrono.lost_after.median, chrono.underflow_after.median) == (-0.75, 7, 8)
    assert (chrono.bias, found.grus[0].bias) == ("chrono", 0)


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
    assert [numbers[name].value for name in names] == [200, 3, 0.99, 0.5, 38, 300]
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
    assert "2 of 6 tanh networks (33%; by seed 0% to 50%) and 0 of 3 gated networks (0%) learned" in said
    assert "Nor does it say how soon. When both classes have the same letters" in said
    assert "They learned by Adam ( Kingma and Ba 2015 ), each network's gradient clipped to norm 1" in said
    assert "the LSTM with chrono biases needs 7.0 times the updates at lag 30 (154 for 22, medians)." in said
    assert "Opposite orders are no harder for the GRU with chrono biases (25 updates for 21)." in said
    table = TABLE[(TABLE.network == "echo") | (TABLE.lag == 10)]
    said = text(answer(table=table))
    assert "Of every network some of the gradient arrived" in said
    assert "Nor does it say how soon" not in said


def test_what_was_not_tried_is_said_to_be_so():
    assert "95, –, 44 (1.0" in text(answer())
    assert "–, –, – (below any number)" in text(answer())
    assert "not tried" in text(answer())


def test_why_the_spectral_radius_lies_below_one_is_said_with_what_was_measured():
    found = answer()
    assert (found.forgetting, found.remembers) == (True, 1.1)
    assert (
        "ends in the same state but for rounding; with a spectral radius of 1.1 one does not forget."
        in text(found)
    )
    assert "where that of no network of 200 units can exceed 200: to recall every one of thousands" in text(
        found
    )
    stays = answer(sweep=[SWEEP[0], SWEEP[1] | {"left": 1e-3}])
    assert (stays.forgetting, stays.remembers) == (False, 0.99)
    assert answer(sweep=SWEEP[:2]).remembers is None


def test_an_optimum_at_the_end_of_what_was_tried_is_said_to_be_one():
    assert answer().at_end == ["leak"]
    assert answer(sweep=SWEEP[:2]).at_end == ["spectral radius", "leak"]
    assert "its leak is at the end of what was tried" in text(answer())
    # Above a leak of 1 there is none.
    best = {"spectral_radius": 0.9, "leak": 1.0}
    tried = [{"spectral_radius": radius, "leak": leak} for radius in (0.8, 0.9, 1.0) for leak in (0.5, 1.0)]
    assert memory.ends(best, tried) == []


def test_a_gradient_at_the_start_is_not_always_enough():
    assert "Nor is it always enough: where a hundredth of it or more arrived, 3 of 24 networks" in text(
        answer()
    )
    solved = TABLE[(TABLE.network != "lstm_0") | (TABLE.lag == 10)]
    said = text(answer(table=solved))
    assert "Where a hundredth of it or more arrived, all of 21 networks learned." in said
    none = TABLE.assign(arrived=TABLE.arrived / 1000)
    assert answer(table=none).motif.promised is None
    assert answer(table=none).numbers["promised_solved"].value is None


def test_networks_that_learned_are_counted_by_what_arrived_at_the_start():
    found = answer()
    counted = {
        "early_ungated": (found.motif.early.ungated, found.motif.early.of_ungated),
        "early_gated": (found.motif.early.gated, found.motif.early.of_gated),
        "early_reversed": (1, 3),
        "promised_solved": (found.motif.promised.of - found.motif.promised.unsolved, found.motif.promised.of),
    }
    for name, (some, of) in counted.items():
        number = found.numbers[name]
        assert (number.value, number.n) == (some / of, of)
        assert number.low is number.high is None  # networks that share a seed are not independent


def test_of_one_network_each_no_middle_is_told():
    one = TABLE[TABLE.seed == 0]
    task = TASK | {"repeats": 1, "choosing_repeats": 1}
    config = {"memory": {"units": 64, "alphabet": 20, "draws": 3, "gate_weight_scale": 0.1}, "motif": task}
    echo = {"steps": 2000, "networks": [*TANH, *GRUS, *LSTMS], "echo_state": ECHO, "sweep": SWEEP}
    said = text(memory.answer(config, echo, [one]))
    assert "none of them the one that is reported" in said
    assert "Solved by the one network of each:" in said
    assert "in either cell (one network of each):" in said
    assert "(160 for 22)" in said
    assert "One network for each way to begin: what another would solve" in said
    learning = said[said.index("Does it show when they learn?") :]
    assert not re.search(r"median|among the one|all of their networks|1 networks", learning)
    assert "too few networks to say how often" in said


def test_a_gradient_of_exactly_zero_at_the_last_step_is_said():
    assert "exactly zero at the last step already" not in text(answer())
    dead = tanh("worked example", 2.3, None)
    dead["by"]["h"]["at_0"] = spread(None)
    found = answer(tanh=[dead, *TANH[1:]])
    assert found.nothing == ["worked example"]
    assert "Of worked example there is nothing to come back" in text(found)
