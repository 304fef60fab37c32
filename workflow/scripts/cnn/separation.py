"""What separates two digits in one layer: by channel, by place, and by ablating channels."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab.cnn import examples, feature_maps, network, separation
from digitlab.data import mnist

dataset = mnist.load(step.input.data)
net = network.load(step.input.model, step.device)
outputs = step.read(step.input.predictions)["probabilities"]
digits, layer = step.config.feature_maps.digits, step.config.feature_maps.layer
random = np.random.default_rng(step.config.seed)

train = [dataset.train.images[dataset.train.labels == digit] for digit in digits]
correct = [examples.correctly_classified(outputs, dataset.test.labels, digit) for digit in digits]
test = [dataset.test.images[chosen] for chosen in correct]
maps = [[feature_maps.feature_maps(net, x, layer) for x in group] for group in (train, test)]
means = [[of_class.mean((2, 3)) for of_class in group] for group in maps]

table = separation.channels(*means)
order = [row["channel"] for row in table]
step.save(step.output.channels, pd.DataFrame(table))

right, areas = separation.places(*maps)
shape = net.architecture
window = network.receptive_field(shape["kernels"], shape["padding"], shape["pool"], layer)
centres = [[window.centre(i) for i in range(size)] for size in right.shape]
typical = [x.mean(0) for x in train]
step.save(
    step.output.maps,
    mean_first=maps[1][0].mean(0),
    mean_second=maps[1][1].mean(0),
    right=right,
    auc=areas,
    rows=centres[0],
    columns=centres[1],
    typical_first=typical[0],
    typical_second=typical[1],
)

sets = separation.subsets(order, step.config.channel_counts, step.config.random_draws, random)
probes = [
    {"channels": count, "kind": kind, "right": separation.probe(*([x[:, chosen] for x in g] for g in means))}
    for count, kind, chosen in step.progress(sets, len(sets), "linear probes")
]
step.save(step.output.probes, pd.DataFrame(probes).assign(images=sum(len(x) for x in test)))

read = [separation.activations(net, x, layer) for x in (*test, *train)]
typical_activations = (read[2].mean(0) + read[3].mean(0)) / 2
ablated = [
    {"channels": count, "kind": kind}
    | separation.ablated(net, layer, read[:2], typical_activations, digits, chosen)
    for count, kind, chosen in step.progress(sets, len(sets), "channels ablated")
]
step.save(step.output.ablated, pd.DataFrame(ablated))
step.save(
    step.output.summary,
    {
        "digits": digits,
        "layer": layer,
        "channels": len(order),
        "train_digits": [len(x) for x in train],
        "test_digits": [len(x) for x in test],
        "window": window.size,
        "places": separation.best_places(right, areas, centres, test, typical),
    },
)
