"""How many digits lose their label to squares of each size."""

from step import step  # isort: split

from figures import occlusions, style

step.save(step.output.figure, style.rendered(occlusions.sizes(step.read(step.input.table))))
