"""One kind of network on the long classification task: accuracy by lag and seed."""

from step import step  # isort: split

import numpy as np
import pandas as pd
import torch

from digitlab.sequences import motif

settings = step.config
network = step.params.network
kind, _, bias = network.partition("_")
device = step.device


def trained(task: motif.Task, seed: int, rate: float) -> dict[str, float]:
    """One network trained and measured."""
    torch.manual_seed(settings.seed + seed)
    reader = motif.Reader(kind, task.alphabet, settings.units, bias or None, task.lag + task.motif)
    random = np.random.default_rng([settings.seed, task.lag, seed])
    tell = step.counter(settings.updates, f"{network}, lag {task.lag}, seed {seed}, learning rate {rate:g}")
    validation, accuracy = motif.trained(reader, task, step.config, rate, random, device, tell)
    return {"accuracy": accuracy, "validation": validation, "learning_rate": rate}


rows = []
for lag in settings.lags:
    task = motif.Task(lag, settings.alphabet, settings.motif)
    rates = list(settings.learning_rates)
    for seed in range(settings.repeats):
        if kind == "echo":
            random = np.random.default_rng([settings.seed, lag, seed])
            found = motif.echoed(task, step.config, random)
        else:
            found = max((trained(task, seed, rate) for rate in rates), key=lambda row: row["validation"])
            rates = [found["learning_rate"]]  # the first seed chooses for all
        rows.append({"network": network, "lag": lag, "seed": seed} | found)
step.save(step.output.accuracy, pd.DataFrame(rows))
