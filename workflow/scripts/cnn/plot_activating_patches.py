"""One image a layer: what excites each filter most."""

from step import step  # isort: split

from figures import kernels, style

found = step.read(step.input.patches)
for layer, path in zip(step.config.layers, step.output.figures, strict=True):
    patches = found[f"layer{layer}_patches"]
    title = f"Layer {layer}: the {patches.shape[1]} patches that excite each filter most"
    drawn = kernels.patches(patches, found[f"layer{layer}_activation"], title)
    step.save(path, style.rendered(drawn, "png"))
