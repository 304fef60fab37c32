"""Feature maps of two digits."""

from step import step  # isort: split

from digitlab.cnn import examples, feature_maps, network
from digitlab.data import mnist

test = mnist.load(step.input.data).test
net = network.load(step.input.model, step.device)
outputs = step.read(step.input.predictions)["probabilities"]
digits = step.config.digits

chosen = [
    examples.choose(outputs, test.labels, digit, step.config.example, "feature_maps.digits")
    for digit in digits
]
first, second = feature_maps.feature_maps(net, test.images[chosen], step.config.layer)
step.save(
    step.output.maps,
    digits=digits,
    indices=chosen,
    images=test.images[chosen],
    first=first,
    second=second,
)
step.save(
    step.output.summary,
    {
        "digits": digits,
        "indices": chosen,
        "probabilities": [outputs[i, d] for i, d in zip(chosen, digits, strict=True)],
        "layer": step.config.layer,
        "channels": first.shape[0],
        "side": first.shape[1],
    },
)
