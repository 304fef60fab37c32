"""Networks of every kind side by side, and their accuracy by epoch."""

from step import step  # isort: split

import numpy as np

from digitlab.data import mnist
from digitlab.scratch import compared

config = step.config
multiplications = {
    compared.SCRATCH: compared.of_layers([config.scratch.hidden]),
    compared.PLAIN: compared.of_layers(config.optimizers.hidden),
    compared.NORMED: compared.of_layers(config.optimizers.hidden),
    compared.QUICK: compared.of_convolutions(config.quick),
    compared.CNN: compared.of_convolutions(config.cnn),
}
truths = mnist.load(step.input.data).test.labels
convolutional = {
    name: (step.read(step.input[f"{name}_metrics"]), step.read(step.input[f"{name}_history"]))
    for name in (compared.QUICK, compared.CNN)
}
wrong = {
    name: np.flatnonzero(step.read(step.input[f"{name}_predictions"])["probabilities"].argmax(1) != truths)
    for name in convolutional
}
rows, curves = compared.table(
    step.read(step.input.scratch),
    [step.read(path) for path in step.input.optimizers],
    step.read(step.input.batch_norm),
    convolutional,
    wrong,
    multiplications,
)
step.save(step.output.summary, {"networks": rows, "pairs": compared.pairs(rows)})
step.save(step.output.curves, curves)
