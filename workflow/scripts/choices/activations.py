"""The interval that lets a gradient grow, gradients by depth, and small facts."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab.choices import activations

settings = step.config
random = np.random.default_rng(settings.seed)
weights = np.linspace(3, 40, 371)
a = np.linspace(-6, 6, 241)
widest, width = activations.widest()
searched = np.array([activations.width_by_search(w) for w in weights[::10]])
curves = {"a": a, "weights": weights, "width": [activations.width(w) for w in weights]}
for name, (function, derivative) in activations.FUNCTIONS.items():
    curves |= {name: function(a), f"{name}_derivative": derivative(a)}
step.save(step.output.curves, **curves, searched_weights=weights[::10], searched=searched)
rows = []
for initialisation, deviation in activations.INITIALISATIONS.items():
    for name in activations.FUNCTIONS:
        found = activations.gradient_by_depth(
            *(name, deviation(settings.units), settings.units, settings.depth, settings.samples, random)
        )
        rows += [
            {"initialisation": initialisation, "activation": name, "layers": layers, "decades": value}
            for layers, value in enumerate(found)
        ]
table = pd.DataFrame(rows).replace(-np.inf, np.nan)
step.save(step.output.depth, table)
ends = table[table.layers == settings.depth]
step.save(
    step.output.summary,
    {
        "widest_at": widest,
        "width": width,
        "largest_search_error": np.abs(searched - np.array(curves["width"])[::10]).max(),
        "depth": settings.depth,
        "units": settings.units,
        "ends": [
            {"initialisation": row.initialisation, "activation": row.activation}
            | {"decades": None if np.isnan(row.decades) else row.decades}
            for row in ends.itertuples()
        ],
        "facts": activations.facts(random),
    },
)
