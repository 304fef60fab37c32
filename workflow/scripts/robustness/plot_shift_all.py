"""Labels that survive, by pixels and by both axes at once, and what the digits turn into."""

from step import step  # isort: split

from figures import shifts, style

digit = step.config.digit
survival = step.read(step.input.survival)
step.save(step.output.survival, style.rendered(shifts.survival(survival, digit), "svg"))
turned = step.read(step.input.turned)
step.save(step.output.turned, style.rendered(shifts.turned(turned, digit), "svg"))
step.save(step.output.grid, style.rendered(shifts.both_ways(step.read(step.input.grid), digit), "png"))
