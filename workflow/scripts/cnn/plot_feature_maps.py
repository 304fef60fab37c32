"""Every channel for both digits on one scale."""

from step import step  # isort: split

from figures import maps, style

step.save(step.output.figure, style.rendered(maps.all_channels(step.read(step.input.maps))))
