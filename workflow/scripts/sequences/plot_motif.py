"""Updates until solved by lag, of every kind of network that is trained."""

from step import step  # isort: split

import pandas as pd

from figures import memory, style

table = pd.concat([step.read(path) for path in step.input.networks])
trained = table[~table.reversed & (table.network != "echo")]
step.save(step.output.figure, style.rendered(memory.motif(trained, step.config.updates)))
