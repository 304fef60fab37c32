import pandas as pd
import pytest

from digitlab.answers import motif

TASK = {
    **{"lags": [10, 300, 30], "repeats": 2, "alphabet": 20, "motif": 3, "units": 32, "updates": 600},
    **{"batch_size": 16, "test_sequences": 1000, "echo_state": {"units": 100, "sequences": 500}},
}


def accuracies(by_network):
    """Rows of ``results/motif/``; ``by_network``: accuracies of the seeds by network and lag."""
    return pd.DataFrame(
        [
            {"network": network, "lag": lag, "seed": seed, "accuracy": share}
            for network, by_lag in by_network.items()
            for lag, shares in by_lag.items()
            for seed, share in enumerate(shares)
        ]
    )


TABLE = accuracies(
    {
        "rnn": {10: [1.0, 1.0], 30: [0.96, 0.94], 300: [0.7, 0.9]},
        "lstm_0": {10: [1.0, 0.98], 30: [0.5, 0.52], 300: [0.5, 0.51]},
        "lstm_chrono": {10: [1.0, 1.0], 30: [1.0, 1.0], 300: [0.99, 0.97]},
        "echo": {10: [0.9, 0.8], 30: [0.6, 0.5], 300: [0.5, 0.48]},
    }
)


def with_accuracy(network, lag, shares):
    rows = TABLE[(TABLE.network != network) | (TABLE.lag != lag)]
    return pd.concat([rows, accuracies({network: {lag: shares}})])


def answer(table=TABLE, **changed):
    return motif.answer(TASK | changed, table)


def solved(found):
    return [(row.name, row.lag) for row in found.solved]


def test_the_longest_lag_solved_comes_first_and_none_is_none():
    assert solved(answer()) == [
        ("LSTM with chrono biases", 300),
        ("tanh RNN", 30),
        ("LSTM with forget bias 0", 10),
        ("echo state network", None),
    ]
    assert answer().solved_from == 0.95


@pytest.mark.parametrize(
    ("shares", "lag"),
    [([0.95, 0.95, 0.95], 300), ([0.94, 0.96], 300), ([0.949, 0.95], 30), ([1.0, 0.89], 30)],
)
def test_a_lag_is_solved_by_95_in_a_hundred_on_average_over_seeds(shares, lag):
    assert dict(solved(answer(with_accuracy("rnn", 300, shares))))["tanh RNN"] == lag


def test_a_long_lag_counts_though_a_shorter_one_is_not_solved():
    assert motif.longest_solved({10: 1.0, 30: 0.6, 100: 0.97}) == 100
    assert motif.longest_solved({10: 0.94}) is None


def test_of_equals_the_order_does_not_depend_on_the_files():
    names = [row.name for row in motif.in_order({"echo": 10, "lstm_0": 10, "rnn": 10, "lstm_1": None})]
    assert names[:3] == ["tanh RNN", "echo state network", "LSTM with forget bias 0"]
    assert names == [
        row.name for row in motif.in_order({"lstm_1": None, "rnn": 10, "lstm_0": 10, "echo": 10})
    ]


@pytest.mark.parametrize(
    ("shares", "near"),
    [([0.6, 0.6, 0.6], False), ([0.59, 0.6], True), ([0.5, 0.69], True), ([0.5, 0.7], False)],
)
def test_near_chance_is_below_60_in_a_hundred_at_the_longest_lag(shares, near):
    found = answer(with_accuracy("rnn", 300, shares))
    assert ("tanh RNN" in found.near_chance) is near
    assert ("tanh RNN" in [row.name for row in found.above_chance]) is not near


def test_who_does_not_guess_is_named_with_every_seed():
    found = answer()
    assert found.longest_lag == 300
    assert found.near_chance == ["LSTM with forget bias 0", "echo state network"]
    assert [(row.name, row.shares) for row in found.above_chance] == [
        ("tanh RNN", [0.7, 0.9]),
        ("LSTM with chrono biases", [0.99, 0.97]),
    ]


@pytest.mark.parametrize(
    ("by_kind", "as_far"),
    [
        ({"rnn": 30, "lstm_0": 10, "lstm_1": 30}, True),
        ({"rnn": 30, "lstm_0": 100}, False),
        ({"rnn": 30, "lstm_0": None}, True),
        ({"rnn": None, "lstm_0": None}, False),  # neither solves anything: nobody does well
        ({"rnn": None, "lstm_0": 10}, False),
        ({"lstm_0": 10}, False),
        ({"rnn": 30, "echo": 10}, False),
    ],
)
def test_a_gate_is_not_the_only_way_where_the_tanh_network_gets_as_far(by_kind, as_far):
    assert motif.as_far_without_gates(by_kind) is as_far


@pytest.mark.parametrize(
    ("mean", "other", "better"),
    [
        (0.7, 0.5, True),
        (0.625, 0.5, True),
        (0.6, 0.5, False),
        (0.5, 0.7, False),
        (None, 0.5, False),
        (0.7, None, False),
    ],
)
def test_a_mean_is_clearly_better_by_more_than_a_tenth(mean, other, better):
    assert motif.clearly_better(mean, other) is better


def test_open_gates_are_compared_with_shut_ones_at_the_longest_lag():
    assert answer().open_gates_help
    assert not answer(lags=[10]).open_gates_help
    assert not answer(TABLE[TABLE.network != "lstm_0"]).open_gates_help
    assert not answer(with_accuracy("lstm_chrono", 300, [0.5, 0.5])).open_gates_help
    assert not answer(with_accuracy("lstm_0", 300, [0.99, 0.99])).open_gates_help


def test_every_network_has_its_accuracies_in_the_order_of_the_tasks_lags():
    found = answer()
    assert [row.name for row in found.every] == [
        *("tanh RNN", "LSTM with forget bias 0", "LSTM with chrono biases", "echo state network"),
    ]
    assert found.every[0].shares == [[1.0, 1.0], [0.7, 0.9], [0.96, 0.94]]
