"""The region of convergence."""

from step import step  # isort: split

from figures import choices, style

step.save(step.output.figure, style.rendered(choices.region(step.read(step.input.region))))
