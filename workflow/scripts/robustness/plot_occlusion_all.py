"""The class's mean maps, and the parts that matter."""

from step import step  # isort: split

from digitlab import regions
from figures import occlusions, style

summary = step.read(step.input.summary)
maps = step.read(step.input.maps)
step.save(step.output.maps, style.rendered(occlusions.class_maps(maps, summary)))
parts = step.read(step.input.parts)
drawn = occlusions.parts(parts, summary, maps["typical"], regions.NAMES[: regions.NO_INK])
step.save(step.output.parts, style.rendered(drawn))
