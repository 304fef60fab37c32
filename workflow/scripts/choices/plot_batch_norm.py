"""Training cost and validation accuracy by epoch, with and without batch norm."""

from step import step  # isort: split

from figures import choices, style

curves = step.read(step.input.curves)
order = ["with batch norm", "without batch norm"]
step.save(step.output.figure, style.rendered(choices.by_epoch(curves, order)))
