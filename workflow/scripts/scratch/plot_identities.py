"""How a gradient shrinks through layers, beside its bounds."""

from step import step  # isort: split

from figures import identities, style

step.save(step.output.figure, style.rendered(identities.shrinking(step.read(step.input.depth))))
