"""Gates, candidate, state and output by step."""

from step import step  # isort: split

from figures import sequences, style

step.save(step.output.figure, style.rendered(sequences.gates(step.read(step.input.bptt)), "svg"))
