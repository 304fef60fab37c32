"""The best point of a grid, by held-out training images."""

from step import step  # isort: split

from digitlab.choices import selection

points = [step.read(path) for path in step.input.points]
step.save(step.output[0], selection.best(points) | {"tried": len(points)})
