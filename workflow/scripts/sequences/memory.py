"""Gradient norms over a long sequence, and what an echo state network recalls."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab.sequences import echo_state, matrices, memory, rnn

settings = step.config
random = np.random.default_rng(settings.seed)
drawn = (settings.units, settings.alphabet)
curves, summary = {}, []


def add(key: str, kind: str, label: str, found: dict[str, np.ndarray], **known: float | str | None) -> None:
    """Keep the curves of one network and what they come to."""
    curves.update({f"{key}_{name}": values for name, values in found.items()})
    summary.append({"key": key, "kind": kind, "label": label} | known | memory.described(found["h"]))
    summary[-1]["by_parameter"] = {
        name: memory.described(values) for name, values in found.items() if name not in ("h", "bound")
    }


def add_rnn(key: str, label: str, cell: rnn.Cell, x: np.ndarray) -> None:
    """A tanh network with its bound."""
    found = memory.rnn_gradient(cell, x) | {"bound": memory.log10_bound(cell, len(x))}
    singular = float(np.linalg.norm(cell.W, 2))
    add(key, "rnn", label, found, radius=matrices.spectral_radius(cell.W), largest_singular_value=singular)


worked, x = rnn.from_config(step.config["rnn"])
add_rnn("worked", "worked example", worked, np.resize(x, (settings.steps, x.shape[1])))
letters = memory.letters(settings.steps, settings.alphabet, random)
for number, radius in enumerate(settings.spectral_radii):
    cell = memory.random_rnn(*drawn, radius, settings.input_scale, random)
    add_rnn(f"rnn{number}", f"tanh, radius {radius:g}", cell, letters)
gated = (*drawn, settings.gate_weight_scale, settings.input_scale)
add("gru", "gru", "GRU", memory.gru_gradient(memory.random_gru(*gated, random), letters))
for number, bias in enumerate(settings.forget_biases):
    cell = memory.random_lstm(*gated, bias, settings.steps, random)
    label = "LSTM, chrono biases" if bias == "chrono" else f"LSTM, forget bias {bias:g}"
    add(f"lstm{number}", "lstm", label, memory.lstm_gradient(cell, letters), forget_bias=bias)

echo = step.config["echo_state"]
found = []
for radius in echo["spectral_radii"]:
    for leak in echo["leaks"]:
        # The same reservoir and inputs for each, so that only what is swept differs.
        recall = echo_state.recall(
            *(echo["units"], radius, echo["input_scale"], settings.steps, echo["washout"]),
            *(echo["ridge"], echo["longest_delay"], np.random.default_rng(settings.seed), leak),
        )
        found.append({"spectral_radius": radius, "leak": leak, "capacity": recall.sum(), "recall": recall})
best = max(found, key=lambda row: row["capacity"])
step.save(step.output.gradients, **curves)
recall = pd.DataFrame({"delay": np.arange(1, len(best["recall"]) + 1), "squared_correlation": best["recall"]})
step.save(step.output.recall, recall)
step.save(
    step.output.summary,
    {
        "steps": settings.steps,
        "networks": summary,
        "echo_state": {key: echo[key] for key in ("units", "washout", "longest_delay")}
        | {key: best[key] for key in ("spectral_radius", "leak", "capacity")}
        | {"half": memory.last_above(best["recall"], 0.5)},
        "sweep": [{key: value for key, value in row.items() if key != "recall"} for row in found],
    },
)
