"""Gradient norm by lag, and recall by delay."""

from step import step  # isort: split

import pandas as pd

from figures import sequences, style

gradients = step.read(step.input.gradients)
summary = step.read(step.input.summary)
recall = pd.read_csv(step.input.recall)
step.save(step.output.gradients, style.rendered(sequences.fading(gradients, summary), "svg"))
step.save(step.output.recall, style.rendered(sequences.recall(recall, summary["echo_state"]), "svg"))
