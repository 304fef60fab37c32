"""How often pieces and controls change the label, and the best of the pieces."""

from step import step  # isort: split

from figures import style, transplants

rates = step.read(step.input.rates)
step.save(step.output.rates, style.rendered(transplants.rates(rates)))
gallery = step.read(step.input.gallery)
summary = step.read(step.input.summary)
step.save(step.output.gallery, style.rendered(transplants.best(gallery, summary)))
