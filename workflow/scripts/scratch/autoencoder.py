"""Autoencoders with several bottlenecks beside principal components and the mean image."""

from step import step  # isort: split

from digitlab.data import mnist
from digitlab.scratch import autoencoder

device = step.device  # sets torch up; these networks are small, and stay on the processor
config = step.config
dataset = mnist.load(step.input.data)
summary, losses, pictures, points = autoencoder.studied(
    dataset.train,
    dataset.test,
    autoencoder.Recipe(config.hidden, config.epochs, config.batch_size, config.warmup),
    autoencoder.contenders(config, config.seed),
    lambda total: step.counter(total, "epochs"),
)
step.save(step.output.summary, summary)
step.save(step.output.losses, losses)
step.save(step.output.pictures, **pictures)
step.save(step.output.codes, **points)
