"""The trained network as the page runs it, how far it agrees with torch's, and digits to try it on."""

from step import step  # isort: split

from dataclasses import asdict

from digitlab.cnn import live, network
from digitlab.data import mnist

test = mnist.load(step.input.data).test
net = network.load(step.input.model, step.device).cpu()
outputs = step.read(step.input.predictions)["probabilities"]

layers, tried = live.chosen(net, test.images, outputs)
shown = live.first_of_each(test.labels, step.config.digits)
step.save(step.output.network, **live.arrays(layers))
step.save(
    step.output.digits,
    indices=shown,
    images=test.images[shown],
    labels=test.labels[shown],
    probabilities=outputs[shown],
)
step.save(
    step.output.summary,
    {
        "near_tie": live.NEAR_TIE,
        "weights": sum(layer.weight.size for layer in layers),
        "tried": [{"bits": bits} | asdict(found) for bits, found in tried.items()],
    },
)
