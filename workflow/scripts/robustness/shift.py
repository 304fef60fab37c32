"""One digit moved left and right, then every digit by every number of pixels."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab import statistics
from digitlab.cnn import examples, network
from digitlab.data import mnist
from digitlab.robustness.shift import shift, survival

settings = step.config
dataset = mnist.load(step.input.data)
net = network.load(step.input.model, step.device)
before = step.read(step.input.predictions)["probabilities"]
images, labels = dataset.test.images, dataset.test.labels

index = examples.choose(before, labels, settings.digit, settings.example)
views = {
    "original": images[index],
    "left": shift(images[index], right=-settings.pixels),
    "right": shift(images[index], right=settings.pixels),
}
outputs = network.probabilities(net, np.stack(list(views.values())))
step.save(step.output.images, **views)
step.save(
    step.output.example,
    {"index": index, "digit": settings.digit, "pixels": settings.pixels}
    | {name: {"label": int(p.argmax()), "probabilities": p} for name, p in zip(views, outputs, strict=True)},
)

rows = []
amounts = range(-settings.range, settings.range + 1)
for pixels in step.progress(amounts, len(amounts), "shifts"):
    after = network.probabilities(net, shift(images, right=pixels)).argmax(1)
    for digit in ["all", *range(mnist.CLASSES)]:
        members = np.ones(len(labels), bool) if digit == "all" else labels == digit
        counts = survival(before.argmax(1)[members], after[members], labels[members])
        low, high = statistics.wilson(counts["same_label"], counts["digits"])
        rows.append(
            {
                "pixels": pixels,
                "digit": digit,
                **counts,
                "same_share": counts["same_label"] / counts["digits"],
            }
            | {"same_low": low, "same_high": high, "accuracy": counts["correct"] / counts["digits"]}
        )
step.save(step.output.survival, pd.DataFrame(rows))
