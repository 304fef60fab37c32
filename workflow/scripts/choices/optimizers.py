"""Which optimizer works best, by the numbers."""

from step import step  # isort: split

import pandas as pd

from digitlab.choices import comparison

fits = [step.read(path) for path in step.input.fits]
accuracies = {}
for fit in fits:
    accuracies.setdefault(fit["variant"], []).append(fit["test_accuracy"])
settings = {fit["variant"]: fit["settings"] for fit in fits}
published = step.read(step.input.reference)["choices"]["two_hidden_layers"]
names = {"sgd": "sgd", "momentum": "sgd_momentum", "adagrad": "adagrad", "adam": "adam"}
ranked = [
    row | {"settings": settings[row["name"]], "published": published[names[row["name"]]]}
    for row in comparison.ranked(accuracies)
]
step.save(step.output.summary, {"ranked": ranked, "seeds": len(next(iter(accuracies.values())))})
rows = [{"variant": fit["variant"], "seed": fit["seed"]} | row for fit in fits for row in fit["history"]]
step.save(step.output.curves, pd.DataFrame(rows))
