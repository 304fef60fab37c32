"""What separates two digits in one layer: by channel, by place, and by switching channels off."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab.cnn import examples, feature_maps, network, separation
from digitlab.data import mnist

settings = step.config
dataset = mnist.load(step.input.data)
net = network.load(step.input.model, step.device)
outputs = step.read(step.input.predictions)["probabilities"]
digits, layer = settings.feature_maps.digits, settings.feature_maps.layer
random = np.random.default_rng(settings.seed)

fitted = [dataset.train.images[dataset.train.labels == digit] for digit in digits]
correct = [examples.correctly_classified(outputs, dataset.test.labels, digit) for digit in digits]
held_out = [dataset.test.images[chosen] for chosen in correct]
maps = [[feature_maps.feature_maps(net, x, layer) for x in group] for group in (fitted, held_out)]
means = [[of_class.mean((2, 3)) for of_class in group] for group in maps]

table = separation.channels(*means)
order = [row["channel"] for row in table]
step.save(step.output.channels, pd.DataFrame(table))

right, areas = separation.places(*maps)
shape = net.architecture
window = network.receptive_field(shape["kernels"], shape["padding"], shape["pool"], layer)
centres = [[window.centre(i) for i in range(size)] for size in right.shape]
typical = [x.mean(0) for x in fitted]
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

sets = separation.subsets(order, settings.channel_counts, settings.random_draws, random)
probes = [
    {"channels": count, "kind": kind, "right": separation.probe(*([x[:, chosen] for x in g] for g in means))}
    for count, kind, chosen in step.progress(sets, len(sets), "linear probes")
]
step.save(step.output.probes, pd.DataFrame(probes).assign(images=sum(len(x) for x in held_out)))

read = [separation.activations(net, x, layer) for x in (*held_out, *fitted)]
typical_activations = (read[2].mean(0) + read[3].mean(0)) / 2
flips = [
    {"channels": count, "kind": kind}
    | separation.switched_off(net, layer, read[:2], typical_activations, digits, chosen)
    for count, kind, chosen in step.progress(sets, len(sets), "channels switched off")
]
step.save(step.output.switched_off, pd.DataFrame(flips))
step.save(
    step.output.summary,
    {
        "digits": digits,
        "layer": layer,
        "channels": len(order),
        "fitted": [len(x) for x in fitted],
        "held_out": [len(x) for x in held_out],
        "above_one_deviation": sum(abs(row["effect_size"]) > 1 for row in table),
        "window": window.size,
        "places": separation.best_places(right, areas, centres, held_out, typical),
    },
)
