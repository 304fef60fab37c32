"""The best optimizer with batch norm, its learning rate times one factor."""

from step import step  # isort: split

from digitlab.choices import optimizers, selection
from digitlab.data import mnist

device = step.device
train = mnist.load(step.input.data).train
data = optimizers.held_out(train, step.config.validation_share, step.config.seed)
best = selection.best([step.read(path) for path in step.input.chosen])
settings = best["settings"] | {"learning_rate": best["settings"]["learning_rate"] * step.params.factor}
choice = {"optimizer": best["optimizer"], "settings": settings, "batch_norm": True}
_, history = optimizers.trained(data, choice, step.config, step.config.seed)
step.save(step.output[0], choice | {"history": optimizers.finite(history)})
