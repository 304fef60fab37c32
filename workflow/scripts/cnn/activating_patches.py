"""The test patches that excite each filter most."""

from step import step  # isort: split

from digitlab.cnn import filters, network
from digitlab.data import mnist

settings = step.config
test = mnist.load(step.input.data).test
net = network.load(step.input.model, step.device)
arrays, summary = {}, []
for layer in settings.filters.layers:
    tell = step.counter(len(test.images), f"layer {layer}")
    found = filters.exciting(net, test.images, layer, settings.per_filter, tell)
    found["label"] = test.labels[found["image"]]
    arrays |= {f"layer{layer}_{name}": values for name, values in found.items()}
    summary.append(
        {"layer": layer, "size": found["patches"].shape[-1], "patches": settings.per_filter}
        | filters.selective(found["image"], found["activation"], test.labels)
    )
step.save(step.output.patches, **arrays)
step.save(step.output.summary, summary)
