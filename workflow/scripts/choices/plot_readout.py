"""Each image with the channels of the first convolution."""

from step import step  # isort: split

from figures import choices, style

found = step.read(step.input.channels)
images = step.read(step.input.summary)["images"]
for number, (known, path) in enumerate(zip(images, step.output.figures, strict=True), 1):
    drawn = choices.channels(found[f"image_{number}"], found[f"channels_{number}"], known)
    step.save(path, style.rendered(drawn, "png"))
