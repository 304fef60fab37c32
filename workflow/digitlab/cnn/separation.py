"""What in one layer tells two digits apart: by channel, and by ablating channels.

Channels are ranked and probes and thresholds fitted on training images; every number is of test images.
"""

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from digitlab import statistics
from digitlab.cnn.network import Network, convolution

# On a probe's squared weights.
PENALTY = 1.0
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


Pair = tuple[np.ndarray, np.ndarray]


def probe(train: Pair, *others: Pair) -> list[np.ndarray]:
    """Which images a linear probe gets right: ridge regression on the class, as ``RidgeClassifier`` has it.

    Args:
        train: features (N, F) of the first and of the second class; ``others``: pairs of other images.

    Returns:
        For each pair bool (images,), the first class's images first.
    """
    chosen = np.arange(train[0].shape[1])
    return [right for pair in others for right in probes(train, pair, [chosen])]


def probes(train: Pair, test: Pair, sets: Sequence[np.ndarray]) -> Iterator[np.ndarray]:
    """What ``probe`` gives for many sets of the same features, from sums of products that all of them share.

    Args:
        train, test: features (N, F) of the first and of the second class; ``sets``: of features.

    Yields:
        For each set bool (images,) of the test images.
    """
    x, z = (np.concatenate(pair).astype(np.float64) for pair in (train, test))
    centre, scale = x.mean(0), x.std(0)
    scale = np.where(scale > 0, scale, 1.0)
    x, z = (x - centre) / scale, (z - centre) / scale
    target = 2.0 * _classes(train) - 1
    middle = target.mean()
    products, moments = x.T @ x, x.T @ (target - middle)
    for chosen in sets:
        penalised = products[np.ix_(chosen, chosen)] + PENALTY * np.eye(len(chosen))
        weights = np.linalg.solve(penalised, moments[chosen])
        yield (z[:, chosen] @ weights + middle > 0) == _classes(test)


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
    sets: Sequence[np.ndarray],
) -> Iterator[dict[str, int]]:
    """What the network says of two digits with some channels held at what they are given.

    What follows a layer is linear in its channels: the share of those held is exchanged, or, where they are
    most of them, the others' share is all that is computed anew.

    Args:
        network: the trained network.
        layer: the convolution whose channels are ablated, counted from 1.
        activations: what the next layer reads for the images of each digit, (N, channels, rows, columns).
        held: in place of it, (channels, rows, columns): its mean over both digits alike, or zeros, which is
            what a channel that nothing activates gives.
        digits: the two classes.
        sets: of each, the channels that are held.

    Yields:
        For each set ``first_to_second``, ``second_to_first``: images that now get the other label;
        ``first_to_other``, ``second_to_other``: any third one.
    """
    device = next(network.parameters()).device
    weight, padding, logits = _next(network, layer)
    given = torch.as_tensor(held, dtype=torch.float32, device=device)[None]
    read = [torch.as_tensor(x, device=device) for x in activations]
    whole = [convolution(weight, None, padding, x) for x in read]
    replaced = convolution(weight, None, padding, given)
    for channels in sets:
        anew = np.zeros(len(held), bool)
        anew[channels] = True
        most = 2 * anew.sum() > len(held)
        own = torch.as_tensor(np.flatnonzero(anew != most), device=device)
        part = weight[:, own]
        counts = {}
        for place, (name, other) in enumerate((("first", "second"), ("second", "first"))):
            outputs = replaced.expand_as(whole[place]) if most else whole[place]
            if len(own):
                change = read[place][:, own] - given[:, own]
                outputs = outputs + convolution(part, None, padding, change if most else -change)
            said = logits(outputs).argmax(1).cpu().numpy()
            digit, target = digits[place], digits[1 - place]
            counts[f"{name}_to_{other}"] = int((said == target).sum())
            counts[f"{name}_to_other"] = int(((said != target) & (said != digit)).sum())
        yield counts


def _next(network: Network, layer: int) -> tuple[Tensor, tuple[int, ...], Callable[[Tensor], Tensor]]:
    """After a convolution: kernel and padding of what is linear in it, and from its outputs to logits."""
    if layer < len(network.convolutions):
        following = network.convolutions[layer]
        assert isinstance(following, nn.Conv2d)
        assert isinstance(following.padding, tuple)
        return (
            following.weight,
            following.padding,
            lambda outputs: network.logits(network.read_of(outputs, layer), layer + 1),
        )
    channels = network.convolutions[-1].out_channels
    assert isinstance(channels, int)
    side = math.isqrt(network.linear.in_features // channels)
    kernel = network.linear.weight.unflatten(1, (channels, side, side))
    return kernel, (0, 0), lambda outputs: outputs.flatten(1) + network.linear.bias
