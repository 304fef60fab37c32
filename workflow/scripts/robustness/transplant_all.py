"""Transplants on many digits of the class, each against a black square and a square of noise."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab.cnn import examples, network
from digitlab.data import mnist
from digitlab.robustness import controls, transplant

settings = step.config
test = mnist.load(step.input.data).test
net = network.load(step.input.model, step.device)
outputs = step.read(step.input.predictions)["probabilities"]
digit = settings.digit

victims = examples.correctly_classified(outputs, test.labels, digit)[: settings.all.digits]
others = [int(target) for target in np.unique(test.labels) if target != digit]
donors = {target: np.flatnonzero(test.labels == target) for target in others}
protocols = []
for patch in sorted(settings.all.sizes):
    random = np.random.default_rng([settings.seed, patch])
    tell = step.counter(len(victims), f"pieces of {patch}")
    protocols.append(
        controls.run(net, test.images, victims, digit, donors, patch, settings.all.tries, random, tell)
    )
step.save(step.output.rates, pd.DataFrame([row for p in protocols for row in p.rates()]))
step.save(step.output.targets, pd.DataFrame([row for p in protocols for row in p.by_target()]))
sides = pd.DataFrame(controls.smallest(protocols)).astype({"flipped": "Int64", "reached": "Int64"})
step.save(step.output.smallest, sides)

best: dict[int, dict] = {}
for protocol in protocols:
    best = protocol.best() | best
gallery = [best[target] for target in sorted(best)]
originals = test.images[[found["victim"] for found in gallery]]
pictures = [transplant.pasted(test.images, found) for found in gallery]
step.save(
    step.output.gallery,
    originals=originals,
    donors=test.images[[found["donor"] for found in gallery]],
    images=np.array(pictures, np.uint8).reshape(-1, *test.images.shape[1:]),
)
step.save(
    step.output.summary,
    {"digit": digit, "victims": victims, "tries": settings.all.tries, "targets": others}
    | {"patches": sorted(settings.all.sizes), "best": gallery},
)
