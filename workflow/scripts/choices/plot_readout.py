"""Each image with the channels of the first convolution."""

from step import step  # isort: split

from figures import choices, style

arrays = step.read(step.input.channels)
images = step.read(step.input.summary)["images"]
for number, (seen, path) in enumerate(zip(images, step.output.figures, strict=True), 1):
    drawn = choices.channels(arrays[f"image_{number}"], arrays[f"channels_{number}"], seen)
    step.save(path, style.rendered(drawn))
