"""The class's map as layers become random, and one digit's maps got in three ways."""

from step import step  # isort: split

from figures import sanity_checks, style

summary = step.read(step.input.summary)
maps = step.read(step.input.maps)
step.save(step.output.random, style.rendered(sanity_checks.random_layers(maps, summary)))
step.save(step.output.maps, style.rendered(sanity_checks.three_ways(maps, summary)))
