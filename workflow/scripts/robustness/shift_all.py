"""Every test digit moved along both axes, by two networks, and some by every (dx, dy)."""

from step import step  # isort: split

import pandas as pd

from digitlab.cnn import network
from digitlab.data import mnist
from digitlab.robustness import shift

test = mnist.load(step.input.data).test
net = network.load(step.input.model, step.device)
before = step.read(step.input.predictions)["probabilities"]
reach = step.config.all.range

consistency, predictions, fills = [], [], []
moves = shift.moves(reach, *shift.AXES)
for move in step.progress(moves, len(moves), "shifts"):
    at = {"axis": move.axis, "pixels": move.pixels}
    after = shift.outputs(net, test.images, before, move)
    rows = shift.consistency(before, after, test.labels)
    consistency += [{"network": "augmented"} | at | row for row in rows]
    predictions += [at | row for row in shift.predictions(after, test.labels, step.config.digit)]
    fills.append(at | shift.fill_difference(net, test.images, test.labels, after, move))
step.save(step.output.predictions, pd.DataFrame(predictions))
step.save(step.output.fills, pd.DataFrame(fills))

other = network.load(step.input.unaugmented_model, step.device)
other_before = step.read(step.input.unaugmented_predictions)["probabilities"]
sideways = shift.moves(reach, "horizontal")
for move in step.progress(sideways, len(sideways), "shifts, the network without augmentation"):
    at = {"network": "unaugmented", "axis": move.axis, "pixels": move.pixels}
    after = shift.outputs(other, test.images, other_before, move)
    consistency += [at | row for row in shift.consistency(other_before, after, test.labels)]
step.save(step.output.consistency, pd.DataFrame(consistency))

few = shift.first_of_each(test.labels, step.config.all.grid_digits)
tell = step.counter(2 * reach + 1, "shifts both ways")
grid = shift.both_ways(net, test.images[few], test.labels[few], before[few], reach, tell)
step.save(step.output.grid, indices=few, **grid)
