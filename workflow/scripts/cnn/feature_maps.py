"""Feature maps of two digits."""

from step import step  # isort: split

from digitlab.cnn import examples, feature_maps, network
from digitlab.data import mnist

settings = step.config
test = mnist.load(step.input.data).test
net = network.load(step.input.model, step.device)
outputs = step.read(step.input.predictions)["probabilities"]

chosen = [examples.choose(outputs, test.labels, digit, settings.example) for digit in settings.digits]
first, second = feature_maps.feature_maps(net, test.images[chosen], settings.layer)
step.save(
    step.output.maps,
    digits=settings.digits,
    indices=chosen,
    images=test.images[chosen],
    first=first,
    second=second,
)
step.save(
    step.output.summary,
    {
        "digits": settings.digits,
        "indices": chosen,
        "probabilities": [outputs[i, d] for i, d in zip(chosen, settings.digits, strict=True)],
        "layer": settings.layer,
        "channels": first.shape[0],
        "side": first.shape[1],
    },
)
