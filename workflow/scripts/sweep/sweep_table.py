"""Every point's settings and metrics in one table."""

from step import step  # isort: split

import json

import pandas as pd

rows = []
for point, path in zip(step.params.points, step.input.metrics, strict=True):
    metrics = step.read(path)
    values = {
        key: json.dumps(value) if isinstance(value, list | dict) else value
        for key, value in point["values"].items()
    }
    row = {"point": point["name"]} | values | {"seed": point["seed"]}
    rows.append(
        row | {key: metrics[key] for key in ("parameters", "train_accuracy", "test_accuracy", "test_errors")}
    )
step.save(step.output.points, pd.DataFrame(rows))
