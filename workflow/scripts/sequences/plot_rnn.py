"""Outputs and each step's share of the gradient."""

from step import step  # isort: split

from figures import sequences, style

step.save(step.output.figure, style.rendered(sequences.worked(step.read(step.input.bptt)), "svg"))
