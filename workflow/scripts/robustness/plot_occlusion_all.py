"""The class's mean maps, and the parts that matter."""

from step import step  # isort: split

from figures import occlusions, style

summary = step.read(step.input.summary)
maps = step.read(step.input.maps)
step.save(step.output.maps, style.rendered(occlusions.class_maps(maps, summary), "png"))
parts = step.read(step.input.parts)
step.save(step.output.parts, style.rendered(occlusions.parts(parts, summary), "svg"))
