"""Which optimizer works best, by the numbers."""

from step import step  # isort: split

from digitlab.choices import comparison, selection

records = [step.read(path) for path in step.input.networks]
published = step.read(step.input.reference)["choices"]["two_hidden_layers"]
step.save(step.output.summary, comparison.optimizers(records, published))
fits = {record["variant"]: selection.fits(record) for record in records}
step.save(step.output.curves, comparison.curves(fits))
