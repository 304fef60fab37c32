"""Gradient norms over a long sequence, and what an echo state network recalls."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab.sequences import echo_state, memory, rnn

settings = step.config
random = np.random.default_rng(settings.seed)
curves, summary = {}, []


def add(key: str, kind: str, parameter: float | None, label: str, found: dict[str, np.ndarray]) -> None:
    """Keep the curves of one network and what they come to."""
    curves.update({f"{key}_{name}": values for name, values in found.items()})
    summary.append({"key": key, "kind": kind, "parameter": parameter, "label": label})
    summary[-1] |= memory.described(found["h"])
    summary[-1]["by_parameter"] = {
        name: memory.described(values) for name, values in found.items() if name != "h"
    }


worked, x = rnn.from_config(step.settings["rnn"])
repeated = np.resize(x, (settings.steps, x.shape[1]))
add(
    "worked", "rnn", memory.spectral_radius(worked.W), "worked example", memory.rnn_gradient(worked, repeated)
)

letters = memory.letters(settings.steps, settings.alphabet, random)
for number, radius in enumerate(settings.spectral_radii):
    cell = memory.random_rnn(settings.units, settings.alphabet, radius, settings.input_scale, random)
    add(f"rnn{number}", "rnn", radius, f"tanh, radius {radius:g}", memory.rnn_gradient(cell, letters))
for number, bias in enumerate(settings.forget_biases):
    value = float(np.log(settings.steps)) if bias == "ln T" else bias
    cell = memory.random_lstm(
        settings.units, settings.alphabet, settings.lstm_weight_scale, settings.input_scale, value, random
    )
    label = f"LSTM, forget bias {value:.3g}" + (" = ln T" if bias == "ln T" else "")
    add(f"lstm{number}", "lstm", value, label, memory.lstm_gradient(cell, letters))

echo = step.settings["echo_state"]
recall = echo_state.recall(
    *(echo["units"], echo["spectral_radius"], echo["input_scale"], settings.steps, echo["washout"]),
    *(echo["ridge"], echo["longest_delay"], random),
)
step.save(step.output.gradients, **curves)
step.save(
    step.output.recall, pd.DataFrame({"delay": np.arange(1, len(recall) + 1), "squared_correlation": recall})
)
step.save(
    step.output.summary,
    {
        "steps": settings.steps,
        "networks": summary,
        "echo_state": echo | {"capacity": recall.sum(), "half": memory.last_above(recall, 0.5)},
    },
)
