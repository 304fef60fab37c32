"""Training a network of lines: every update reads new lines, and CTC needs only what stands in them.

Connectionist temporal classification (Graves, Fernandez, Gomez & Schmidhuber, 2006) adds up the probability
of every way to write the labels along the columns, so that nobody says where a digit lies.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from digitlab.descent import Descent, Group, OneCycle
from digitlab.errors import InputError
from digitlab.precision import mixed
from digitlab.reading.line_network import BLANK, LineNetwork
from digitlab.reading.made_up_lines import Lines

# The convolutions know digits already and learn at this share of the rate.
KNOWN = 0.3
WARMUP, WEIGHT_DECAY = 0.1, 0.05
# Norm to which a gradient is clipped.
CLIP = 2.0
# Updates a row of the history.
ROW = 50

# Told after each update how many are done, with a function that says how it goes.
Progress = Callable[[int, Callable[[], str]], None]


@dataclass(frozen=True)
class Recipe:
    """How to train.

    Attributes:
        updates: of the weights; lines: new ones for each; learning_rate: the largest, of AdamW.
        precision: of the convolutions' products, ``bf16`` or ``fp32``.
        seed: of the lines, with the number of updates.
        block: of the config, that the rate comes from.
    """

    updates: int
    lines: int
    learning_rate: float
    precision: str
    seed: int
    block: str


def trained(
    network: LineNetwork,
    drawn: Callable[[int, np.random.Generator], Lines],
    recipe: Recipe,
    device: str,
    tell: Progress = lambda done, describe: None,
) -> list[dict[str, float]]:
    """Train a network in place.

    Args:
        network: as it begins; it ends ready for inference.
        drawn: new lines, so many, from a source of random numbers.
        recipe: how.
        device: ``cpu`` or ``cuda``.
        tell: told how far it is.

    Returns:
        A row every 50 updates: ``update``, ``learning_rate``, and ``loss``, the mean since the last row of
        minus the logarithm of the right string's probability, a digit.

    Raises:
        InputError: the loss or a weight is no finite number any more.
    """
    # torch's own types leave the memory's order out.
    network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    network.train()
    random = np.random.default_rng([recipe.seed, recipe.updates])
    known = [p for part in (network.convolutions, network.norms) for p in part.parameters()]
    new = [p for name, p in network.named_parameters() if not name.startswith(("convolutions", "norms"))]
    descents = [
        (Descent("adamw", [Group(parameters, {"weight_decay": WEIGHT_DECAY})]), share)
        for parameters, share in ((known, KNOWN), (new, 1.0))
    ]
    schedule = OneCycle(recipe.learning_rate, recipe.updates, WARMUP)
    history: list[dict[str, float]] = []
    losses: list[float] = []
    for update in range(recipe.updates):
        lines = drawn(recipe.lines, random)
        with mixed(recipe.precision, device):
            logits = network(torch.from_numpy(lines.ink).to(device))
        loss = mean_loss(logits, lines.labels)
        gradients = torch.autograd.grad(loss, known + new)
        _clip(gradients)
        settings = schedule.at(update)
        rate = settings.pop("learning_rate")
        for (descent, share), part in zip(
            descents, (gradients[: len(known)], gradients[len(known) :]), strict=True
        ):
            descent.step([part], learning_rate=share * rate, **settings)
        losses.append(loss.item())
        done = update + 1
        if done % ROW == 0 or done == recipe.updates:
            history.append({"update": done, "learning_rate": rate, "loss": float(np.mean(losses))})
            losses = []
        tell(done, lambda: f"loss {history[-1]['loss']:.4f} a digit," if history else "")
    network.eval()
    if not np.isfinite(history[-1]["loss"]) or not all(p.isfinite().all() for p in network.parameters()):
        raise InputError(
            "the training of lines diverged: its loss or weights are no numbers any more;"
            f" {recipe.block}.learning_rate is {recipe.learning_rate:g}, allowed: a smaller one"
        )
    return history


def mean_loss(logits: Tensor, labels: Sequence[Sequence[int]]) -> Tensor:
    """Minus the logarithm of the right strings' probability, a digit.

    Args:
        logits: (N, T, 11).
        labels: of each line; one that does not fit into T columns counts as lost, with no gradient.
    """
    # On the CPU, where the sum has one order only.
    columns = logits.float().cpu().log_softmax(-1).transpose(0, 1)
    lengths = torch.tensor([len(string) for string in labels])
    loss: Tensor = functional.ctc_loss(
        columns,
        torch.tensor([label for string in labels for label in string]),
        torch.full_like(lengths, len(columns)),
        lengths,
        blank=BLANK,
        reduction="sum",
        zero_infinity=True,
    )
    return loss / lengths.sum()


def _clip(gradients: Sequence[Tensor]) -> None:
    """Scale all gradients so that their norm together is at most CLIP."""
    norm = nn.utils.get_total_norm(gradients)
    for gradient in gradients:
        gradient.mul_((CLIP / (norm + 1e-6)).clamp(max=1.0))
