"""Every channel for both digits on one scale, and the channels that separate most."""

from step import step  # isort: split

from figures import maps, style

settings = step.config
found = step.read(step.input.maps)
separation = step.read(step.input.separation)
step.save(step.output.all, style.rendered(maps.all_channels(found), "png"))
shown = found["order"][: settings.channels_shown]
drawn = maps.separating(found, shown, separation.effect_size.to_numpy()[shown])
step.save(step.output.separating, style.rendered(drawn, "png"))
