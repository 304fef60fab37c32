"""Labels that stay, by pixels and by both axes at once, and what the digits are taken for."""

from step import step  # isort: split

import pandas as pd

from figures import shifts, style

digit = step.config.digit
consistency = pd.concat(
    [
        step.read(step.input.consistency).assign(network="augmented"),
        step.read(step.input.unaugmented).assign(network="unaugmented"),
    ]
)
step.save(step.output.consistency, style.rendered(shifts.consistency(consistency, digit)))
predictions = step.read(step.input.predictions)
step.save(step.output.predictions, style.rendered(shifts.predictions(predictions, digit)))
step.save(step.output.grid, style.rendered(shifts.both_ways(step.read(step.input.grid))))
precision, ink = step.read(step.input.precision), step.read(step.input.ink)
step.save(step.output.precision, style.rendered(shifts.precision(precision, ink, digit)))
