"""What kinds of networks are called, on the page and in figures: without commas, as they stand in lists."""


def lstm(forget_bias: float | str) -> str:
    """An LSTM by how its forget gate begins: a bias, or ``chrono``."""
    return f"LSTM with {'chrono biases' if forget_bias == 'chrono' else f'forget bias {forget_bias:g}'}"


def reader(kind: str) -> str:
    """A kind of network of the classification task: ``rnn``, ``echo``, or ``lstm_`` and its forget bias."""
    if kind.startswith("lstm_"):
        bias = kind.removeprefix("lstm_")
        return lstm(bias if bias == "chrono" else float(bias))
    return {"rnn": "tanh RNN", "echo": "echo state network"}[kind]
