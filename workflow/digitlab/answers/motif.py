"""Does it show when they learn? Part of the section on memory."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from digitlab.sequences import names

# Of two classes, guessing has a half. Right this often on average: solved; less often: near chance.
SOLVED, NEAR_CHANCE = 0.95, 0.6
# A mean accuracy this much higher is no accident of a few seeds.
BETTER = 0.1


@dataclass(frozen=True)
class Solved:
    """The longest lag that a kind of network solves; None: it solves none."""

    name: str
    lag: int | None


@dataclass(frozen=True)
class Shares:
    """Accuracies of a kind of network, one a seed."""

    name: str
    shares: Sequence[float]


@dataclass(frozen=True)
class ByLag:
    """Accuracies of a kind of network by lag, one a seed."""

    name: str
    shares: Sequence[Sequence[float]]


@dataclass(frozen=True)
class Motif:
    """What a motif far from the end of a sequence does to networks that learn.

    Attributes:
        task: the config's block ``motif``.
        solved_from: the accuracy that counts as solved; ``solved``: to which lag, the longest first.
        longest_lag: the longest tried; ``near_chance``: who guesses there; ``above_chance``: who does not.
        without_gates: the tanh network solves lags as long as the best of the LSTMs.
        open_gates_help: at the longest lag, chrono biases are better than a forget bias of 0.
        every: all of them, as the task's lags.
    """

    task: Mapping[str, Any]
    solved_from: float
    solved: Sequence[Solved]
    longest_lag: int
    near_chance: Sequence[str]
    above_chance: Sequence[Shares]
    without_gates: bool
    open_gates_help: bool
    every: Sequence[ByLag]


def answer(task: Mapping[str, Any], table: pd.DataFrame) -> Motif:
    """What the step ``motif`` says.

    Args:
        task: the config's block ``motif``.
        table: rows of ``network``, ``lag``, ``seed``, ``accuracy``, of every kind of network.
    """
    kinds, longest = list(table.network.unique()), max(task["lags"])
    shares = {key: rows.tolist() for key, rows in table.groupby(["network", "lag"]).accuracy}
    # Exact: a float's mean of three times 0.95 lies below 0.95.
    mean = {key: statistics.mean(values) for key, values in shares.items()}
    solved = {kind: longest_solved({lag: mean[kind, lag] for lag in task["lags"]}) for kind in kinds}
    return Motif(
        task=task,
        solved_from=SOLVED,
        solved=in_order(solved),
        longest_lag=longest,
        near_chance=[names.reader(kind) for kind in kinds if mean[kind, longest] < NEAR_CHANCE],
        above_chance=[
            Shares(names.reader(kind), shares[kind, longest])
            for kind in kinds
            if mean[kind, longest] >= NEAR_CHANCE
        ],
        without_gates=as_far_without_gates(solved),
        open_gates_help=clearly_better(mean.get(("lstm_chrono", longest)), mean.get(("lstm_0", longest))),
        every=[ByLag(names.reader(kind), [shares[kind, lag] for lag in task["lags"]]) for kind in kinds],
    )


def longest_solved(mean: Mapping[int, float]) -> int | None:
    """The longest lag solved, from mean accuracies by lag."""
    return max((lag for lag, share in mean.items() if share >= SOLVED), default=None)


def in_order(solved: Mapping[str, int | None]) -> list[Solved]:
    """The longest lag first; of equals, the last by name."""
    by_name = [Solved(names.reader(kind), lag) for kind, lag in solved.items()]
    return sorted(by_name, key=lambda row: (row.lag or 0, row.name), reverse=True)


def as_far_without_gates(solved: Mapping[str, int | None]) -> bool:
    """Whether the tanh network solves a lag, and no LSTM a longer one."""
    lstms = [lag or 0 for kind, lag in solved.items() if kind.startswith("lstm_")]
    lag = solved.get("rnn")
    return lag is not None and bool(lstms) and lag >= max(lstms)


def clearly_better(mean: float | None, other: float | None) -> bool:
    """Whether a mean accuracy is above another; not where either was not measured."""
    return mean is not None and other is not None and mean > other + BETTER
