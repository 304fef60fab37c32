"""The three images with their probabilities, and survival by pixels."""

from step import step  # isort: split

from figures import shifts, style

example = step.read(step.input.example)
images = step.read(step.input.images)
survival = step.read(step.input.survival)
step.save(step.output.example, style.rendered(shifts.example(example, images), "png"))
step.save(step.output.survival, style.rendered(shifts.survival(survival, example["digit"]), "svg"))
