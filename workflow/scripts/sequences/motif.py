"""One kind of cell on the long classification task: how soon it is solved, by lag and by how it begins."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab.sequences import motif

config, cell = step.config, step.params.cell
tasks = [motif.Task(lag, config.alphabet, config.motif) for lag in sorted(config.lags)]
if cell == "echo":
    rows = [
        {"network": "echo", "lag": task.lag, "reversed": False, "seed": seed}
        | motif.echoed(task, config, np.random.default_rng([config.seed, task.lag, seed]))
        for task in tasks
        for seed in range(config.repeats)
    ]
else:
    from digitlab.sequences import readers, stacked

    device = step.device  # sets torch up; networks of a few units are best on the CPU

    def tell(task: motif.Task, what: str):
        """Says how far the networks of one task are."""
        return step.counter(config.updates, f"lag {task.lag}{' reversed' if task.reversed else ''}, {what}")

    begun = [f"{cell}_{way}" for way in step.params.begun]
    with stacked.without_denormals():
        rows = readers.studied(begun, tasks, config, config.seed, tell)
        for lag in config.reversed_lags:
            task = motif.Task(lag, config.alphabet, config.motif, reversed=True)
            rows += readers.studied(begun, [task], config, config.seed, tell)
step.save(step.output.networks, pd.DataFrame(rows))
