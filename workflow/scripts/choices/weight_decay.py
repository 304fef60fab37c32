"""A penalised weight whose gradient is zero, and lambda under descent itself."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab.choices import weight_decay
from digitlab.data import mnist

settings = step.config
device = step.device
train = mnist.load(step.input.data).train
args = (settings.learning_rate, settings.decay)
measured = weight_decay.trained(train, *args, settings.batch_size, settings.epochs, settings.seed)
predicted = weight_decay.shrinkage(*args, settings.batch_size, settings.epochs)
learned = vars(settings.learned)
free, stopped = (
    weight_decay.learned_penalty(
        *(learned["learning_rate"], learned["decay"], learned["images"], learned["steps"]),
        *(learned["target"], floor),
    )
    for floor in (None, 0.0)
)
crossing = np.flatnonzero(free["decay"] < 0)
step.save(
    step.output.summary,
    {
        "images": measured["images"],
        "dead_pixels": measured["dead_pixels"],
        "weights": measured["weights"],
        "predicted": predicted,
        "measured": measured["share"],
        "updates_per_epoch": measured["images"] // settings.batch_size,
        "largest_difference": np.abs(predicted - measured["share"]).max(),
        "crossed_zero_after": int(crossing[0]) if len(crossing) else None,
        "last_decay": free["decay"][-1],
        "last_weight": free["weight"][-1],
        "last_cost": free["cost"][-1],
        "stopped_weight": stopped["weight"][-1],
    },
)
table = pd.DataFrame({"step": np.arange(learned["steps"] + 1)})
for name, found in (("free", free), ("stopped", stopped)):
    table = table.assign(**{f"{name}_{key}": values for key, values in found.items()})
step.save(step.output.learned, table)
