"""One point of an optimizer's grid, on held-out training images."""

from step import step  # isort: split

from digitlab.choices import optimizers
from digitlab.data import mnist

device = step.device
train = mnist.load(step.input.data).train
data = optimizers.held_out(train, step.config.validation_share, step.config.seed)
choice = {"optimizer": step.wildcards.variant, "settings": step.params.point, "batch_norm": False}
_, history = optimizers.trained(data, choice, step.config, step.config.seed)
step.save(step.output[0], choice | {"history": optimizers.finite(history)})
