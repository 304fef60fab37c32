import pandas as pd
import pytest

from digitlab.answers import motif
from digitlab.answers.motif import Begun, Tried

TASK = {
    **{
        "lags": [100, 10, 30],
        "reversed_lags": [30],
        "learning_rates": [0.003, 0.01],
        "repeats": 3,
        "choosing_repeats": 2,
        "alphabet": 20,
        "motif": 3,
        "units": 32,
    },
    **{"updates": 400, "batch_size": 16, "echo_state": {"units": 100, "sequences": 500}},
}


def rows(network, lag, updates, arrived=0.1, reversed_=False, accuracies=None, rate=0.01):
    """Networks of one way to begin, one a seed; ``updates``: None where one did not solve it."""
    accuracies = accuracies or [0.5 if u is None else 1.0 for u in updates]
    return [
        {"network": network, "lag": lag, "reversed": reversed_, "seed": seed, "updates": u, "accuracy": a}
        | {"arrived": arrived, "learning_rate": rate}
        for seed, (u, a) in enumerate(zip(updates, accuracies, strict=True))
    ]


def echo(lag, accuracies):
    return [
        {"network": "echo", "lag": lag, "reversed": False, "seed": seed, "accuracy": a}
        for seed, a in enumerate(accuracies)
    ]


ROWS = [
    *rows("rnn_default", 10, [20, 15, 12], 1e-3),
    *rows("rnn_default", 30, [95, None, 44], 1e-8),
    *rows("rnn_default", 100, [None, None, None], 0.0),
    *rows("gru_0", 10, [19, 18, 18], 1e-3),
    *rows("gru_0", 30, [None, None, None], 1e-7),
    *rows("gru_chrono", 10, [14, 15, 13]),
    *rows("gru_chrono", 30, [21, 21, 22]),
    *rows("gru_chrono", 100, [37, 35, 23]),
    *rows("lstm_0", 10, [17, 18, 28]),
    *rows("lstm_0", 30, [None, None, None]),
    *rows("lstm_chrono", 10, [14, 17, 12]),
    *rows("lstm_chrono", 30, [22, 20, 23]),
    *rows("lstm_chrono", 100, [32, 34, 28]),
    *rows("lstm_chrono", 30, [160, 154, 147], 0.09, reversed_=True),
    *rows("gru_chrono", 30, [25, 30, 21], 0.12, reversed_=True),
    *rows("gru_0", 30, [None, None, None], 1e-7, reversed_=True),
    *rows("rnn_default", 30, [None, 200, None], 1e-8, reversed_=True),
    *echo(10, [1.0, 1.0, 0.95]),
    *echo(30, [0.9, 1.0, 1.0]),
    *echo(100, [0.5, 0.5, 0.5]),
]
TABLE = pd.DataFrame(ROWS)


def answer(more=(), without=()):
    """The answer on the table above, without some (network, lag, reversed), and with ``more`` rows."""
    kept = [row for row in ROWS if (row["network"], row["lag"], row["reversed"]) not in without]
    return motif.answer(TASK, pd.DataFrame([*kept, *more]))


def test_a_lag_counts_where_all_networks_solved_it_and_the_farthest_comes_first():
    found = answer()
    assert [(row.name, row.all_to, row.some_to, row.erratic) for row in found.begun] == [
        ("GRU with chrono biases", 100, 100, False),
        ("LSTM with chrono biases", 100, 100, False),
        ("tanh RNN", 10, 30, True),
        ("GRU with update bias 0", 10, 10, False),
        ("LSTM with forget bias 0", 10, 10, False),
    ]
    assert found.lags == [10, 30, 100]


def test_what_was_not_tried_is_told_from_what_was_not_solved():
    [tanh] = [row for row in answer().begun if row.name == "tanh RNN"]
    assert [row.solved for row in tanh.by_lag] == [3, 2, 0]
    assert tanh.by_lag[1].updates == [95, None, 44]
    [gru] = [row for row in answer().begun if row.name == "GRU with update bias 0"]
    assert gru.by_lag[2] is None
    assert gru.by_lag[1].solved == 0
    assert gru.by_lag[1].accuracies == [0.5, 0.5, 0.5]


def test_ways_to_begin_that_solve_nothing_have_no_lag():
    none = TABLE[:0]
    found = motif.way("lstm_0", pd.DataFrame(rows("lstm_0", 10, [None, None, None])), [10], none, [])
    assert (found.all_to, found.some_to, found.erratic) == (None, None, False)
    found = motif.way("lstm_0", pd.DataFrame(rows("lstm_0", 10, [None, 7, 9])), [10], none, [])
    assert (found.all_to, found.some_to, found.erratic) == (None, 10, True)


def to(**lags):
    return {
        name: Begun(name, [Tried(lag, [5], 1, 1, [1.0], 0.1, False)] if lag else [None], [], lag, lag, False)
        for name, lag in lags.items()
    }


@pytest.mark.parametrize(
    ("lags", "verdict"),
    [
        ({"lstm_0": 10, "lstm_chrono": 30, "gru_0": 10, "gru_chrono": 30}, "both"),
        ({"lstm_0": 10, "lstm_chrono": 30, "gru_0": 30, "gru_chrono": 30}, "lstm"),
        ({"lstm_0": 30, "lstm_chrono": 30, "gru_0": None, "gru_chrono": 10}, "gru"),
        ({"lstm_0": 30, "lstm_chrono": 10, "gru_0": None, "gru_chrono": None}, "neither"),
        ({"lstm_0": 10, "lstm_chrono": 30, "gru_chrono": 30}, "not compared"),
        ({"lstm_0": 10, "gru_0": 10, "gru_chrono": 30}, "not compared"),
    ],
)
def test_open_gates_are_compared_with_the_smallest_bias_in_both_cells(lags, verdict):
    assert motif.open_gates(to(**lags)) == verdict
    assert (
        motif.open_gates(to(**lags | {"lstm_1": 1000, "gru_2": 1000})) == verdict or verdict == "not compared"
    )


@pytest.mark.parametrize(
    ("lstm", "gru", "verdict"),
    [(100, 100, "both"), (100, 30, "lstm"), (None, 30, "gru"), (None, None, "neither")],
)
def test_the_cells_are_compared_with_gates_that_begin_open(lstm, gru, verdict):
    assert motif.better_cell(to(lstm_chrono=lstm, gru_chrono=gru, lstm_1=1000)) == verdict


def test_without_chrono_biases_in_both_cells_there_is_no_comparison():
    assert motif.better_cell(to(lstm_chrono=100)) == "not compared"
    assert motif.chrono(to(lstm_1=10)) == []


def test_updates_are_given_at_the_longest_lag_that_both_cells_solved():
    assert [(name, at.lag, at.updates) for name, at in answer().chrono] == [
        ("LSTM with chrono biases", 100, [32, 34, 28]),
        ("GRU with chrono biases", 100, [37, 35, 23]),
    ]
    found = answer(without=[("gru_chrono", 100, False)])
    assert [at.lag for _, at in found.chrono] == [30, 30]


@pytest.mark.parametrize(("arrived", "ungated", "of_ungated"), [(9e-7, 4, 6), (1e-6, 2, 3), (0.0, 4, 6)])
def test_networks_with_no_gradient_to_begin_with_are_counted_by_kind(arrived, ungated, of_ungated):
    found = answer(rows("rnn_default", 100, [None, 90, 95], arrived), [("rnn_default", 100, False)]).early
    assert (found.ungated, found.of_ungated) == (ungated, of_ungated)
    assert (found.gated, found.of_gated, found.any) == (0, 3, True)
    # Three seeds each, so that networks of one seed stand in several settings.
    assert (found.settings, found.gated_settings, found.seeds) == (of_ungated / 3, 1, 3)


def test_tanh_networks_with_no_gradient_are_counted_on_reversed_motifs_too():
    none = answer(without=[("rnn_default", 30, True)]).early
    assert (none.reversed, none.of_reversed, none.told) == (0, 0, "tanh and gated")
    tried = answer(rows("rnn_default", 10, [9, 9, 9], 1e-3, True)).early
    assert (tried.reversed, tried.of_reversed, tried.told) == (1, 3, "tanh and reversed")


@pytest.mark.parametrize(
    ("ungated", "gated", "reversed_", "told"),
    [
        (3, 3, 0, "tanh and gated"),
        (3, 2, 0, "tanh"),
        (3, 0, 0, "tanh"),
        (2, 3, 2, "gated"),
        (2, 2, 2, "too few"),
        (1, 2, 1, "too few"),
        (3, 3, 1, "tanh and reversed"),
    ],
)
def test_of_fewer_than_three_networks_nothing_is_told(ungated, gated, reversed_, told):
    assert motif.what_can_be_told(ungated, gated, reversed_) == told


@pytest.mark.parametrize(("networks", "enough"), [(2, False), (3, True)])
def test_few_networks_promise_little(networks, enough):
    table = pd.DataFrame(rows("lstm_1", 10, [5] * networks))
    found = motif.promised(table)
    assert found.enough is enough
    assert (found.settings, found.seeds) == (1, networks)


def test_where_the_gradient_arrives_or_nothing_is_solved_that_is_said():
    arriving = answer(without=[("rnn_default", 30, False), ("rnn_default", 100, False), ("gru_0", 30, False)])
    assert arriving.early is None
    unsolved = answer(without=[("rnn_default", 30, False)]).early
    assert (unsolved.ungated, unsolved.of_ungated, unsolved.gated, unsolved.of_gated) == (0, 3, 0, 3)
    assert not unsolved.any


def test_the_tanh_network_that_outdoes_shut_gates_is_named():
    assert answer().ungated is None  # solves no more than they do, in all networks
    found = answer(rows("rnn_default", 30, [95, 80, 44]), [("rnn_default", 30, False)])
    assert found.ungated.name == "tanh RNN"
    assert motif.without_gates(to(rnn_default=30)) is None  # no gated one to compare with
    assert motif.without_gates(to(rnn_default=None, lstm_0=None)) is None


def test_the_end_of_the_lags_is_told_from_a_lag_that_both_fail():
    assert answer().to_the_end
    assert not answer(without=[("gru_chrono", 100, False), ("lstm_chrono", 100, False)]).to_the_end


def test_choices_of_the_largest_rate_are_counted():
    assert (answer().largest_rates, answer().of_rates) == (13, 13)
    slower = rows("gru_0", 30, [None, None, None], 1e-7, rate=0.003)
    assert answer(slower, [("gru_0", 30, False)]).largest_rates == 12


def test_gradients_too_small_for_single_precision_are_marked():
    [tanh] = [row for row in answer().begun if row.name == "tanh RNN"]
    assert [row.underflow for row in tanh.by_lag] == [False, False, True]


def test_what_was_not_tried_on_reversed_motifs_keeps_its_place():
    assert {row.name: row.reversed == [None] for row in answer().begun} == {
        "GRU with chrono biases": False,
        "LSTM with chrono biases": False,
        "GRU with update bias 0": False,
        "LSTM with forget bias 0": True,
        "tanh RNN": False,
    }


def test_reversed_motifs_are_harder_by_twice_the_updates():
    found = answer()
    [harder], [alike] = found.harder, found.alike
    assert (harder.name, harder.lag, harder.median, harder.reversed_median) == (
        *("LSTM with chrono biases", 30, 22, 154),
    )
    assert harder.times == 7
    assert harder.same_rate
    slower = rows("lstm_chrono", 30, [160, 154, 147], 0.09, True, rate=0.003)
    [other] = answer(slower, [("lstm_chrono", 30, True)]).harder
    assert (other.rate, other.reversed_rate, other.same_rate) == (0.01, 0.003, False)
    assert (alike.name, alike.median, alike.reversed_median) == ("GRU with chrono biases", 21, 25)
    border = [("gru_chrono", 30, True)]
    assert len(answer(rows("gru_chrono", 30, [42, 42, 42], 0.1, True), border).harder) == 2
    assert len(answer(rows("gru_chrono", 30, [41, 41, 41], 0.1, True), border).harder) == 1


@pytest.mark.parametrize(("arrived", "compared"), [(0.2, 1), (0.21, 0), (0.05, 1), (0.049, 0)])
def test_only_where_as_much_of_the_gradient_arrives(arrived, compared):
    again = rows("gru_chrono", 30, [25, 30, 21], arrived, True)
    found = answer(again, [("gru_chrono", 30, True)])
    assert len(found.alike) == compared


@pytest.mark.parametrize(("updates", "quick"), [(13, 1), (14, 0)])
def test_few_updates_are_too_near_to_the_least_to_be_compared(updates, quick):
    found = answer(rows("gru_chrono", 30, [updates] * 3), [("gru_chrono", 30, False)])
    assert len(found.quick) == quick
    assert len(found.harder) + len(found.alike) == 2 - quick


def test_reversed_motifs_that_not_all_networks_solved_are_not_compared():
    again = rows("lstm_chrono", 30, [160, None, 147], 0.09, True)
    assert answer(again, [("lstm_chrono", 30, True)]).harder == []


def test_the_echo_state_network_reads_a_lag_in_all_networks_or_not():
    assert answer().echo_to == 10
    assert [row.accuracies for row in answer().echo] == [[1.0, 1.0, 0.95], [0.9, 1.0, 1.0], [0.5, 0.5, 0.5]]
    assert answer(echo(10, [1.0, 0.949, 1.0]), [("echo", 10, False)]).echo_to is None


def test_shares_of_networks_are_ranged_by_seed():
    """Of two seeds, one solved both its lags and one neither."""
    table = pd.DataFrame(
        [*rows("rnn_default", 30, [20, None], 1e-8), *rows("rnn_default", 100, [40, None], 1e-8)]
    )
    found = motif.answer(TASK, table).early
    assert (found.ungated, found.of_ungated, found.ungated_by_seed) == (2, 4, (0.0, 1.0))
    assert found.gated_by_seed is found.reversed_by_seed is None
