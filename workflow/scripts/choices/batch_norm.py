"""The best optimizer with and without batch norm, paired by seed."""

from step import step  # isort: split

from digitlab.choices import comparison, selection

with_it = step.read(step.input.networks)
[without] = [
    record for record in map(step.read, step.input.without) if record["variant"] == with_it["optimizer"]
]
published = step.read(step.input.reference)["choices"]["two_hidden_layers"]
step.save(step.output.summary, comparison.batch_norm(with_it, without, published))
variants = {"with batch norm": selection.fits(with_it), "without batch norm": selection.fits(without)}
step.save(step.output.curves, comparison.curves(variants))
