"""Share right by confidence, before and after the temperature, and small for the first screen."""

from step import step  # isort: split

from figures import calibration, style, thumbnails

bins = step.read(step.input.bins)
step.save(step.output.figure, style.rendered(calibration.reliability(bins)))
step.save(step.output.thumbnail, style.rendered(thumbnails.reliability(bins), "png"))
