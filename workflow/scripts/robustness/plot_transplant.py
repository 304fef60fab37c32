"""One success for each class that was reached beside its control, and how often it works."""

from step import step  # isort: split

from figures import style, transplants

gallery = step.read(step.input.gallery)
summary = step.read(step.input.summary)
tries = step.read(step.input.tries)
step.save(step.output.gallery, style.rendered(transplants.gallery(gallery, summary), "png"))
step.save(step.output.rates, style.rendered(transplants.rates(tries, summary["digit"]), "svg"))
