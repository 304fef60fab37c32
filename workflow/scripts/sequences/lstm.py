"""The LSTM cell on the worked example's sequence, its forget gate's gradient, and other biases beside it."""

from step import step  # isort: split

from digitlab.sequences import lstm, lstm_worked

cell, x = lstm.from_config(step.config)
example = lstm_worked.example(cell, x, step.config.epsilon, step.config.learning_rate)
step.save(step.output.bptt, example | {"variants": lstm_worked.variants(cell, x)})
