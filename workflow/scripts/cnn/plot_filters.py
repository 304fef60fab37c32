"""One image a layer."""

from step import step  # isort: split

from figures import kernels, style

arrays = step.read(step.input.kernels)
for layer, path in zip(step.config.layers, step.output.figures, strict=True):
    step.save(path, style.rendered(kernels.of_layer(arrays[f"layer{layer}"], layer)))
