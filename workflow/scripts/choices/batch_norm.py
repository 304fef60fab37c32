"""The best optimizer with and without batch norm, paired by seed."""

from step import step  # isort: split

import pandas as pd

from digitlab.choices import comparison

fits = {"with": [step.read(path) for path in step.input.fits]}
name = fits["with"][0]["optimizer"]
fits["without"] = [fit for fit in map(step.read, step.input.without) if fit["variant"] == name]
accuracies = {key: [fit["test_accuracy"] for fit in chosen] for key, chosen in fits.items()}
step.save(
    step.output.summary,
    {
        "optimizer": name,
        "settings": {key: chosen[0]["settings"] for key, chosen in fits.items()},
        "accuracy": {key: comparison.t_interval(values) for key, values in accuracies.items()},
        "paired": comparison.paired(accuracies["with"], accuracies["without"]),
        "seeds": len(fits["with"]),
        "published": step.read(step.input.reference)["choices"]["two_hidden_layers"],
    },
)
rows = [
    {"variant": f"{key} batch norm", "seed": fit["seed"]} | row
    for key, chosen in fits.items()
    for fit in chosen
    for row in fit["history"]
]
step.save(step.output.curves, pd.DataFrame(rows))
