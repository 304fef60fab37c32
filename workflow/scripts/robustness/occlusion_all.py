"""The black square over every correctly classified digit of the class, and squares of other sizes."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab import regions, statistics
from digitlab.cnn import examples, network
from digitlab.data import mnist
from digitlab.robustness import occlusion

settings = step.config
test = mnist.load(step.input.data).test
net = network.load(step.input.model, step.device)
outputs = step.read(step.input.predictions)["probabilities"]
digit, patch, stride = settings.digit, settings.patch, settings.stride

example = examples.choose(outputs, test.labels, digit, settings.example)
members = examples.correctly_classified(outputs, test.labels, digit)
images = test.images[members]
maps = occlusion.scan_class(net, images, digit, patch, stride, step.counter(len(images), f"every {digit}"))
ink, parts = (np.stack(x) for x in zip(*(regions.covered(i, patch, stride) for i in images), strict=True))
fall = outputs[members, digit][:, None, None] - maps["probability"]
step.save(
    step.output.maps,
    indices=members,
    probability=maps["probability"],
    mean=maps["probability"].mean(0),
    deviation=maps["probability"].std(0),
    highest=maps["highest"],
    labels=maps["labels"],
    ink=ink.mean(0),
    typical=images.mean(0),
)
step.save(step.output.parts, pd.DataFrame(occlusion.by_part(fall, ink, parts)))

by_ink = statistics.mean_interval(occlusion.correlations(fall, ink))
own = occlusion.correlations(fall[members == example], fall.mean(0, keepdims=True))
step.save(
    step.output.summary,
    occlusion.described(maps, patch)
    | {"digit": digit, "example": example, "stride": stride, "labels": maps["labels"].sum((1, 2))}
    | dict(zip(("ink", "ink_low", "ink_high"), by_ink, strict=True))
    | {"example_with_class": own[0] if len(own) else None},
)

few = test.images[members[: settings.all.size_digits]]
rows = []
for size in sorted(settings.all.sizes):
    tell = step.counter(len(few), f"squares of {size}")
    rows.append(occlusion.described(occlusion.scan_class(net, few, digit, size, stride, tell), size))
step.save(step.output.sizes, pd.DataFrame(rows))
