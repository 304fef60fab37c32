"""Identities on random numbers, and how a gradient shrinks through layers."""

from step import step  # isort: split

import numpy as np

from digitlab.scratch import identities

config = step.config
random = np.random.default_rng(config.seed)
step.save(step.output.summary, identities.summary(config.samples, random))
step.save(step.output.depth, identities.shrinking(config.units, config.depth, config.samples, random))
