"""A class for junk added to the trained network, and the weights of paths, both from training digits."""

from step import step  # isort: split

from digitlab.cnn import network
from digitlab.data import mnist
from digitlab.precision import chosen_precision
from digitlab.reading import fitting, junk, pages

config = step.config
train = mnist.load(step.input.data).train
net = junk.eleven(network.load(step.input.model, step.device))
recipe = junk.Recipe(
    config.epochs,
    config.batch_size,
    config.learning_rate,
    chosen_precision(config.precision, step.device),
    config.seed,
)
weights, summary = fitting.fitted(net, pages.inked(train, "training"), train, config, recipe, step.counter)
step.save(step.output.model, network.serialised(net))
step.save(step.output.weights, weights)
step.save(step.output.summary, summary)
