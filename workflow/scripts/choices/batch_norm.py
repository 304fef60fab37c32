"""The best optimizer with and without batch norm, paired by seed."""

from step import step  # isort: split

from digitlab.choices import comparison, selection

with_it = selection.fits(step.read(step.input.networks))
name = with_it[0]["optimizer"]
[without] = [
    fits for fits in map(selection.fits, map(step.read, step.input.without)) if fits[0]["variant"] == name
]
published = step.read(step.input.reference)["choices"]["two_hidden_layers"]
step.save(step.output.summary, comparison.batch_norm(with_it, without, published))
variants = {"with batch norm": with_it, "without batch norm": without}
step.save(step.output.curves, comparison.curves(variants))
