"""Networks of lines trained further on lines with context and without, read on both."""

from step import step  # isort: split

from digitlab.data import mnist
from digitlab.precision import chosen_precision
from digitlab.reading import context_study, line_network, line_training

config, device = step.config, step.device
dataset = mnist.load(step.input.data)
precision = chosen_precision(config.line_network.precision, device)
settings = (config.updates, config.lines, config.learning_rate)
recipe = line_training.Recipe(*settings, precision, config.seed, "context")
networks = {kind: line_network.load(step.input[kind], device) for kind in ("lstm", "plain")}
summary, table, examples = context_study.studied(
    networks, dataset.train, dataset.test, config, recipe, device, step.counter
)
step.save(step.output.summary, summary | {"updates": config.updates, "trained_lines": config.lines})
step.save(step.output.lines, table)
step.save(step.output.examples, **examples)
