"""Made-up protein-like sequences whose class is decided by a motif far from their end.

Letters are drawn from an alphabet of 20, as amino acids have; the first few are one of two motifs, and the
rest says nothing. After Hochreiter & Schmidhuber's long time lag problems (1997): what a network answers
after the last letter depends on what it kept of the first ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from digitlab.sequences import echo_state
from digitlab.sequences.matrices import random_matrix

CLASSES = 2


@dataclass(frozen=True)
class Task:
    """What the sequences look like: ``lag`` letters between the motif's last letter and the end."""

    lag: int
    alphabet: int
    motif: int

    def drawn(self, count: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Sequences of letters, int (count, motif + lag), and their classes, int (count,).

        The two motifs are the same letters in opposite orders, so that no single letter gives the class away;
        these letters occur nowhere else.
        """
        letters = random.integers(self.motif, self.alphabet, size=(count, self.motif + self.lag))
        classes = random.integers(CLASSES, size=count)
        motif = np.arange(self.motif)
        letters[:, : self.motif] = np.where(classes[:, None] == 0, motif, motif[::-1])
        return letters, classes


class Reader(nn.Module):
    """A recurrent network over one-hot letters and a linear layer on its last output.

    Args:
        kind: ``rnn`` (tanh, orthogonal W: spectral radius 1) or ``lstm``.
        alphabet: letters.
        units: hidden units.
        forget_bias: of the LSTM: a number, or ``chrono`` for Tallec & Ollivier's (2018) logarithms of uniform
            numbers up to the length, with the input gate's the negative.
        length: of the sequences, for ``chrono``.
    """

    def __init__(
        self, kind: str, alphabet: int, units: int, forget_bias: float | str | None, length: int
    ) -> None:
        super().__init__()
        self.cell: nn.RNNBase = (nn.RNN if kind == "rnn" else nn.LSTM)(alphabet, units, batch_first=True)
        weights = dict(self.cell.named_parameters())
        if kind == "rnn":
            nn.init.orthogonal_(weights["weight_hh_l0"])
        else:
            with torch.no_grad():  # torch's order of gates is i, f, g, o; its two bias vectors add up
                weights["bias_ih_l0"].zero_()
                weights["bias_hh_l0"].zero_()
                forget = weights["bias_ih_l0"][units : 2 * units]
                if forget_bias == "chrono":
                    forget.copy_(torch.empty(units).uniform_(1, max(length - 1, 1)).log())
                    weights["bias_ih_l0"][:units] = -forget
                else:
                    forget.fill_(float(forget_bias or 0.0))
        self.output = nn.Linear(units, CLASSES)

    def forward(self, letters: Tensor) -> Tensor:
        """Logits (N, 2) of letters (N, T)."""
        x = functional.one_hot(letters, self.cell.input_size).float()
        logits: Tensor = self.output(self.cell(x)[0][:, -1])
        return logits


def trained(
    reader: Reader,
    task: Task,
    settings: Mapping[str, Any],
    learning_rate: float,
    random: np.random.Generator,
    device: str,
    tell: Callable[[int], None] = lambda done: None,
) -> tuple[float, float]:
    """Shares of fresh sequences, to choose by and to report, that a reader gets right once trained.

    Args:
        reader: not yet trained.
        task: the sequences.
        settings: ``updates``, ``batch_size``, ``test_sequences``.
        learning_rate: Adam's.
        random: source of the sequences; every batch is new.
        device: where to compute.
        tell: called with the number of updates done.
    """
    reader.to(device)
    optimizer = torch.optim.Adam(reader.parameters(), learning_rate)
    for update in range(settings["updates"]):
        drawn = task.drawn(settings["batch_size"], random)
        letters, classes = (torch.from_numpy(values).to(device) for values in drawn)
        loss = functional.cross_entropy(reader(letters), classes)
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
        tell(update + 1)
    validation, test = (measured(reader, task, settings["test_sequences"], random, device) for _ in range(2))
    return validation, test


@torch.inference_mode()
def measured(reader: Reader, task: Task, count: int, random: np.random.Generator, device: str) -> float:
    """Share of ``count`` fresh sequences that a reader gets right."""
    letters, classes = task.drawn(count, random)
    said = [
        reader(torch.from_numpy(letters[start : start + 250]).to(device)).argmax(1).cpu().numpy()
        for start in range(0, count, 250)
    ]
    return float((np.concatenate(said) == classes).mean())


def echoed(task: Task, settings: Mapping[str, Any], random: np.random.Generator) -> dict[str, float]:
    """Share of fresh sequences that an echo state network gets right, V and c fitted by ridge regression.

    Spectral radius and leak are chosen on sequences of their own.

    Args:
        task: the sequences.
        settings: ``test_sequences``, and ``echo_state`` with ``units``, ``spectral_radii``, ``leaks``,
            ``input_scale``, ``ridge``, ``sequences`` (to fit on).
        random: source of the reservoirs and the sequences.

    Returns:
        ``accuracy``, the share, and ``validation``, ``spectral_radius`` and ``leak`` of the chosen one.
    """
    echo = settings["echo_state"]
    fit, choose, test = (
        task.drawn(count, random)
        for count in (echo["sequences"], echo["sequences"], settings["test_sequences"])
    )
    U = random.uniform(-echo["input_scale"], echo["input_scale"], (echo["units"], task.alphabet))
    shape = random_matrix(echo["units"], 1.0, random)
    best: dict[str, Any] = {"validation": -1.0}
    for radius in echo["spectral_radii"]:
        for leak in echo["leaks"]:
            W = radius * shape
            ends = echo_state.last_states(W, U, fit[0], leak)
            V, c = echo_state.fit_output(ends, np.eye(CLASSES)[fit[1]], echo["ridge"])
            said = (echo_state.last_states(W, U, choose[0], leak) @ V.T + c).argmax(1)
            share = float((said == choose[1]).mean())
            if share > best["validation"]:
                best = {"validation": share, "spectral_radius": radius, "leak": leak, "V": V, "c": c}
    ends = echo_state.last_states(best["spectral_radius"] * shape, U, test[0], best["leak"])
    right = float(((ends @ best["V"].T + best["c"]).argmax(1) == test[1]).mean())
    return {"accuracy": right} | {key: best[key] for key in ("validation", "spectral_radius", "leak")}
