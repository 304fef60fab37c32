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
config = step.config.wide
whole = weight_decay.wide(
    train, config.learning_rate, config.decay, batch, config.images, config.epochs, step.config.seed
)
shares = weight_decay.shrinkage(config.learning_rate, config.decay, batch, config.epochs)
whole |= {"predicted": shares} | weight_decay.tail(whole["sizes"], shares, whole["weights"])
own = step.config.learned_rate
rates = [weight_decay.learned_rate(own.start, rate, own.target, own.steps) for rate in (0.0, *own.rates)]
step.save(step.output.summary, weight_decay.summary(measured, predicted, descent, whole, rates))
step.save(step.output.learned, descent)
