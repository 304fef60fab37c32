"""Which optimizer works best, by the numbers."""

from step import step  # isort: split

from digitlab.choices import comparison, selection

fits = {path: selection.fits(step.read(path)) for path in step.input.networks}
published = step.read(step.input.reference)["choices"]["two_hidden_layers"]
step.save(step.output.summary, comparison.optimizers([f for part in fits.values() for f in part], published))
step.save(step.output.curves, comparison.curves({part[0]["variant"]: part for part in fits.values()}))
