"""A network in NumPy alone: three learning rates, starts that make all units alike, its gradients checked."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab.choices import comparison
from digitlab.data import mnist
from digitlab.data.mnist import SIDE
from digitlab.scratch import scratch, starts, training

config = step.config
data = training.split(mnist.load(step.input.data), config.validation_share, config.seed)
recipe = training.Recipe(config.hidden, config.epochs, config.batch_size)
found = scratch.studied(
    data,
    recipe,
    config.learning_rates,
    config.seed,
    config.repeats,
    config.updates,
    lambda total: step.counter(total, "epochs"),
)
step.save(step.output.curves, comparison.curves(found["networks"]))
step.save(step.output.starts, starts.spreads(found["starts"]))
images = {name: found[name]["W"].T.reshape(-1, SIDE, SIDE) for name in ("before", "after")}
step.save(step.output.weights, **images)
counts = scratch.confusion(found["after"], data)
truths, labels = np.indices(counts.shape)
table = {"truth": truths.ravel(), "label": labels.ravel(), "digits": counts.ravel()}
step.save(step.output.confusion, pd.DataFrame(table))
step.save(step.output.summary, scratch.summary(data, recipe, found, np.random.default_rng(config.seed)))
