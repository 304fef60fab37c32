"""Gradient norm by lag, and recall by delay; small for the first screen."""

from step import step  # isort: split

from figures import memory, style, thumbnails

gradients = step.read(step.input.gradients)
summary = step.read(step.input.summary)
recall = step.read(step.input.recall)
step.save(step.output.reach, style.rendered(memory.reach(summary)))
step.save(step.output.gradients, style.rendered(memory.fading(gradients, summary)))
step.save(step.output.recall, style.rendered(memory.recall(recall, summary["echo_state"])))
step.save(step.output.thumbnail, style.rendered(thumbnails.fading(gradients), "png"))
