"""The channels and the places that separate most, and what follows from switching channels off."""

from step import step  # isort: split

from figures import maps, style

examples = step.read(step.input.examples)
classes = step.read(step.input.maps)
channels = step.read(step.input.channels)
summary = step.read(step.input.summary)
shown = channels.head(step.config.channels_shown)
step.save(step.output.channels, style.rendered(maps.separating(examples, classes, shown), "png"))
step.save(step.output.places, style.rendered(maps.places(examples, classes, summary), "png"))
drawn = maps.counts(step.read(step.input.probes), step.read(step.input.switched_off), summary)
step.save(step.output.counts, style.rendered(drawn, "svg"))
