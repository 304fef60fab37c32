"""Feature maps of two digits, and which channels separate their classes."""

from step import step  # isort: split

import pandas as pd

from digitlab.cnn import examples, feature_maps, network
from digitlab.data import mnist

settings = step.config
dataset = mnist.load(step.input.data)
net = network.load(step.input.model, step.device)
probabilities = step.read(step.input.predictions)["probabilities"]
labels = dataset.test.labels

chosen, classes = [], []
for digit in settings.digits:
    chosen.append(examples.choose(probabilities, labels, digit, settings.example))
    correct = examples.correctly_classified(probabilities, labels, digit)
    classes.append(feature_maps.feature_maps(net, dataset.test.images[correct], settings.layer))
first, second = feature_maps.feature_maps(net, dataset.test.images[chosen], settings.layer)
found = feature_maps.separation(*classes)

step.save(
    step.output.maps,
    digits=settings.digits,
    indices=chosen,
    images=dataset.test.images[chosen],
    first=first,
    second=second,
    mean_first=classes[0].mean(0),
    mean_second=classes[1].mean(0),
    order=found["order"],
)
table = pd.DataFrame(
    {"channel": range(len(found["order"]))} | {k: v for k, v in found.items() if k != "order"}
)
step.save(step.output.separation, table)
step.save(
    step.output.summary,
    {
        "digits": settings.digits,
        "indices": chosen,
        "probabilities": [float(probabilities[i, d]) for i, d in zip(chosen, settings.digits, strict=True)],
        "layer": settings.layer,
        "channels": first.shape[0],
        "side": first.shape[1],
        "images": [len(maps) for maps in classes],
        "order": found["order"][: settings.channels_shown],
        "effect_size": found["effect_size"][found["order"][: settings.channels_shown]],
        "above_one_deviation": int((abs(found["effect_size"]) > 1).sum()),
    },
)
