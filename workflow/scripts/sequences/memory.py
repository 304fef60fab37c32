"""Gradient norms over a long sequence, and what an echo state network recalls."""

from step import step  # isort: split

from collections.abc import Callable

import numpy as np
import pandas as pd

from digitlab.sequences import echo_state, matrices, memory, names, rnn

random = np.random.default_rng(step.config.seed)
steps, alphabet = step.config.steps, step.config.alphabet
size = {"units": step.config.units, "alphabet": alphabet, "input_scale": step.config.input_scale}
curves, networks = {}, []


def add(key: str, kind: str, label: str, draws: list[dict[str, np.ndarray]], **known: object) -> None:
    """Keep the curves of networks drawn alike, (draws, T) each, and how far they come down; NaN is zero."""
    stacked = {name: np.stack([draw[name] for draw in draws]) for name in draws[0]}
    curves.update({f"{key}_{name}": memory.written(values) for name, values in stacked.items()})
    gradients = {name: memory.over_draws(values) for name, values in stacked.items()}
    networks.append({"key": key, "kind": kind, "label": label, "draws": len(draws), "by": gradients} | known)


def add_tanh(key: str, label: str, cells: list[rnn.Cell], inputs: list[np.ndarray]) -> None:
    """Tanh networks drawn alike, with their bound."""
    singular = [float(np.linalg.norm(cell.W, 2)) for cell in cells]
    radius = matrices.spectral_radius(cells[0].W)
    draws = [memory.rnn_gradient(cell, x) for cell, x in zip(cells, inputs, strict=True)]
    add(key, "rnn", label, draws, radius=radius, largest_singular_values=singular)
    curves[f"{key}_bound"] = memory.written(memory.log10_bound(float(np.median(singular)), steps))


def drawn(gradient: Callable, cell: Callable, **how: object) -> list[dict[str, np.ndarray]]:
    """Gradients of several networks with weights and letters of their own."""
    return [
        gradient(cell(**size, **how, random=random), memory.letters(steps, alphabet, random))
        for _ in range(step.config.draws)
    ]


worked, x = rnn.from_config(step.config.rnn)
add_tanh("worked", "worked example", [worked], [np.resize(x, (steps, x.shape[1]))])
for number, radius in enumerate(step.config.spectral_radii):
    cells = [memory.random_rnn(**size, radius=radius, random=random) for _ in range(step.config.draws)]
    inputs = [memory.letters(steps, alphabet, random) for _ in cells]
    add_tanh(f"rnn{number}", f"tanh with radius {radius:g}", cells, inputs)
gated = {"radius": step.config.gate_weight_scale, "steps": steps}
for number, bias in enumerate(step.config.update_biases):
    draws = drawn(memory.gru_gradient, memory.random_gru, update_bias=bias, **gated)
    add(f"gru{number}", "gru", names.gru(bias), draws, update_bias=bias)
for number, bias in enumerate(step.config.forget_biases):
    draws = drawn(memory.lstm_gradient, memory.random_lstm, forget_bias=bias, **gated)
    add(f"lstm{number}", "lstm", names.lstm(bias), draws, forget_bias=bias)

echo = step.config.echo_state
sweep = echo_state.sweep(
    radii=echo.spectral_radii,
    leaks=echo.leaks,
    seed=step.config.seed,
    steps=steps,
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
        "steps": steps,
        "networks": networks,
        "echo_state": {name: echo[name] for name in ("units", "washout", "longest_delay")}
        | {name: best[name] for name in ("spectral_radius", "leak", "capacity", "recalled_delays")}
        | {"recalled_from": echo_state.RECALLED},
        "sweep": [
            {name: row[name] for name in ("spectral_radius", "leak", "capacity", "left")} for row in sweep
        ],
    },
)
