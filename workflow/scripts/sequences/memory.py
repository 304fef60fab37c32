"""Gradient norms over a long sequence, and what an echo state network recalls."""

from step import step  # isort: split

import numpy as np
import pandas as pd

from digitlab.sequences import echo_state, matrices, memory, names, rnn

random = np.random.default_rng(step.config.seed)
size = {"units": step.config.units, "alphabet": step.config.alphabet, "input_scale": step.config.input_scale}
curves, networks = {}, []


def add(key: str, kind: str, label: str, norms: dict[str, np.ndarray], **known: float | str) -> None:
    """Keep the curves of one network and how far they come down."""
    curves.update({f"{key}_{name}": values for name, values in norms.items()})
    networks.append({"key": key, "kind": kind, "label": label} | known | memory.decay(norms["h"]))
    networks[-1]["by_parameter"] = {
        name: memory.decay(values) for name, values in norms.items() if name not in ("h", "bound")
    }


def add_rnn(key: str, label: str, cell: rnn.Cell, x: np.ndarray) -> None:
    """A tanh network with its bound."""
    norms = memory.rnn_gradient(cell, x) | {"bound": memory.log10_bound(cell, len(x))}
    singular = float(np.linalg.norm(cell.W, 2))
    add(key, "rnn", label, norms, radius=matrices.spectral_radius(cell.W), largest_singular_value=singular)


worked, x = rnn.from_config(step.config.rnn)
add_rnn("worked", "worked example", worked, np.resize(x, (step.config.steps, x.shape[1])))
letters = memory.letters(step.config.steps, step.config.alphabet, random)
for number, radius in enumerate(step.config.spectral_radii):
    cell = memory.random_rnn(**size, radius=radius, random=random)
    add_rnn(f"rnn{number}", f"tanh with radius {radius:g}", cell, letters)
gated = size | {"radius": step.config.gate_weight_scale, "random": random}
add("gru", "gru", "GRU", memory.gru_gradient(memory.random_gru(**gated), letters))
for number, bias in enumerate(step.config.forget_biases):
    cell = memory.random_lstm(**gated, forget_bias=bias, steps=step.config.steps)
    add(f"lstm{number}", "lstm", names.lstm(bias), memory.lstm_gradient(cell, letters), forget_bias=bias)

echo = step.config.echo_state
sweep = echo_state.sweep(
    radii=echo.spectral_radii,
    leaks=echo.leaks,
    seed=step.config.seed,
    steps=step.config.steps,
    **{name: echo[name] for name in ("units", "input_scale", "washout", "ridge", "longest_delay")},
)
best = max(sweep, key=lambda row: row["capacity"])
recall = best["recall"]
step.save(step.output.gradients, **curves)
step.save(
    step.output.recall,
    pd.DataFrame({"delay": np.arange(1, len(recall) + 1), "squared_correlation": recall}),
)
step.save(
    step.output.summary,
    {
        "steps": step.config.steps,
        "networks": networks,
        "echo_state": {name: echo[name] for name in ("units", "washout", "longest_delay")}
        | {name: best[name] for name in ("spectral_radius", "leak", "capacity", "recalled_delays")}
        | {"recalled_from": echo_state.RECALLED},
        "sweep": [{name: row[name] for name in ("spectral_radius", "leak", "capacity")} for row in sweep],
    },
)
