"""Transplants on many digits of the class, each against black, noise and a piece of a third class."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab.cnn import examples, inference
from digitlab.data import mnist
from digitlab.robustness import controls, transplant

test = mnist.load(step.input.data).test
net = inference.load(step.input.model, step.device)
outputs = step.read(step.input.predictions)["probabilities"]
digit, sizes, tries = step.config.digit, sorted(step.config.all.sizes), step.config.all.tries

victims = examples.members(outputs, test.labels, digit, "transplant.digit")[: step.config.all.digits]
targets = transplant.other_classes(test.labels, digit, least=2)  # the other than a piece's is a control
donors = {target: np.flatnonzero(test.labels == target) for target in targets}
protocols = []
for size in sizes:
    random = np.random.default_rng([step.config.seed, size])
    tell = step.counter(len(victims), f"pieces of {size}")
    protocols.append(controls.run(net, test.images, victims, digit, donors, size, tries, random, tell))

step.save(step.output.rates, pd.DataFrame([row for p in protocols for row in p.rates()]))
step.save(step.output.targets, pd.DataFrame([row for p in protocols for row in p.by_target()]))
step.save(step.output.tries, **controls.record(protocols))
best = controls.successes(protocols)
step.save(step.output.gallery, **controls.gallery(test.images, best))
summary = {"digit": digit, "victims": victims, "targets": targets, "tries": tries, "sizes": sizes}
step.save(step.output.summary, summary | {"compared": step.config.all.compared, "best": best})
