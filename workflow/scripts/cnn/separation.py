"""What separates two digits in one layer: by channel, by place, and by ablating channels."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab.cnn import examples, excitation, feature_maps, network, places, separation
from digitlab.data import mnist

dataset = mnist.load(step.input.data)
net = network.load(step.input.model, step.device)
outputs = step.read(step.input.predictions)["probabilities"]
digits, layer = step.config.feature_maps.digits, step.config.feature_maps.layer
random = np.random.default_rng(step.config.seed)

asks = "feature_maps.digits"
of_class = [examples.of_class(dataset.train.labels, digit, asks, "training", least=2) for digit in digits]
correct = [examples.members(outputs, dataset.test.labels, digit, asks, least=2) for digit in digits]
train = [dataset.train.images[chosen] for chosen in of_class]
test = [dataset.test.images[chosen] for chosen in correct]
both = [[feature_maps.maps_and_read(net, x, layer) for x in group] for group in (train, test)]
maps, read = ([[found[part] for found in group] for group in both] for part in (0, 1))
means = [[maps_of.mean((2, 3)) for maps_of in group] for group in maps]
shape = net.architecture
window = network.receptive_field(shape["kernels"], shape["padding"], shape["pool"], layer)
centres = [[window.centre(i) for i in range(size)] for size in maps[0][0].shape[2:]]

table = separation.channels(*means)
order = [row["channel"] for row in table]
tell = step.counter(len(dataset.test.images), "what channels answer to")
found = excitation.responses(net, dataset.test.images, layer, tell)
parts = [
    excitation.parts_of({name: values[chosen] for name, values in found.items()}, x, centres)
    for chosen, x in zip(correct, test, strict=True)
]
higher = (means[0][0].mean(0) < means[0][1].mean(0)).astype(int)
answering = excitation.answering(found, dataset.test.labels, parts, higher, step.config.strongest)
step.save(step.output.channels, pd.DataFrame([row | answering[row["channel"]] for row in table]))

by_place = places.places(*maps)
typical = [x.mean(0) for x in train]
ranked = places.ranked(by_place, centres, train, test, typical)
first = by_place["right"][ranked[0]["row"], ranked[0]["column"]]
strongest = found["strongest"].argmax(0)
at = [found[name][strongest, np.arange(len(order))] for name in ("row", "column")]
tops, lefts = window.corner(*at)
step.save(
    step.output.maps,
    mean_first=maps[1][0].mean(0),
    mean_second=maps[1][1].mean(0),
    right=by_place["right"].sum(2),
    auc=by_place["auc"],
    rows=centres[0],
    columns=centres[1],
    typical_first=typical[0],
    typical_second=typical[1],
    window=window.size,
    strongest=dataset.test.images[strongest],
    strongest_top=tops,
    strongest_left=lefts,
)

sets = separation.subsets(order, step.config.channel_counts, step.config.random_draws, random)
chosen = [channels for _, _, channels in sets]
probes = [
    {"channels": count, "kind": kind} | places.counted(right)
    for (count, kind, _), right in step.progress(
        zip(sets, separation.probes(*means, chosen), strict=True), len(sets), "linear probes"
    )
]
step.save(step.output.probes, pd.DataFrame(probes).assign(images=sum(len(x) for x in test)))

average = (read[0][0].mean(0) + read[0][1].mean(0)) / 2
held = dict(zip(separation.BASELINES, (average, np.zeros_like(average)), strict=True))
ablated = [
    {"baseline": baseline, "channels": count, "kind": kind} | counts
    for baseline, values in held.items()
    for (count, kind, _), counts in step.progress(
        zip(sets, separation.ablated(net, layer, read[1], values, digits, chosen), strict=True),
        len(sets),
        f"channels held at {baseline}",
    )
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
        "places": ranked,
        "pixels": places.pixels(train, test, first),
    },
)
