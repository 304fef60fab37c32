"""Errors by the lines trained on and read; lines that are not what they should be."""

from step import step  # isort: split

from figures import context, style

step.save(step.output.errors, style.rendered(context.errors(step.read(step.input.summary))))
step.save(step.output.altered, style.rendered(context.altered(step.read(step.input.examples))))
