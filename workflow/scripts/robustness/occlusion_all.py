"""The black square over every correctly classified digit of the class, or the first of them."""

from step import step  # isort: split

import numpy as np
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
members = examples.correctly_classified(outputs, test.labels, digit)[: step.config.digits]
images = test.images[members]
maps = occlusion.scan_class(net, images, digit, patch, stride, step.counter(len(images), f"every {digit}"))
ink, hidden = regions.covered_each(images, patch, stride)
drop = outputs[members, digit][:, None, None] - maps["probability"]

pictures = occlusion.class_pictures(maps, images, digit, ink, drop)
step.save(step.output.maps, indices=members, probability=maps["probability"], **pictures)
step.save(step.output.parts, pd.DataFrame(parts.drop_by_part(drop, ink, hidden)))
step.save(
    step.output.summary,
    {"digit": digit, "stride": stride, "example": example, "labels": maps["labels"].sum((1, 2))}
    | occlusion.class_summary(maps, patch)
    | parts.explained(drop, ink)
    | {"box": regions.mean_box(images)}
    | {"example_with_class": occlusion.correlation_with_class(drop, np.flatnonzero(members == example))},
)
