"""The three images with their probabilities, and small for the first screen."""

from step import step  # isort: split

from figures import shifts, style, thumbnails

images = step.read(step.input.images)
drawn = shifts.example(step.read(step.input.example), images)
step.save(step.output.figure, style.rendered(drawn, "png"))
small = thumbnails.digits(*(images[name] for name in ("left", "original", "right")))
step.save(step.output.thumbnail, style.rendered(small, "png"))
