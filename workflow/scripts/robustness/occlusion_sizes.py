"""Black squares of several sizes over the first correctly classified digits of the class."""

from step import step  # isort: split

import pandas as pd

from digitlab.cnn import examples, inference
from digitlab.data import mnist
from digitlab.robustness import occlusion

test = mnist.load(step.input.data).test
net = inference.load(step.input.model, step.device)
outputs = step.read(step.input.predictions)["probabilities"]
digit, stride = step.config.digit, step.config.stride

members = examples.members(outputs, test.labels, digit, "occlusion.digit")
images = test.images[members[: step.config.all.size_digits]]
sizes = []
for size in sorted(step.config.all.sizes):
    tell = step.counter(len(images), f"squares of {size}")
    maps = occlusion.scan_class(net, images, digit, size, stride, tell)
    sizes.append(occlusion.class_summary(maps, size))
step.save(step.output.table, pd.DataFrame(sizes))
