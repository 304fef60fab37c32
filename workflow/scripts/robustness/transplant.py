"""Random pieces of other digits over one digit, each with a black piece at the same place as control."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab.cnn import examples, inference
from digitlab.data import mnist
from digitlab.robustness import transplant

test = mnist.load(step.input.data).test
net = inference.load(step.input.model, step.device)
outputs = step.read(step.input.predictions)["probabilities"]
digit, sizes = step.config.digit, step.config.sizes

index = examples.choose(outputs, test.labels, digit, step.config.example, "transplant.digit")
random = np.random.default_rng([step.config.seed, index])
tell = step.counter(len(sizes) * len(transplant.other_classes(test.labels, digit)), "sizes and classes")
trials = transplant.search(net, test.images, test.labels, index, sizes, step.config.tries, random, tell)

step.save(step.output.tries, pd.DataFrame([trial.counts(digit) for trial in trials]))
step.save(step.output.gallery, **transplant.gallery(test.images[index], transplant.successes(trials)))
step.save(
    step.output.summary,
    {"index": index, "digit": digit, "probability_uncovered": outputs[index, digit]}
    | transplant.summary(trials, digit),
)
