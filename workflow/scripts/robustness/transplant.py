"""Random pieces of other digits over one digit, each with a black piece at the same place as control."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab import statistics
from digitlab.cnn import examples, network
from digitlab.data import mnist
from digitlab.robustness import transplant

settings = step.config
dataset = mnist.load(step.input.data)
net = network.load(step.input.model, step.device)
outputs = step.read(step.input.predictions)["probabilities"]
images, labels = dataset.test.images, dataset.test.labels

index = examples.choose(outputs, labels, settings.digit, settings.example)
random = np.random.default_rng([settings.seed, index])
targets = [int(t) for t in np.unique(labels) if t != settings.digit]
plan = [(patch, target) for patch in sorted(settings.sizes) for target in targets]

rows, shown = [], {}
for patch, target in step.progress(plan, len(plan), "patch sizes and targets"):
    donors = np.flatnonzero(labels == target)
    trials = transplant.attempt(
        net, images[index], images[donors], donors, target, patch, settings.tries, random
    )
    row = trials.counts(settings.digit)
    row["reached_low"], row["reached_high"] = statistics.wilson(row["reached"], row["tries"])
    rows.append(row)
    if row["reached"] and target not in shown:
        shown[target] = trials.best()

step.save(step.output.tries, pd.DataFrame(rows))
step.save(
    step.output.gallery,
    original=images[index],
    targets=list(shown),
    images=np.array([best.image for best in shown.values()], np.uint8).reshape(-1, *images.shape[1:]),
    controls=np.array([best.control_image for best in shown.values()], np.uint8).reshape(
        -1, *images.shape[1:]
    ),
)
step.save(
    step.output.summary,
    {
        "index": index,
        "digit": settings.digit,
        "probability_uncovered": outputs[index, settings.digit],
        "tries_per_patch_and_target": settings.tries,
        "patches": sorted(settings.sizes),
        "reached": [best.described() for best in shown.values()],
        "not_reached": [target for target in targets if target not in shown],
        "totals": transplant.totals(rows),
    },
)
