"""The channels and the places that separate most, and what follows from ablating channels."""

from step import step  # isort: split

from figures import maps, style

examples = step.read(step.input.examples)
classes = step.read(step.input.maps)
summary = step.read(step.input.summary)
shown = step.read(step.input.channels).head(step.config.channels_shown)
probes, ablated = step.read(step.input.probes), step.read(step.input.ablated)
step.save(step.output.channels, style.rendered(maps.separating(classes, summary["digits"], shown)))
step.save(step.output.places, style.rendered(maps.places(examples, classes, summary)))
step.save(step.output.counts, style.rendered(maps.counts(probes, ablated, summary)))
