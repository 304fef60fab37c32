"""The decay by epoch, and lambda under descent."""

from step import step  # isort: split

from figures import choices, style

drawn = choices.decay(step.read(step.input.summary), step.read(step.input.learned))
step.save(step.output.figure, style.rendered(drawn))
