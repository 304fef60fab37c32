"""torchvision's own weights of AlexNet."""

from step import step  # isort: split

from digitlab.choices import readout

step.save(step.output.weights, readout.fetched())
