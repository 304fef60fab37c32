"""The LSTM cell on the worked example's sequence, and the gradient of its forget gate's biases."""

from step import step  # isort: split

from digitlab.sequences import lstm

cell, x = lstm.from_config(step.settings)
worked = lstm.worked_example(cell, x, step.config.epsilon, step.config.learning_rate)
step.save(step.output[0], worked)
