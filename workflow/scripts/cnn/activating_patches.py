"""The test patches that activate each filter most."""

from step import step  # isort: split

from digitlab.cnn import filters, network
from digitlab.data import mnist

test = mnist.load(step.input.data).test
net = network.load(step.input.model, step.device)
arrays, summary = {}, []
for layer in step.config.filters.layers:
    tell = step.counter(len(test.images), f"layer {layer}")
    strongest = filters.activating_patches(net, test.images, layer, step.config.per_filter, tell)
    strongest["label"] = test.labels[strongest["image"]]
    arrays |= {f"layer{layer}_{name}": values for name, values in strongest.items()}
    summary.append(
        {"layer": layer, "size": strongest["patches"].shape[-1], "patches": step.config.per_filter}
        | filters.selectivity(strongest["image"], strongest["activation"], test.labels)
    )
step.save(step.output.patches, **arrays)
step.save(step.output.summary, summary)
