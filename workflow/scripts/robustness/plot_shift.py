"""The digit at several shifts, with its label and how sure the network is; small for the first screen."""

from step import step  # isort: split

from figures import shifts, style, thumbnails

images = step.read(step.input.images)
drawn = shifts.filmstrip(step.read(step.input.example), step.read(step.input.steps), images)
step.save(step.output.figure, style.rendered(drawn))
small = thumbnails.digits(*(images[name] for name in ("left", "original", "right")))
step.save(step.output.thumbnail, style.rendered(small, "png"))
