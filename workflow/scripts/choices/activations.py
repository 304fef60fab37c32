"""The interval that lets a gradient grow, gradients by depth, and small facts."""

from step import step  # isort: split

import numpy as np

from digitlab.choices import activations

random = np.random.default_rng(step.config.seed)
curves = activations.curves()
table = activations.gradients(step.config.units, step.config.depth, step.config.samples, random)
summary = activations.summary(curves, table, random)
step.save(step.output.curves, **curves)
step.save(step.output.depth, table)
step.save(step.output.summary, summary | {"units": step.config.units})
