"""What the test images' probabilities are worth, before and after a temperature fitted on images held out."""

from step import step  # isort: split

from dataclasses import asdict

import numpy as np
import pandas as pd

from digitlab.cnn import calibration
from digitlab.data import mnist

test = mnist.load(step.input.data).test
outputs = step.read(step.input.predictions)["probabilities"]
held = step.read(step.input.held_out)
bins, resamples = step.config.bins, step.config.resamples
random = np.random.default_rng(step.config.seed)

fitted = calibration.fitted(held["probabilities"], held["labels"]) if len(held["labels"]) else None
temperature = fitted.value if fitted else None
variants = {"as trained": outputs} | (
    {"scaled": calibration.scaled(outputs, temperature)} if temperature else {}
)
right = outputs.argmax(1) == test.labels
rows = [
    {"probabilities": name} | row
    for name, p in variants.items()
    for row in calibration.reliability(p.max(1), right, bins)
]
step.save(step.output.bins, pd.DataFrame(rows))
step.save(
    step.output.summary,
    {
        "digits": len(test),
        "right": int(right.sum()),
        "held_out": len(held["labels"]),
        "temperature": asdict(fitted) if fitted else None,
        **calibration.compared(outputs, test.labels, temperature, bins, resamples, random),
        "ranking": calibration.ranking(outputs.max(1), right),
        "worth": calibration.worth(outputs, test.labels, temperature),
    },
)
