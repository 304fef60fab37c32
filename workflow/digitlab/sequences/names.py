"""What kinds of networks are called, on the page and in figures: without commas, as they stand in lists."""


def lstm(forget_bias: float | str) -> str:
    """An LSTM by how its forget gate begins: a bias, or ``chrono``."""
    return f"LSTM with {'chrono biases' if forget_bias == 'chrono' else f'forget bias {forget_bias:g}'}"


def gru(update_bias: float | str) -> str:
    """A GRU by how its update gate begins: a bias, or ``chrono``."""
    return f"GRU with {'chrono biases' if update_bias == 'chrono' else f'update bias {update_bias:g}'}"


def reader(network: str) -> str:
    """A network of the classification task: ``echo``, or a cell and how it begins, as in ``lstm_chrono``."""
    cell, _, begun = network.partition("_")
    if cell in ("gru", "lstm"):
        bias = begun if begun == "chrono" else float(begun)
        return lstm(bias) if cell == "lstm" else gru(bias)
    whole = {"rnn_default": "tanh RNN", "rnn_orthogonal": "tanh RNN with orthogonal W"}
    return (whole | {"echo": "echo state network"})[network]
