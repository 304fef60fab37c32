"""What hiding does, over the digit and as three maps, and the deepest drops; small for the first screen."""

from step import step  # isort: split

from figures import occlusions, style, thumbnails

maps = step.read(step.input.maps)
summary = step.read(step.input.summary)
step.save(step.output.maps, style.rendered(occlusions.example(maps, summary)))
step.save(step.output.places, style.rendered(occlusions.places(maps["image"], summary)))
fall = 1 - maps["probability_of_digit"] / maps["probability_of_digit"].max()
step.save(step.output.thumbnail, style.rendered(thumbnails.hidden(maps["image"], fall), "png"))
