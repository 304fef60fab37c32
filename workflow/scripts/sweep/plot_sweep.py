"""One figure for each key that the grid varies."""

from step import step  # isort: split

from figures import style, sweeps

points, spread = step.read(step.input.points), step.read(step.input.spread)
for key, path in zip(step.params.varied, step.output.figures, strict=True):
    step.save(path, style.rendered(sweeps.by_key(points, spread, key)))
