"""Thirty-six characters of printed typefaces, read by networks that never saw the family they are asked of.

One network for each family leaves that family out of its training. As a control, as many networks leave out
files of families that they know; a second control has no network at all, the nearest glyph by pixels.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn
from torch.nn import functional

from digitlab.cnn import augmentation
from digitlab.cnn.network import Network, as_input
from digitlab.descent import Descent, Group, OneCycle
from digitlab.errors import InputError
from digitlab.reading.glyphs import CHARACTERS, FAMILIES, Glyphs, names

# Share of the updates over which the learning rate rises; decay of the weights; the windows of max pooling.
WARMUP, DECAY = 0.2, 0.05
KERNELS, POOL = (5, 5, 3), (2, 1, 2)
# Numbers a glyph under every distortion: the affine map's five, the stroke, how much noise.
DRAWS = 7


@dataclass(frozen=True)
class Recipe:
    """How each network is trained and asked.

    Attributes:
        channels: output channels of its three convolutions.
        updates, batch_size, learning_rate: of AdamW in one cycle.
        augmentation: largest ``rotation`` and ``shear`` (degrees), ``translation`` and ``scale`` (shares),
            ``stroke`` (share of the way to the thickest or thinnest of the 3 x 3 pixels around), ``noise``
            (standard deviation as a share of full ink); drawn anew for each glyph of each batch.
        copies: distorted copies of each glyph that a network is asked, drawn like those it is trained on.
        seed: of weights, order and distortions.
    """

    channels: Sequence[int]
    updates: int
    batch_size: int
    learning_rate: float
    augmentation: Mapping[str, float]
    copies: int
    seed: int


def network(channels: Sequence[int]) -> Network:
    """The network of the digits, three convolutions of it, with an output for each character."""
    return Network(channels, KERNELS, (0, 0, 0), POOL, classes=len(CHARACTERS))


def distorted(images: Tensor, random: torch.Generator, augment: Mapping[str, float]) -> Tensor:
    """Each glyph under its own affine map, with a thicker or thinner stroke and with noise.

    Args:
        images: (N, 28, 28) in [0, 1].
        random: what the distortions are drawn with.
        augment: the largest of each, as ``Recipe`` has them.

    Returns:
        (N, 28, 28) in [0, 1].
    """
    largest = dict(augment)
    stroke, noise = largest.pop("stroke"), largest.pop("noise")
    draws = torch.rand(DRAWS, len(images), generator=random).mul_(2).sub_(1)
    images = augmentation.affine(images, draws[:5], **largest)
    if stroke:
        around = images[:, None]
        thick = functional.max_pool2d(around, 3, 1, 1)[:, 0]
        thin = -functional.max_pool2d(-around, 3, 1, 1)[:, 0]
        share = stroke * draws[5, :, None, None]
        images = images + torch.where(share > 0, share * (thick - images), share * (images - thin))
    if noise:
        scale = noise * draws[6, :, None, None].abs()
        images = images + scale * torch.randn(images.shape, generator=random)
    return images.clamp(0, 1)


def trained(images: Tensor, labels: Tensor, recipe: Recipe, tell: Callable[[], None]) -> Network:
    """A network in inference mode of glyphs (N, 28, 28) with labels (N,); ``tell``: after each update.

    Raises:
        InputError: a weight is no finite number any more.
    """
    torch.manual_seed(recipe.seed)
    random = torch.Generator().manual_seed(recipe.seed)
    net = network(recipe.channels)
    # torch's own types leave the memory's order out.
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    decayed = [p for p in net.parameters() if p.ndim > 1]
    rest = [p for p in net.parameters() if p.ndim <= 1]
    descent = Descent("adamw", [Group(decayed, {"weight_decay": DECAY}), Group(rest, {"weight_decay": 0.0})])
    schedule = OneCycle(recipe.learning_rate, recipe.updates, WARMUP)
    order = torch.empty(0, dtype=torch.long)
    for update in range(recipe.updates):
        while len(order) < recipe.batch_size:  # a new pass over the glyphs
            order = torch.cat([order, torch.randperm(len(labels), generator=random)])
        chosen, order = order[: recipe.batch_size], order[recipe.batch_size :]
        batch = distorted(images[chosen], random, recipe.augmentation)
        loss = functional.cross_entropy(net(batch), labels[chosen])
        descent.down(loss, **schedule.at(update))
        tell()
    if not all(bool(p.isfinite().all()) for p in net.state_dict().values()):
        raise InputError(
            f"training diverged: letters.learning_rate is {recipe.learning_rate:g}; allowed: a smaller one"
        )
    return net.eval()


@torch.inference_mode()
def asked(net: nn.Module, images: Tensor) -> tuple[np.ndarray, np.ndarray]:
    """Label and its probability of each of the images (N, 28, 28)."""
    parts = [net(part).softmax(1).max(1) for part in images.split(512)]
    return (
        torch.cat([part.indices for part in parts]).numpy(),
        torch.cat([part.values for part in parts]).numpy(),
    )


def nearest(images: Tensor, known: Tensor, labels: np.ndarray) -> np.ndarray:
    """Label of the nearest of the ``known`` glyphs by the pixels' Euclidean distance."""
    found: np.ndarray = labels[torch.cdist(images.flatten(1), known.flatten(1)).argmin(1).numpy()]
    return found


def by_file(glyphs: Glyphs) -> np.ndarray:
    """The control's parts, (N,): as many as families, each family's files dealt out over them."""
    parts: np.ndarray = glyphs.files % len(FAMILIES)
    return parts


def read(
    glyphs: Glyphs,
    recipe: Recipe,
    counter: Callable[[int], Callable[[int], None]] = lambda total: lambda done: None,
) -> tuple[pd.DataFrame, np.ndarray]:
    """Every glyph and its distorted copies, read by a network that did not see its part.

    Args:
        counter: takes the number of updates in all, gives the callback that is told those done.

    Returns:
        A row for each reading: ``copy`` (0: as drawn), ``glyph`` (its place), ``file``, ``family`` (names),
        ``truth``, ``label``, ``probability``, ``known`` (where its family was known: the control) and
        ``nearest`` (labels; places in ``CHARACTERS``).
        The images that were read, uint8 (copies + 1, N, 28, 28).
    """
    random = torch.Generator().manual_seed(recipe.seed)
    drawn = as_input(glyphs.images)
    copies = [distorted(drawn, random, recipe.augmentation) for _ in range(recipe.copies)]
    # As bytes, as they are kept: what is looked at is what was read.
    images = (torch.stack([drawn, *copies]) * 255).round().to(torch.uint8)
    labels, known, near = (np.empty(images.shape[:2], np.int64) for _ in range(3))
    probabilities = np.empty(images.shape[:2], np.float32)
    told, done = counter(2 * len(FAMILIES) * recipe.updates), 0

    def tell() -> None:
        nonlocal done
        done += 1
        told(done)

    for parts, new in ((glyphs.families, True), (by_file(glyphs), False)):
        for part in range(len(FAMILIES)):
            out, rest = np.flatnonzero(parts == part), np.flatnonzero(parts != part)
            net = trained(drawn[rest], torch.tensor(glyphs.labels[rest]), recipe, tell)
            tested = as_input(images[:, out].flatten(0, 1).numpy())
            found, sure = (values.reshape(len(images), -1) for values in asked(net, tested))
            if new:
                labels[:, out], probabilities[:, out] = found, sure
                near[:, out] = nearest(tested, drawn[rest], glyphs.labels[rest]).reshape(found.shape)
            else:
                known[:, out] = found
    copy, glyph = (place.ravel() for place in np.indices(labels.shape))
    table = {
        "copy": copy,
        "glyph": glyph,
        "file": np.array(names())[glyphs.files][glyph],
        "family": np.array(list(FAMILIES))[glyphs.families][glyph],
        "truth": glyphs.labels[glyph],
        "label": labels.ravel(),
        "probability": probabilities.ravel(),
        "known": known.ravel(),
        "nearest": near.ravel(),
    }
    return pd.DataFrame(table), images.numpy()
