"""Which optimizer works best, by the numbers."""

from step import step  # isort: split

from digitlab.choices import comparison

fits = [step.read(path) for path in step.input.fits]
published = step.read(step.input.reference)["choices"]["two_hidden_layers"]
step.save(step.output.summary, comparison.optimizers(fits, published))
by_variant = {
    name: [fit for fit in fits if fit["variant"] == name]
    for name in dict.fromkeys(fit["variant"] for fit in fits)
}
step.save(step.output.curves, comparison.curves(by_variant))
