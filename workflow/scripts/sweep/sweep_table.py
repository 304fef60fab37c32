"""Every point's settings and metrics in one table, and their spread by each key."""

from step import step  # isort: split

from digitlab.answers import sweep

points = sweep.table(step.params.points, [step.read(path) for path in step.input.metrics])
step.save(step.output.points, points)
step.save(step.output.spread, sweep.spread(points, step.params.varied))
