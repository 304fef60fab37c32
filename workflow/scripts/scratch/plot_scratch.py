"""Curves at three learning rates, hidden units that begin the same, weights as images, confusions."""

from step import step  # isort: split

from figures import scratch, style

curves, summary = step.read(step.input.curves), step.read(step.input.summary)
step.save(step.output.curves, style.rendered(scratch.by_rate(curves, summary["rates"])))
step.save(step.output.starts, style.rendered(scratch.spreads(step.read(step.input.starts))))
images = step.read(step.input.weights)
step.save(step.output.weights, style.rendered(scratch.weights(images["before"], images["after"])))
tables = {"From scratch": step.read(step.input.confusion), "Convolutional": step.read(step.input.cnn)}
step.save(step.output.confusion, style.rendered(scratch.confusions(tables)))
