"""One image a layer."""

from step import step  # isort: split

from figures import kernels, style

arrays = step.read(step.input.kernels)
for layer, path in zip(step.config.layers, step.output.figures, strict=True):
    weights = arrays[f"layer{layer}"]
    outputs, inputs, k, _ = weights.shape
    title = f"Layer {layer}: {outputs} filters of {k} × {k}" + (
        f" over {inputs} channels" if inputs > 1 else ""
    )
    draw = kernels.single_input if inputs == 1 else kernels.matrix
    step.save(path, style.rendered(draw(weights, title), "png"))
