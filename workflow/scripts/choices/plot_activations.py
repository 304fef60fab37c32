"""Activations with derivatives, the interval's width, gradients by depth."""

from step import step  # isort: split

from figures import choices, style

summary = step.read(step.input.summary)
drawn = choices.functions(step.read(step.input.curves), summary)
step.save(step.output.functions, style.rendered(drawn))
step.save(step.output.depth, style.rendered(choices.by_depth(step.read(step.input.depth))))
