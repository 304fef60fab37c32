"""What hiding does, over the digit and as three maps, and the deepest drops."""

from step import step  # isort: split

from figures import occlusions, style

maps = step.read(step.input.maps)
summary = step.read(step.input.summary)
step.save(step.output.maps, style.rendered(occlusions.example(maps, summary)))
step.save(step.output.places, style.rendered(occlusions.places(maps["image"], summary)))
