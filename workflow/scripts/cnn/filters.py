"""The kernels of the chosen convolutions, as arrays."""

from step import step  # isort: split

from digitlab.cnn import filters, network

net = network.load(step.input.model)
kernels = {layer: filters.kernels(net, layer) for layer in step.config.layers}
step.save(step.output.kernels, **{f"layer{layer}": weights for layer, weights in kernels.items()})
step.save(
    step.output.summary,
    [{"layer": layer} | filters.kernel_statistics(weights) for layer, weights in kernels.items()],
)
