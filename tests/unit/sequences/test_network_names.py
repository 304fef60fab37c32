import pytest

from digitlab.sequences import names


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("rnn_default", "tanh RNN"),
        ("rnn_orthogonal", "tanh RNN with orthogonal W"),
        ("gru_chrono", "GRU with chrono biases"),
        ("gru_0.5", "GRU with update bias 0.5"),
        ("echo", "echo state network"),
        ("lstm_chrono", "LSTM with chrono biases"),
        ("lstm_0", "LSTM with forget bias 0"),
        ("lstm_-0.5", "LSTM with forget bias -0.5"),
    ],
)
def test_a_kind_of_reader_has_a_name_without_commas(kind, name):
    assert names.reader(kind) == name


def test_an_lstm_is_called_by_how_its_forget_gate_begins():
    assert names.lstm(1.0) == "LSTM with forget bias 1"
    assert names.lstm("chrono") == "LSTM with chrono biases"
