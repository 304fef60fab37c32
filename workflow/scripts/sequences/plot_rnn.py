"""Outputs and gradients by step, the unrolled graph, the difference's error, the loss downhill."""

from step import step  # isort: split

from figures import style, worked

bptt = step.read(step.input.bptt)
errors = step.read(step.input.differences)
along = step.read(step.input.along)
step.save(step.output.worked, style.rendered(worked.outputs(bptt)))
step.save(step.output.graph, style.rendered(worked.graph(bptt)))
step.save(step.output.differences, style.rendered(worked.differences(errors, bptt["difference_regimes"])))
step.save(step.output.along, style.rendered(worked.along(along)))
