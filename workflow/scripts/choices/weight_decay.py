"""A penalised weight whose gradient is zero, and lambda under descent itself."""

from step import step  # isort: split

from digitlab.choices import weight_decay
from digitlab.data import mnist

device = step.device
train = mnist.load(step.input.data).train
rate, decay, batch, epochs = (
    step.config[name] for name in ("learning_rate", "decay", "batch_size", "epochs")
)
measured = weight_decay.trained(train, rate, decay, batch, epochs, step.config.seed)
predicted = weight_decay.shrinkage(rate, decay, batch, epochs)
descent = weight_decay.learned(**step.config.learned)
step.save(step.output.summary, weight_decay.summary(measured, predicted, descent))
step.save(step.output.learned, descent)
