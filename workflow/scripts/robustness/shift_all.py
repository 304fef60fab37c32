"""Every test digit moved along both axes, and some by every (dx, dy); and what is said of no digit."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab.cnn import inference
from digitlab.data import mnist
from digitlab.robustness import defaults, shift

test = mnist.load(step.input.data).test
net = inference.load(step.input.model, step.device)
before = step.read(step.input.predictions)["probabilities"]
reach = step.config.all.range

consistency, predictions, fills, labels = [], [], [], {}
for axis in shift.AXES:
    tell = step.counter(len(test.images), f"{axis} shifts")
    after = shift.along(net, test.images, axis, reach, tell=tell)
    after[reach] = before  # not moved at all
    for move, outputs in zip(shift.moves(reach, axis), after, strict=True):
        at = {"axis": axis, "pixels": move.pixels}
        consistency += [at | row for row in shift.consistency(before, outputs, test.labels)]
        predictions += [at | row for row in shift.predictions(outputs, test.labels, step.config.digit)]
    fills += shift.fill_differences(net, test.images, test.labels, after, axis)
    labels[axis] = after.argmax(2).astype(np.uint8)
step.save(step.output.consistency, pd.DataFrame(consistency))
step.save(step.output.predictions, pd.DataFrame(predictions))
step.save(step.output.fills, pd.DataFrame(fills))
step.save(step.output.labels, truth=test.labels, pixels=np.arange(-reach, reach + 1), **labels)

amounts = range(-reach, reach + 1)
retrieved = [
    {"pixels": pixels} | row
    for pixels, given in zip(amounts, labels["horizontal"], strict=True)
    for row in shift.retrieved(given, test.labels)
]
step.save(step.output.precision, pd.DataFrame(retrieved))
step.save(step.output.ink, pd.DataFrame(shift.ink_lost(test.images, reach)))
random = np.random.default_rng(step.config.seed)
step.save(step.output.defaults, defaults.given(net, test.images, random))

few = shift.first_of_each(test.labels, step.config.all.grid_digits)
tell = step.counter(len(few), "shifts both ways")
grid = shift.both_ways(net, test.images[few], test.labels[few], before[few], reach, tell)
step.save(step.output.grid, indices=few, **grid)
