"""The black square over every correctly classified digit of the class, and squares of other sizes."""

from step import step  # isort: split

import pandas as pd

from digitlab import regions
from digitlab.cnn import examples, inference
from digitlab.data import mnist
from digitlab.robustness import occlusion, parts

test = mnist.load(step.input.data).test
net = inference.load(step.input.model, step.device)
outputs = step.read(step.input.predictions)["probabilities"]
digit, patch, stride = step.config.digit, step.config.patch, step.config.stride

example = examples.choose(outputs, test.labels, digit, step.config.example, "occlusion.digit")
members = examples.correctly_classified(outputs, test.labels, digit)
images = test.images[members]
maps = occlusion.scan_class(net, images, digit, patch, stride, step.counter(len(images), f"every {digit}"))
ink, hidden = regions.covered_each(images, patch, stride)
drop = outputs[members, digit][:, None, None] - maps["probability"]

pictures = occlusion.class_pictures(maps, images, digit, ink)
step.save(step.output.maps, indices=members, probability=maps["probability"], **pictures)
step.save(step.output.parts, pd.DataFrame(parts.drop_by_part(drop, ink, hidden)))
step.save(
    step.output.summary,
    {"digit": digit, "stride": stride, "example": example, "labels": maps["labels"].sum((1, 2))}
    | occlusion.class_summary(maps, patch)
    | parts.explained(drop, ink)
    | {"example_with_class": occlusion.correlation_with_class(drop, members.tolist().index(example))},
)

few = images[: step.config.all.size_digits]
sizes = []
for size in sorted(step.config.all.sizes):
    tell = step.counter(len(few), f"squares of {size}")
    scanned = maps if size == patch else occlusion.scan_class(net, few, digit, size, stride, tell)
    of_few = {name: scanned[name][: len(few)] for name in ("probability", "flipped")}
    sizes.append(occlusion.class_summary(of_few, size))
step.save(step.output.sizes, pd.DataFrame(sizes))
