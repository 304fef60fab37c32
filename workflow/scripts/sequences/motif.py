"""One kind of network on the long classification task: accuracy by lag and seed."""

from step import step  # isort: split

import numpy as np
import pandas as pd
import torch

from digitlab.sequences import motif

network = step.params.network
kind, _, bias = network.partition("_")
device = step.device


def trained(task: motif.Task, seed: int, rate: float) -> dict[str, float]:
    """One network trained and measured."""
    torch.manual_seed(step.config.seed + seed)
    reader = motif.Reader(kind, task.alphabet, step.config.units, bias or None, task.lag + task.motif)
    random = np.random.default_rng([step.config.seed, task.lag, seed])
    what = f"{network}, lag {task.lag}, seed {seed}, learning rate {rate:g}"
    tell = step.counter(step.config.updates, what)
    validation, accuracy = motif.trained(reader, task, step.config, rate, random, device, tell)
    return {"accuracy": accuracy, "validation": validation, "learning_rate": rate}


rows = []
for lag in step.config.lags:
    task = motif.Task(lag, step.config.alphabet, step.config.motif)
    rates = list(step.config.learning_rates)
    for seed in range(step.config.repeats):
        if kind == "echo":
            random = np.random.default_rng([step.config.seed, lag, seed])
            shares = motif.echoed(task, step.config, random)
        else:
            shares = max((trained(task, seed, rate) for rate in rates), key=lambda row: row["validation"])
            rates = [shares["learning_rate"]]  # the first seed chooses for all
        rows.append({"network": network, "lag": lag, "seed": seed} | shares)
step.save(step.output.accuracy, pd.DataFrame(rows))
