"""What in one layer tells two digits apart: by channel, and by ablating channels.

Channels are ranked and probes and thresholds fitted on training images; every number is of test images.
"""

from collections.abc import Sequence

import numpy as np
import torch
from sklearn.linear_model import RidgeClassifier

from digitlab import statistics
from digitlab.cnn.network import Network, as_input

# What the ablated channels are held at.
BASELINES = ("mean", "zero")


def channels(
    train: tuple[np.ndarray, np.ndarray], test: tuple[np.ndarray, np.ndarray]
) -> list[dict[str, float]]:
    """How well each channel's mean over the image separates two classes.

    Args:
        train: means (N, channels) of the first and of the second class, by which channels are ranked.
        test: the same of other images, from which the numbers come.

    Returns:
        A row a channel, those first that separate most: ``channel``, ``mean_first``, ``mean_second``,
        ``effect_size`` in pooled standard deviations, positive where the first class's mean is larger,
        ``effect_low``, ``effect_high``, ``auc`` of telling the classes apart by this number alone in its
        better direction, ``auc_low``, ``auc_high``; ``threshold_share``: of the images that a threshold gets
        right which is fitted on the training images, with Wilson's ``threshold_low`` and ``threshold_high``.
    """
    first, second = test
    n, m = len(first), len(second)
    order = np.argsort(-np.abs(statistics.effect_size(*train)), kind="stable")
    effects = statistics.effect_size(first, second)
    lows, highs = statistics.effect_interval(effects, n, m)
    # The direction is the training images' too: 0.5 + |x - 0.5| of test images would flatter the useless.
    upwards = statistics.effect_size(*train) >= 0
    areas = statistics.auc(first, second)
    areas = np.where(upwards, areas, 1 - areas)
    rows = []
    for channel in order:
        low, high = statistics.auc_interval(areas[channel], n, m)
        sign = 1 if upwards[channel] else -1
        limit = threshold(*(sign * values[:, channel] for values in train))
        right = int((sign * first[:, channel] > limit).sum() + (sign * second[:, channel] <= limit).sum())
        right_low, right_high = statistics.wilson(right, n + m)
        rows.append(
            {"channel": int(channel), "mean_first": first[:, channel].mean()}
            | {"mean_second": second[:, channel].mean(), "effect_size": effects[channel]}
            | {"effect_low": lows[channel], "effect_high": highs[channel]}
            | {"auc": areas[channel], "auc_low": low, "auc_high": high}
            | {"threshold_share": right / (n + m), "threshold_low": right_low, "threshold_high": right_high}
        )
    return rows


def threshold(above: np.ndarray, below: np.ndarray) -> float:
    """The number that is right most often where one class lies above it and the other does not.

    Args:
        above: (N,), of the class whose numbers are larger; ``below``: (M,).

    Returns:
        The middle between two neighbouring numbers, the lowest of equals; infinite, either way, where all
        images are best said to be of one class.
    """
    values = np.concatenate([above, below]).astype(np.float64)
    order = np.argsort(values, kind="stable")
    values, of_above = values[order], order < len(above)
    # With the first k numbers said to lie below: those of `below` among them and of `above` after them.
    under = np.concatenate([[0], np.cumsum(~of_above)])
    over = len(above) - np.concatenate([[0], np.cumsum(of_above)])
    right = under + over
    right[1:-1][values[1:] == values[:-1]] = -1
    k = int(right.argmax())
    if k in (0, len(values)):
        return -np.inf if k == 0 else np.inf
    return float((values[k - 1] + values[k]) / 2)


def probe(train: tuple[np.ndarray, np.ndarray], *others: tuple[np.ndarray, np.ndarray]) -> list[np.ndarray]:
    """Which images a linear probe (ridge regression on the class) gets right.

    Args:
        train: features (N, F) of the first and of the second class; ``others``: pairs of other images.

    Returns:
        For each pair bool (images,), the first class's images first.
    """
    x = np.concatenate(train).astype(np.float64)
    centre, scale = x.mean(0), x.std(0)
    scale = np.where(scale > 0, scale, 1.0)
    model = RidgeClassifier(alpha=1.0).fit((x - centre) / scale, _classes(train))
    return [model.predict((np.concatenate(pair) - centre) / scale) == _classes(pair) for pair in others]


def _classes(pair: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    return np.repeat((0, 1), [len(x) for x in pair])


def subsets(
    order: Sequence[int], counts: Sequence[int], draws: int, random: np.random.Generator
) -> list[tuple[int, str, np.ndarray]]:
    """Sets of channels of each size: the most separating ones, then random ones.

    Returns:
        ``(count, "separating" | "random", channels)``; sizes above the number of channels are left out.
    """
    ranked = np.asarray(order)
    sets = []
    for count in sorted({min(c, len(ranked)) for c in counts}):
        sets.append((count, "separating", ranked[:count]))
        sets += [(count, "random", random.choice(len(ranked), count, replace=False)) for _ in range(draws)]
    return sets


@torch.inference_mode()
def ablated(
    network: Network,
    layer: int,
    activations: Sequence[np.ndarray],
    held: np.ndarray,
    digits: Sequence[int],
    channels: np.ndarray,
) -> dict[str, int]:
    """What the network says of two digits with some channels held at what they are given.

    Args:
        network: the trained network.
        layer: the convolution whose channels are ablated, counted from 1.
        activations: what the next layer reads for the images of each digit, (N, channels, rows, columns).
        held: in place of it, (channels, rows, columns): its mean over both digits alike, or zeros, which is
            what a channel that nothing activates gives.
        digits: the two classes.
        channels: those that are held.

    Returns:
        ``first_to_second``, ``second_to_first``: images that now get the other label; ``first_to_other``,
        ``second_to_other``: any third one.
    """
    device = next(network.parameters()).device
    counts = {}
    for name, other, digit, x in zip(
        ("first", "second"), ("second", "first"), digits, activations, strict=True
    ):
        changed = torch.tensor(x)
        changed[:, torch.as_tensor(channels)] = torch.as_tensor(held[channels]).float()
        said = network.logits(changed.to(device), layer).argmax(1).cpu().numpy()
        target = digits[1] if digit == digits[0] else digits[0]
        counts[f"{name}_to_{other}"] = int((said == target).sum())
        counts[f"{name}_to_other"] = int(((said != target) & (said != digit)).sum())
    return counts


@torch.inference_mode()
def activations(network: Network, images: np.ndarray, layer: int, batch: int = 250) -> np.ndarray:
    """``Network.activations`` of one layer for uint8 images (N, 28, 28), float32."""
    device = next(network.parameters()).device
    parts = [
        network.activations(as_input(images[start : start + batch], device), layer).cpu()
        for start in range(0, len(images), batch)
    ]
    return torch.cat(parts).contiguous().numpy()
