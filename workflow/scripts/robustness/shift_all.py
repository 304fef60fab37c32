"""Every test digit moved along both axes, by two networks, and some by every (dx, dy)."""

from step import step  # isort: split

import pandas as pd

from digitlab.cnn import inference
from digitlab.data import mnist
from digitlab.robustness import shift

test = mnist.load(step.input.data).test
before = {
    "augmented": step.read(step.input.predictions)["probabilities"],
    "unaugmented": step.read(step.input.unaugmented_predictions)["probabilities"],
}
nets = {
    "augmented": inference.load(step.input.model, step.device),
    "unaugmented": inference.load(step.input.unaugmented_model, step.device),
}
reach = step.config.all.range
scans = [("augmented", axis) for axis in shift.AXES] + [("unaugmented", "horizontal")]

consistency, predictions, fills = [], [], []
for name, axis in scans:
    tell = step.counter(len(test.images), f"{axis} shifts, the {name} network")
    after = shift.along(nets[name], test.images, axis, reach, tell=tell)
    after[reach] = before[name]  # not moved at all
    for move, outputs in zip(shift.moves(reach, axis), after, strict=True):
        at = {"axis": axis, "pixels": move.pixels}
        rows = shift.consistency(before[name], outputs, test.labels)
        consistency += [{"network": name} | at | row for row in rows]
        if name == "augmented":
            predictions += [at | row for row in shift.predictions(outputs, test.labels, step.config.digit)]
    if name == "augmented":
        fills += shift.fill_differences(nets[name], test.images, test.labels, after, axis)
step.save(step.output.consistency, pd.DataFrame(consistency))
step.save(step.output.predictions, pd.DataFrame(predictions))
step.save(step.output.fills, pd.DataFrame(fills))

few = shift.first_of_each(test.labels, step.config.all.grid_digits)
tell = step.counter(len(few), "shifts both ways")
images, labels = test.images[few], test.labels[few]
grid = shift.both_ways(nets["augmented"], images, labels, before["augmented"][few], reach, tell)
step.save(step.output.grid, indices=few, **grid)
