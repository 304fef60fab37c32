"""Errors by epoch of networks of every kind, on one axis."""

from step import step  # isort: split

from figures import compared, style

step.save(step.output.figure, style.rendered(compared.by_epoch(step.read(step.input.curves))))
