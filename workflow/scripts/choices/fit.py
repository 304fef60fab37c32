"""A network with the chosen settings, and what it makes of the test images."""

from step import step  # isort: split

from digitlab.choices import optimizers
from digitlab.data import mnist

device = step.device
dataset = mnist.load(step.input.data)
data = optimizers.held_out(dataset.train, step.config.validation_share, step.config.seed)
chosen = step.read(step.input.chosen)
choice = {key: chosen[key] for key in ("optimizer", "settings", "batch_norm")}
net, history = optimizers.trained(data, choice, step.config, step.params.seed)
accuracy = optimizers.test_accuracy(net, dataset.test)
step.save(
    step.output[0],
    choice
    | {"variant": step.wildcards.variant, "seed": step.params.seed, "test_accuracy": accuracy}
    | {"history": optimizers.finite(history)},
)
