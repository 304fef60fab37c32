"""Accuracy of every kind of network by lag."""

from step import step  # isort: split

import pandas as pd

from figures import memory, style

table = pd.concat([step.read(path) for path in step.input.accuracy])
step.save(step.output.figure, style.rendered(memory.motif(table), "svg"))
