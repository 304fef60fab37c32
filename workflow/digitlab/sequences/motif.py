"""Made-up protein-like sequences whose class is decided by a motif far from their end.

Letters are drawn from an alphabet of 20, as amino acids have; the first few are a motif, and the rest says
nothing. After Hochreiter & Schmidhuber's long time lag problems (1997): what a network answers after the last
letter depends on what it kept of the first. Networks that learn them are in `readers`; here are the task and
the echo state network, of which only the output is fitted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from digitlab.sequences import echo_state
from digitlab.sequences.matrices import random_matrix

CLASSES = 2


@dataclass(frozen=True)
class Task:
    """What the sequences look like.

    Attributes:
        lag: letters between the motif's last letter and the end.
        alphabet: letters there are.
        motif: letters of a motif.
        reversed: the classes' motifs are the same letters in opposite orders, not letters of their own.
    """

    lag: int
    alphabet: int
    motif: int
    reversed: bool = False

    @property
    def length(self) -> int:
        """Letters of a sequence."""
        return self.motif + self.lag

    def drawn(self, count: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Sequences of letters, int (count, length), and their classes, int (count,).

        Neither motif's letters occur in the noise.
        """
        letters = random.integers(CLASSES * self.motif, self.alphabet, size=(count, self.length))
        classes = random.integers(CLASSES, size=count)
        first = np.arange(self.motif)
        second = first[::-1] if self.reversed else first + self.motif
        letters[:, : self.motif] = np.where(classes[:, None] == 0, first, second)
        return letters, classes


def echoed(task: Task, settings: Mapping[str, Any], random: np.random.Generator) -> dict[str, float]:
    """Share of fresh sequences that an echo state network gets right, V and c fitted by ridge regression.

    Spectral radius and leak are chosen on sequences of their own.

    Args:
        task: the sequences.
        settings: ``test_sequences``, and ``echo_state`` with ``units``, ``spectral_radii``, ``leaks``,
            ``input_scale``, ``ridge``, ``sequences`` (to fit on).
        random: source of the reservoirs and the sequences.

    Returns:
        ``accuracy``, the share, and ``spectral_radius`` and ``leak`` of the chosen one.
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
            ends = echo_state.last_states(W, U, np.concatenate([fit[0], choose[0]]), leak)
            V, c = echo_state.fit_output(ends[: len(fit[0])], np.eye(CLASSES)[fit[1]], echo["ridge"])
            share = float(((ends[len(fit[0]) :] @ V.T + c).argmax(1) == choose[1]).mean())
            if share > best["validation"]:
                best = {"validation": share, "spectral_radius": radius, "leak": leak, "V": V, "c": c}
    ends = echo_state.last_states(best["spectral_radius"] * shape, U, test[0], best["leak"])
    right = float(((ends @ best["V"].T + best["c"]).argmax(1) == test[1]).mean())
    return {"accuracy": right} | {key: best[key] for key in ("spectral_radius", "leak")}
