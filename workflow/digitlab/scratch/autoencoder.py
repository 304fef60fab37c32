"""Autoencoders of digits, in torch: 784-32-k-32-784, beside principal components and the mean image.

Between the layers a leaky ReLU, at the output a logistic function or nothing; trained on the pixels' mean
squared error.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn

from digitlab.data.mnist import SIDE, Split
from digitlab.descent import Descent, Group, OneCycle
from digitlab.errors import InputError
from digitlab.scratch import reconstruction

Output = Literal["logistic", "linear"]

# Of the leaky ReLU: the slope that is left to a unit below 0, so that none dies.
LEAK = 0.1
# Images whose codes are taken at once.
AT_ONCE = 2000


@dataclass(frozen=True)
class Recipe:
    """What all autoencoders have in common.

    Attributes:
        hidden: units of the layer before the code and of the one after it.
        epochs: passes over the training images; batch_size: images per update.
        warmup: share of the updates over which Adam's learning rate rises.
    """

    hidden: int
    epochs: int
    batch_size: int
    warmup: float


@dataclass(frozen=True)
class Contender:
    """What one autoencoder has of its own.

    Attributes:
        code: its narrowest layer; output: what its last layer ends with.
        optimizer: adam, whose rate goes up and down in one cycle, or momentum, whose rate stays.
        learning_rate: its highest; seed: of weights and order.
    """

    code: int
    output: Output
    optimizer: str
    learning_rate: float
    seed: int


class Autoencoder(nn.Module):
    """Images (B, 784) in [0, 1] to the same."""

    def __init__(self, hidden: int, code: int, output: Output) -> None:
        super().__init__()
        pixels = SIDE * SIDE
        self.encoder = nn.Sequential(nn.Linear(pixels, hidden), nn.LeakyReLU(LEAK), nn.Linear(hidden, code))
        end = [nn.Sigmoid()] if output == "logistic" else []
        self.decoder = nn.Sequential(
            nn.Linear(code, hidden), nn.LeakyReLU(LEAK), nn.Linear(hidden, pixels), *end
        )

    def forward(self, images: Tensor) -> Tensor:
        """The reconstructions, of the shape of the images."""
        made: Tensor = self.decoder(self.encoder(images))
        return made


def as_rows(images: np.ndarray) -> Tensor:
    """Images (N, 28, 28) of bytes as float32 (N, 784) in [0, 1]."""
    return torch.tensor(images).reshape(len(images), -1).float() / 255


def trained(
    images: Tensor, recipe: Recipe, contender: Contender, tell: Callable[[], None] = lambda: None
) -> tuple[Autoencoder, list[float]]:
    """One autoencoder.

    Args:
        images: (N, 784) in [0, 1]; recipe, contender: how; tell: called after each epoch.

    Returns:
        The autoencoder; after each epoch the mean squared error of the training images as they came, NaN
        where that is no finite number.

    Raises:
        InputError: there are fewer images than an update takes.
    """
    size = recipe.batch_size
    if size > len(images):
        raise InputError(
            f"autoencoder.batch_size is {size}; allowed: as many as there are training images,"
            f" {len(images)}, or fewer"
        )
    torch.manual_seed(contender.seed)
    net = Autoencoder(recipe.hidden, contender.code, contender.output)
    random = torch.Generator().manual_seed(contender.seed)
    settings = {"learning_rate": contender.learning_rate}
    descent = Descent(contender.optimizer, [Group(list(net.parameters()), settings)])
    updates = len(images) // size
    schedule = OneCycle(contender.learning_rate, updates * recipe.epochs, recipe.warmup)
    losses = []
    for epoch in range(recipe.epochs):
        order, total = torch.randperm(len(images), generator=random), 0.0
        for update in range(updates):
            batch = images[order[update * size : (update + 1) * size]]
            loss = nn.functional.mse_loss(net(batch), batch)
            now = schedule.at(epoch * updates + update) if contender.optimizer == "adam" else {}
            descent.down(loss, **now)
            total += loss.item()
        losses.append(total / updates if math.isfinite(total) else math.nan)
        tell()
    return net, losses


@torch.no_grad()
def reconstructed(net: Autoencoder, images: Tensor) -> Tensor:
    """Reconstructions (N, 784), clamped to the pixels' range as those of every other way are."""
    return torch.cat([net(part).clamp(0, 1) for part in images.split(AT_ONCE)])


@torch.no_grad()
def codes(net: Autoencoder, images: Tensor) -> np.ndarray:
    """What the narrowest layer says of each image, (N, code); 0 where that is no number."""
    found: np.ndarray = torch.cat([net.encoder(part) for part in images.split(AT_ONCE)]).nan_to_num().numpy()
    return found


def contenders(settings: Mapping[str, Any], seed: int) -> list[Contender]:
    """Every autoencoder that is trained.

    At each bottleneck ``repeats`` with a logistic output and Adam; at the widest one with a linear output,
    and one by descent with momentum at each of its learning rates.

    Args:
        settings: the config's ``autoencoder``; seed: of the first of each.
    """
    rate, widest = settings["learning_rate"], max(settings["bottlenecks"])
    usual = [
        Contender(code, "logistic", "adam", rate, own)
        for code in sorted(settings["bottlenecks"])
        for own in range(seed, seed + settings["repeats"])
    ]
    by_momentum = [Contender(widest, "logistic", "momentum", r, seed) for r in settings["momentum_rates"]]
    return [*usual, Contender(widest, "linear", "adam", rate, seed), *by_momentum]


def studied(
    train: Split,
    test: Split,
    recipe: Recipe,
    chosen: Sequence[Contender],
    counter: Callable[[int], Callable[[int], None]] = lambda total: lambda done: None,
) -> tuple[dict[str, Any], pd.DataFrame, dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Autoencoders beside principal components and the mean image, on the test images.

    Args:
        train, test: the two splits; recipe: of all autoencoders; chosen: what each has of its own.
        counter: takes the number of epochs in all, gives the callback that is told those done.

    Returns:
        A summary: ``train_images``, ``test_images``; ``mean_image``: its decibels as
        ``reconstruction.interval`` gives them; ``components``: a row a code, ``code`` and ``decibels``;
        ``networks``: a row each, what ``Contender`` has and ``parameters``, ``decibels``, ``over_components``
        (of as many), ``over_mean`` and, of a linear output, ``logistic_over`` (that of the same code and
        seed); ``map``: as ``reconstruction.neighbourhood`` gives it, of the smallest code beside as many
        components.
        The training error: what ``Contender`` has, ``epoch``, ``loss``.
        Pictures, uint8 (digits, 28, 28), of the first test image of each class: ``original``, and for each
        code ``network_<code>`` and ``components_<code>``; ``linear``: of the linear output.
        Of each test image ``codes`` and ``labels``.
    """
    images, tested = as_rows(train.images), as_rows(test.images)
    told, done = counter(len(chosen) * recipe.epochs), 0

    def tell() -> None:
        nonlocal done
        done += 1
        told(done)

    mean, directions = reconstruction.principal_components(images)
    of_mean = reconstruction.decibels(mean.expand_as(tested), tested)
    shown = first_of_each(test.labels)
    pictures = {"original": test.images[shown]}
    of_components: dict[int, np.ndarray] = {}
    for code in sorted({contender.code for contender in chosen}):
        made = reconstruction.projected(tested, mean, directions[:, :code])
        of_components[code] = reconstruction.decibels(made, tested)
        pictures[f"components_{code}"] = as_images(made[shown])
    smallest = min(of_components)
    networks, losses, found, points = [], [], {}, None
    for contender in chosen:
        net, history = trained(images, recipe, contender, tell)
        made = reconstructed(net, tested)
        found[contender] = quality = reconstruction.decibels(made, tested)
        own = asdict(contender)
        losses += [own | {"epoch": epoch, "loss": loss} for epoch, loss in enumerate(history, 1)]
        row = own | {
            "parameters": sum(part.numel() for part in net.parameters()),
            "decibels": reconstruction.interval(quality),
            "over_components": reconstruction.beside(quality, of_components[contender.code]),
            "over_mean": reconstruction.beside(quality, of_mean),
        }
        if contender.output == "linear":
            usual = found[replace(contender, output="logistic")]
            row["logistic_over"] = reconstruction.beside(usual, quality)
            pictures["linear"] = as_images(made[shown])
        networks.append(row)
        if contender.optimizer == "adam" and contender.output == "logistic":
            pictures.setdefault(f"network_{contender.code}", as_images(made[shown]))
            if points is None and contender.code == smallest:
                points = codes(net, tested)
    assert points is not None  # a logistic network at each code comes first
    beside = ((tested - mean) @ directions[:, :smallest]).numpy()
    summary = {
        "train_images": len(train),
        "test_images": len(test),
        "mean_image": reconstruction.interval(of_mean),
        "components": [
            {"code": code, "decibels": reconstruction.interval(values)}
            for code, values in of_components.items()
        ],
        "networks": networks,
        "map": reconstruction.neighbourhood(points, beside, test.labels),
    }
    return summary, pd.DataFrame(losses), pictures, {"codes": points, "labels": test.labels}


def first_of_each(labels: np.ndarray) -> np.ndarray:
    """The index of the first image of each class that there is, in the order of the classes."""
    return np.unique(labels, return_index=True)[1]


def as_images(rows: Tensor) -> np.ndarray:
    """Rows (N, 784) in [0, 1] as bytes (N, 28, 28)."""
    images: np.ndarray = (255 * rows.nan_to_num()).round().byte().numpy().reshape(-1, SIDE, SIDE)
    return images
