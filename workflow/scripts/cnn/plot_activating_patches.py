"""One image a layer: what activates each filter most."""

from step import step  # isort: split

from figures import kernels, style

arrays = step.read(step.input.patches)
for layer, path in zip(step.config.layers, step.output.figures, strict=True):
    figure = kernels.activating_patches(
        arrays[f"layer{layer}_patches"], arrays[f"layer{layer}_activation"], layer
    )
    step.save(path, style.rendered(figure))
