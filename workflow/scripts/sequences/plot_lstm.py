"""Gates, candidate, state and output by step."""

from step import step  # isort: split

from figures import style, worked

step.save(step.output.figure, style.rendered(worked.gates(step.read(step.input.bptt))))
