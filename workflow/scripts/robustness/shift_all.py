"""Every test digit moved along both axes, by two networks, and some by every (dx, dy)."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab.cnn import network
from digitlab.data import mnist
from digitlab.robustness import shift

test = mnist.load(step.input.data).test
nets = {
    "augmented": (step.input.model, step.input.predictions),
    "unaugmented": (step.input.unaugmented_model, step.input.unaugmented_predictions),
}
amounts = list(range(-step.config.all.range, step.config.all.range + 1))
moves = [("horizontal", pixels, 0, pixels) for pixels in amounts]
moves += [("vertical", pixels, pixels, 0) for pixels in amounts]

consistency, predictions, fills = [], [], []
for name, (model, unshifted) in nets.items():
    net = network.load(model, step.device)
    before = step.read(unshifted)["probabilities"]
    for axis, pixels, down, right in step.progress(moves, len(moves), f"shifts, network {name}"):
        if name != "augmented" and axis != "horizontal":
            continue
        after = network.probabilities(net, shift.shift(test.images, right, down)) if pixels else before
        at = {"network": name, "axis": axis, "pixels": pixels}
        consistency += [at | row for row in shift.consistency(before, after, test.labels)]
        if name != "augmented":
            continue
        counts = np.bincount(after.argmax(1)[test.labels == step.config.digit], minlength=mnist.CLASSES)
        predictions += [{"axis": axis, "pixels": pixels, "label": n, "digits": c} for n, c in enumerate(counts)]
        otherwise = shift.filled_otherwise(test.images, right, down)
        zeroed = network.probabilities(net, shift.shift(test.images[otherwise], right, down, "zero"))
        fills.append(
            {"axis": axis, "pixels": pixels, "digits": int(otherwise.sum())}
            | {"other_label": int((zeroed.argmax(1) != after[otherwise].argmax(1)).sum())}
            | {"correct_clamped": int((after[otherwise].argmax(1) == test.labels[otherwise]).sum())}
            | {"correct_zero": int((zeroed.argmax(1) == test.labels[otherwise]).sum())}
        )
step.save(step.output.consistency, pd.DataFrame(consistency))
step.save(step.output.predictions, pd.DataFrame(predictions))
step.save(step.output.fills, pd.DataFrame(fills))

net = network.load(step.input.model, step.device)
before = step.read(step.input.predictions)["probabilities"].argmax(1)
chosen = np.concatenate(
    [np.flatnonzero(test.labels == digit)[: step.config.all.grid_digits] for digit in range(mnist.CLASSES)]
)
same = np.zeros((mnist.CLASSES, len(amounts), len(amounts)), np.int64)
for r, down in step.progress(enumerate(amounts), len(amounts), "shifts both ways"):
    for c, right in enumerate(amounts):
        after = network.probabilities(net, shift.shift(test.images[chosen], right, down)).argmax(1)
        kept = after == before[chosen]
        same[:, r, c] = np.bincount(test.labels[chosen][kept], minlength=mnist.CLASSES)
step.save(
    step.output.grid,
    pixels=amounts,
    same=same,
    digits=np.bincount(test.labels[chosen], minlength=mnist.CLASSES),
    indices=chosen,
)
