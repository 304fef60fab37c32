"""The worked example: forward, gradients in three ways, one step of descent, both readings of the loss."""

from step import step  # isort: split

import pandas as pd

from digitlab.sequences import rnn, worked

cell, x = rnn.from_config(step.config)
example = worked.example(cell, x, step.config.epsilon, step.config.learning_rate)
rows, regimes = worked.difference_errors(cell, x)
step.save(step.output.bptt, example | {"difference_regimes": regimes})
step.save(step.output.differences, pd.DataFrame(rows))
along = worked.along_gradient(cell, x, step.config.learning_rate)
step.save(step.output.along, pd.DataFrame(along, columns=worked.ALONG))
