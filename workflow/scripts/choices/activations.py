"""The interval that lets a gradient grow, gradients by depth, and small facts."""

from step import step  # isort: split

import numpy as np

from digitlab.choices import activations

config = step.config
random = np.random.default_rng(config.seed)
curves = activations.curves()
table = activations.gradients(config.units, config.depth, config.samples, config.draws, random)
summary = activations.summary(curves, table, random)
step.save(step.output.curves, **curves)
step.save(step.output.depth, table)
step.save(step.output.summary, summary | {"units": config.units, "draws": config.draws})
