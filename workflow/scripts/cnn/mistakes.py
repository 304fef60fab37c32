"""What every test image is taken for, those that are wrong, and the errors of two ways to train."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab.cnn import mistakes
from digitlab.data import mnist

test = mnist.load(step.input.data).test
outputs = step.read(step.input.predictions)["probabilities"]
unaugmented = step.read(step.input.unaugmented)["probabilities"]

counts = mistakes.confusion(outputs, test.labels)
truths, labels = np.indices(counts.shape)
table = {"truth": truths.ravel(), "label": labels.ravel(), "digits": counts.ravel()}
step.save(step.output.confusion, pd.DataFrame(table))
step.save(step.output.digits, pd.DataFrame(mistakes.by_digit(outputs, test.labels)))
wrong = mistakes.wrong(outputs, test.labels)
step.save(step.output.wrong, pd.DataFrame(wrong))
step.save(step.output.images, index=wrong["index"], images=test.images[wrong["index"]])
errors = [p.argmax(1) != test.labels for p in (outputs, unaugmented)]
step.save(
    step.output.summary,
    {
        "digits": len(test),
        "crowding": mistakes.crowding(counts),
        "unaugmented": mistakes.against(*errors),
    },
)
