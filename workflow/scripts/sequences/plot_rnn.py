"""Outputs and gradients by step, the unrolled graph, the difference's error, the loss downhill."""

from step import step  # isort: split

from figures import style, worked

found = step.read(step.input.bptt)
step.save(step.output.worked, style.rendered(worked.outputs(found), "svg"))
step.save(step.output.graph, style.rendered(worked.graph(found), "svg"))
table = step.read(step.input.differences)
step.save(
    step.output.differences, style.rendered(worked.differences(table, found["difference_regimes"]), "svg")
)
step.save(step.output.along, style.rendered(worked.along(step.read(step.input.along)), "svg"))
