"""Networks of every kind side by side, and their accuracy by epoch."""

from step import step  # isort: split

from digitlab.scratch import compared

config = step.config
multiplications = {
    compared.SCRATCH: compared.of_layers([config.scratch.hidden]),
    compared.PLAIN: compared.of_layers(config.optimizers.hidden),
    compared.NORMED: compared.of_layers(config.optimizers.hidden),
    compared.QUICK: compared.of_convolutions(config.quick),
    compared.CNN: compared.of_convolutions(config.cnn),
}
convolutional = {
    name: (step.read(step.input[f"{name}_metrics"]), step.read(step.input[f"{name}_history"]))
    for name in (compared.QUICK, compared.CNN)
}
rows, curves = compared.table(
    step.read(step.input.scratch),
    [step.read(path) for path in step.input.optimizers],
    step.read(step.input.batch_norm),
    convolutional,
    multiplications,
)
step.save(step.output.summary, {"networks": rows})
step.save(step.output.curves, curves)
