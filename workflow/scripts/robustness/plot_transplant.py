"""One success for each class that was reached, beside its control."""

from step import step  # isort: split

from figures import style, transplants

gallery = step.read(step.input.gallery)
summary = step.read(step.input.summary)
step.save(step.output.figure, style.rendered(transplants.gallery(gallery, summary)))
