"""The three maps with their scales, and the deepest drops over the digit."""

from step import step  # isort: split

from figures import occlusions, style

maps = step.read(step.input.maps)
summary = step.read(step.input.summary)
step.save(step.output.maps, style.rendered(occlusions.three_maps(maps, summary), "png"))
step.save(step.output.places, style.rendered(occlusions.places(maps["image"], summary), "png"))
