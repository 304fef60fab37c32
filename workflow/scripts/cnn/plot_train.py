"""Loss and accuracy by epoch."""

from step import step  # isort: split

from figures import style, training

step.save(step.output.figure, style.rendered(training.curves(step.read(step.input.history))))
