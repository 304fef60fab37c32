"""The three maps with their scales, and the deepest drops over the digit; small for the first screen."""

from step import step  # isort: split

from figures import occlusions, style, thumbnails

maps = step.read(step.input.maps)
summary = step.read(step.input.summary)
step.save(step.output.maps, style.rendered(occlusions.three_maps(maps, summary), "png"))
step.save(step.output.places, style.rendered(occlusions.places(maps["image"], summary), "png"))
fall = 1 - maps["probability_of_digit"] / maps["probability_of_digit"].max()
step.save(step.output.thumbnail, style.rendered(thumbnails.hidden(maps["image"], fall), "png"))
