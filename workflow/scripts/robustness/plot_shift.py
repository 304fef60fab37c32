"""The three images with their probabilities."""

from step import step  # isort: split

from figures import shifts, style

drawn = shifts.example(step.read(step.input.example), step.read(step.input.images))
step.save(step.output.figure, style.rendered(drawn, "png"))
