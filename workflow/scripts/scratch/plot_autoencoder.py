"""Images made again, errors by epoch and quality by size, the codes as a map."""

from step import step  # isort: split

from figures import autoencoders, style

drawn = autoencoders.curves(step.read(step.input.losses), step.read(step.input.summary))
step.save(step.output.curves, style.rendered(drawn))
step.save(step.output.images, style.rendered(autoencoders.images(step.read(step.input.pictures))))
points = step.read(step.input.codes)
step.save(step.output.map, style.rendered(autoencoders.chart(points["codes"], points["labels"])))
