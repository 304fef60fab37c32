"""One optimizer: every point of its grid on held-out images, and networks with the best of them."""

from step import step  # isort: split

from digitlab.choices import optimizers, selection
from digitlab.data import mnist
from digitlab.precision import chosen_precision

config, recipe = step.config, step.params.recipe
precision = chosen_precision(config.precision, step.device)
dataset = mnist.load(step.input.data)
data = optimizers.held_out(dataset.train, config.validation_share, config.seed, precision)
grid, optimizer = recipe.get("grid"), recipe.get("optimizer")
if recipe["batch_norm"]:
    # The best of the optimizers, its learning rate times each factor.
    optimizer, grid = selection.around([step.read(path) for path in step.input.chosen], recipe["factors"])
networks = optimizers.studied(
    data,
    dataset.test,
    optimizers.Recipe(optimizer, recipe["batch_norm"], config.hidden, config.epochs, config.batch_size),
    grid,
    config.seed,
    config.repeats,
    lambda total: step.counter(total, f"{step.wildcards.variant}, updates"),
)
step.save(step.output.networks, {"variant": step.wildcards.variant, "precision": precision} | networks)
