"""Recurrent networks that learn to tell sequences by their first letters, many side by side, until they can.

Judged as Hochreiter & Schmidhuber (1997) did: by the number of updates until a network answers right, on
sequences that it has never seen. What is compared is how a network begins.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from digitlab.sequences import stacked
from digitlab.sequences.motif import CLASSES, Task
from digitlab.sequences.stacked import Array

# Solved: so often right over the last batches, all of new sequences, and again on so many more.
SOLVED, WINDOW, CONFIRMED_ON = 0.95, 8, 500
# Norm to which a gradient is clipped; Adam's usual rates of forgetting.
CLIP, BETAS, EPSILON = 1.0, (0.9, 0.999), 1e-8
MEASURED_AT_ONCE = 125
# Seeds of networks that only choose a rate: none of those that are reported.
CHOOSING = 1000


@dataclass(frozen=True)
class Network:
    """One network of a stack: how it begins, its seed and its learning rate."""

    name: str
    seed: int
    rate: float


@dataclass(frozen=True)
class Outcome:
    """What came of one network.

    Attributes:
        updates: after which it was solved; None: not within the updates it was given.
        accuracy: on sequences that nothing was chosen by.
        arrived: share of the gradient at the last letter that arrives at the first, before any update; after:
            when it stopped.
    """

    network: Network
    updates: int | None
    accuracy: float
    arrived: float
    arrived_after: float


def cell(name: str) -> type[stacked.Stack]:
    """The kind of cell of a network's name: ``rnn_orthogonal`` is a ``rnn``."""
    return stacked.KINDS[name.split("_")[0]]


def initial(name: str, units: int, alphabet: int, length: int, seed: int) -> tuple[Array, Array]:
    """P and V of one network at the start.

    Args:
        name: ``rnn_default``, ``rnn_orthogonal`` (W orthogonal: spectral radius 1), ``gru_<bias>`` (of the
            update gate), ``lstm_<bias>`` (of the forget gate). A bias is a number or ``chrono``: Tallec &
            Ollivier's (2018) logarithms of uniform numbers up to the length; with an LSTM the input gate's is
            the negative.
        units: n; ``alphabet``: letters; ``length``: of the sequences.
        seed: of the weights.

    Returns:
        P (gates x n, n + alphabet + 1) in the order of `stacked`, uniform as torch begins its cells, biases 0
        but for the gate named; V (2, n + 1), the output's weights and biases.
    """
    random = torch.Generator().manual_seed(seed)
    base, bias = name.split("_")
    gates, width = stacked.KINDS[base].gates, 1 / math.sqrt(units)

    def uniform(*shape: int) -> Tensor:
        return torch.empty(*shape).uniform_(-width, width, generator=random)

    W, U = uniform(gates * units, units), uniform(gates * units, alphabet)
    b, V = torch.zeros(gates * units), uniform(CLASSES, units)
    if bias == "orthogonal":
        W = torch.linalg.qr(torch.randn(units, units, generator=random))[0]
    elif bias == "chrono":
        remembering = torch.empty(units).uniform_(1, max(length - 1, 1), generator=random).log()
        b[units : 2 * units] = remembering  # the second block: an LSTM's forget gate, a GRU's update gate
        if base == "lstm":
            b[:units] = -remembering
    elif bias != "default":
        b[units : 2 * units] = float(bias)
    P, V = torch.cat([W, U, b[:, None]], 1), torch.cat([V, torch.zeros(CLASSES, 1)], 1)
    return P.numpy(), V.numpy()


class Adam:
    """Kingma & Ba's (2015) updates of stacked parameters, each network with its own rate."""

    def __init__(self, parameters: Sequence[Array], rates: Array) -> None:
        self.parameters, self.rates, self.step = list(parameters), rates, 0
        self.first = [np.zeros_like(p) for p in parameters]
        self.second = [np.zeros_like(p) for p in parameters]

    def update(self, gradients: Sequence[Array]) -> None:
        """One step, each network's gradient clipped to norm 1."""
        self.step += 1
        norm = np.sqrt(sum(np.square(g).sum((1, 2)) for g in gradients))
        scale = np.minimum(CLIP / (norm + 1e-6), 1)[:, None, None]
        first, second = (1 - beta**self.step for beta in BETAS)
        for p, g, m, v in zip(self.parameters, gradients, self.first, self.second, strict=True):
            g = g * scale
            m += (1 - BETAS[0]) * (g - m)
            v += (1 - BETAS[1]) * (g * g - v)
            p -= self.rates[:, None, None] * (m / first) / (np.sqrt(v / second) + EPSILON)

    def keep(self, members: list[int]) -> None:
        """Go on with these networks only."""
        self.rates = self.rates[members]
        for part in (self.parameters, self.first, self.second):
            part[:] = [values[members] for values in part]


def trained(
    networks: Sequence[Network],
    task: Task,
    settings: Mapping[str, Any],
    seed: int,
    tell: Callable[[int], None] = lambda done: None,
) -> list[Outcome]:
    """Train networks of one kind of cell side by side, each until it has solved the task.

    Args:
        networks: with the same cell; weights and sequences follow from their seeds alone.
        task: the sequences.
        settings: ``units``, ``updates`` at most, ``batch_size``, ``test_sequences``.
        seed: of the run, added to by the networks' own.
        tell: called with the number of updates done.
    """
    units, batch = settings["units"], settings["batch_size"]
    of_kind = cell(networks[0].name)
    # Far apart, so that networks of neighbouring runs share no weights.
    seeds = [seed + 7919 * n.seed for n in networks]
    begun = [
        initial(n.name, units, task.alphabet, task.length, s) for n, s in zip(networks, seeds, strict=True)
    ]
    P, V = (np.stack(parts) for parts in zip(*begun, strict=True))
    randoms = [np.random.default_rng([seed, task.lag, n.seed]) for n in networks]
    steps = Adam([P, V], np.array([n.rate for n in networks], P.dtype))
    stack = of_kind(P, units, batch, task.length)
    alive: list[int] = list(range(len(networks)))
    recent: list[list[float]] = [[] for _ in networks]
    arrived: list[float] = []
    outcomes: dict[int, Outcome] = {}

    for update in range(settings["updates"] + 1):
        P, V = steps.parameters
        drawn = [task.drawn(batch, randoms[k]) for k in alive]
        letters, classes = (np.stack(part) for part in zip(*drawn, strict=True))
        right, dP, dV = gradients(stack, V, letters, classes)
        share = (stack.arrived[0] / stack.arrived[1]).tolist()
        arrived = arrived or share

        members = []
        for place, k in enumerate(alive):
            recent[k] = [*recent[k], float(right[place])][-WINDOW:]
            done = False
            if len(recent[k]) == WINDOW and sum(recent[k]) / WINDOW >= SOLVED:
                sure = measured(of_kind, P[place], V[place], task, CONFIRMED_ON, randoms[k])
                done = sure >= SOLVED
            if done or update == settings["updates"]:
                accuracy = measured(of_kind, P[place], V[place], task, settings["test_sequences"], randoms[k])
                outcomes[k] = Outcome(
                    networks[k], update if done else None, accuracy, arrived[k], share[place]
                )
            else:
                members.append(place)
        tell(update)
        if not members:
            break
        if len(members) < len(alive):
            alive = [alive[place] for place in members]
            steps.keep(members)
            dP, dV = dP[members], dV[members]
            stack = of_kind(steps.parameters[0], units, batch, task.length)
        steps.update([dP, dV])
    return [outcomes[k] for k in range(len(networks))]


def gradients(stack: stacked.Stack, V: Array, letters: Array, classes: Array) -> tuple[Array, Array, Array]:
    """Share right (K,) of letters (K, B, T), and the gradients of the mean cross-entropy by P and V."""
    n, batch = stack.units, letters.shape[1]
    h = stack.forward(letters)
    logits = V[:, :, :n] @ h + V[:, :, n:]
    right = (logits.argmax(1) == classes).mean(1)
    d = np.exp(logits - logits.max(1, keepdims=True))
    d /= d.sum(1, keepdims=True)
    d -= np.arange(CLASSES)[:, None] == classes[:, None]
    d /= batch
    dV = np.concatenate([d @ h.transpose(0, 2, 1), d.sum(2, keepdims=True)], 2)
    dP = stack.backward(V[:, :, :n].transpose(0, 2, 1) @ d)
    return right, dP, dV


def measured(
    of_kind: type[stacked.Stack],
    P: Array,
    V: Array,
    task: Task,
    count: int,
    random: np.random.Generator,
) -> float:
    """Share of fresh sequences, ``count`` of them or the next multiple of 125, that a network gets right."""
    units = V.shape[1] - 1
    stack = of_kind(P[None], units, MEASURED_AT_ONCE, task.length)
    right, rounds = 0, -(-count // MEASURED_AT_ONCE)
    for _ in range(rounds):
        letters, classes = task.drawn(MEASURED_AT_ONCE, random)
        h = stack.forward(letters[None])[0]
        right += int(((V[:, :units] @ h + V[:, units:]).argmax(0) == classes).sum())
    return right / (rounds * MEASURED_AT_ONCE)


def chosen_rate(outcomes: Sequence[Outcome]) -> float:
    """The rate with which most networks solved the task; of equals by fewer updates, then by accuracy."""
    rates = sorted({outcome.network.rate for outcome in outcomes})

    def rank(rate: float) -> tuple[int, float, float]:
        mine = [outcome for outcome in outcomes if outcome.network.rate == rate]
        updates = [outcome.updates for outcome in mine if outcome.updates is not None]
        return len(updates), -sum(updates), sum(outcome.accuracy for outcome in mine)

    return max(rates, key=rank)


def studied(
    names: Sequence[str],
    tasks: Sequence[Task],
    settings: Mapping[str, Any],
    seed: int,
    tell: Callable[[Task, str], Callable[[int], None]] = lambda task, what: lambda done: None,
) -> list[dict[str, Any]]:
    """Networks of one kind of cell on one task after the other.

    The learning rate is chosen for each way to begin and each task, on networks of their own; where none of
    the reported networks of a way to begin solves a task, it is not tried on the tasks after it.

    Args:
        names: ways to begin, as ``initial`` takes them.
        tasks: by rising lag.
        settings: as ``trained`` takes them, with ``learning_rates``, ``repeats`` (networks reported) and
            ``choosing_repeats`` (networks for each rate to choose by).
        seed: of the run.
        tell: gives the callback that ``trained`` tells its updates.

    Returns:
        A row for each network reported: ``network``, ``lag``, ``reversed``, ``seed``, ``learning_rate``,
        ``updates`` (None: not solved), ``accuracy``, ``arrived``, ``arrived_after``.
    """
    rows, left = [], list(names)
    for task in tasks:
        if not left:
            break
        seeds = [CHOOSING + repeat for repeat in range(settings["choosing_repeats"])]
        tried = [Network(n, s, rate) for n in left for rate in settings["learning_rates"] for s in seeds]
        chosen = trained(tried, task, settings, seed, tell(task, "choosing a rate"))
        rates = {name: chosen_rate([o for o in chosen if o.network.name == name]) for name in left}
        reported = [Network(name, s, rates[name]) for name in left for s in range(settings["repeats"])]
        outcomes = trained(reported, task, settings, seed, tell(task, "reported"))
        rows += [
            {"network": o.network.name, "lag": task.lag, "reversed": task.reversed, "seed": o.network.seed}
            | {"learning_rate": o.network.rate, "updates": o.updates, "accuracy": o.accuracy}
            | {"arrived": o.arrived, "arrived_after": o.arrived_after}
            for o in outcomes
        ]
        left = [n for n in left if any(o.updates is not None for o in outcomes if o.network.name == n)]
    return rows
