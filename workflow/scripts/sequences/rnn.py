"""The worked example: forward, two gradients, one step of descent, for both readings of the loss."""

from step import step  # isort: split

from digitlab.sequences import rnn

cell, x = rnn.from_config(step.settings)
worked = rnn.worked_example(cell, x, step.config.epsilon, step.config.learning_rate)
step.save(step.output[0], worked)
