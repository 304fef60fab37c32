"""Training cost and validation accuracy by epoch, every optimizer."""

from step import step  # isort: split

from figures import choices, style

order = [row["name"] for row in step.read(step.input.summary)["ranked"]]
step.save(step.output.figure, style.rendered(choices.by_epoch(step.read(step.input.curves), order)))
