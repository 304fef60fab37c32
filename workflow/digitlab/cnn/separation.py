"""What in one layer tells two digits apart: by channel, by place, and by ablating channels.

Channels are chosen and probes fitted on training images; every number is of test images.
"""

from collections.abc import Sequence

import numpy as np
import torch
from sklearn.linear_model import RidgeClassifier

from digitlab import regions, statistics
from digitlab.cnn.network import Network, as_input


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
        better direction, ``auc_low``, ``auc_high``.
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
        rows.append(
            {"channel": int(channel), "mean_first": first[:, channel].mean()}
            | {"mean_second": second[:, channel].mean(), "effect_size": effects[channel]}
            | {"effect_low": lows[channel], "effect_high": highs[channel]}
            | {"auc": areas[channel], "auc_low": low, "auc_high": high}
        )
    return rows


def probe(train: tuple[np.ndarray, np.ndarray], test: tuple[np.ndarray, np.ndarray]) -> int:
    """How many test images a linear probe (ridge regression on the class) gets right.

    Args:
        train: features (N, F) of the first and of the second class; ``test``: of other images.
    """
    x = np.concatenate(train).astype(np.float64)
    centre, scale = x.mean(0), x.std(0)
    scale = np.where(scale > 0, scale, 1.0)
    train_classes, test_classes = (np.repeat((0, 1), [len(x) for x in group]) for group in (train, test))
    model = RidgeClassifier(alpha=1.0).fit((x - centre) / scale, train_classes)
    predicted = model.predict((np.concatenate(test) - centre) / scale)
    return int((predicted == test_classes).sum())


def places(
    train: tuple[np.ndarray, np.ndarray], test: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """How well each place of the map separates two classes.

    Args:
        train: maps (N, channels, rows, columns) of both classes; ``test``: of other images.

    Returns:
        Test images that a linear probe on the channels at that place gets right, int (rows, columns),
        and the AUC there of the channel that is best on the training images, (rows, columns).
    """
    rows, columns = train[0].shape[2:]
    right = np.empty((rows, columns), np.int64)
    areas = np.empty((rows, columns))
    for r in range(rows):
        for c in range(columns):
            train_here = (train[0][:, :, r, c], train[1][:, :, r, c])
            test_here = (test[0][:, :, r, c], test[1][:, :, r, c])
            right[r, c] = probe(train_here, test_here)
            effects = statistics.effect_size(*train_here)
            best = np.abs(np.where(np.isfinite(effects), effects, 0)).argmax()
            area = float(statistics.auc(*(values[:, [best]] for values in test_here))[0])
            areas[r, c] = area if effects[best] >= 0 else 1 - area
    return right, areas


def best_places(
    right: np.ndarray,
    areas: np.ndarray,
    centres: Sequence[Sequence[float]],
    images: Sequence[np.ndarray],
    typical: Sequence[np.ndarray],
) -> list[dict[str, float | str]]:
    """The places of the map in order, those whose probe is right most often first, and where they lie.

    Args:
        right: test images that the probe at each place gets right, (rows, columns).
        areas: AUC of the best channel there, (rows, columns).
        centres: for both axes, the pixel on which each place's window is centred.
        images: test images of both classes, uint8 (N, 28, 28) each.
        typical: mean image of each class, 0 to 255, (28, 28).

    Returns:
        ``row``, ``column`` (of the map), ``pixel_row``, ``pixel_column``, ``right``, ``share``, ``low``,
        ``high`` (Wilson's), ``auc``, ``part`` of the two digits' common bounding box, and ``ink_first``,
        ``ink_second``: share of each class's images with ink within a pixel of the centre.
    """
    total = sum(len(x) for x in images)
    box = regions.bounding_box(np.maximum(*typical), 64)
    rows = []
    for flat in np.lexsort((-areas.ravel(), -right.ravel())):
        r, c = (int(i) for i in np.unravel_index(flat, right.shape))
        at = (centres[0][r], centres[1][c])
        low, high = statistics.wilson(int(right[r, c]), total)
        rows.append(
            {"row": r, "column": c, "pixel_row": at[0], "pixel_column": at[1], "right": int(right[r, c])}
            | {"share": right[r, c] / total, "low": low, "high": high, "auc": areas[r, c]}
            | {"part": regions.NAMES[regions.part(*at, box)]}
            | {
                f"ink_{name}": regions.ink_near(x, *at)
                for name, x in zip(("first", "second"), images, strict=True)
            }
        )
    return rows


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
    means: np.ndarray,
    digits: Sequence[int],
    channels: np.ndarray,
) -> dict[str, int]:
    """What the network says of two digits with some channels held at their mean.

    Args:
        network: the trained network.
        layer: the convolution whose channels are ablated, counted from 1.
        activations: what the next layer reads for the images of each digit, (N, channels, rows, columns).
        means: the mean of that, over both digits alike, (channels, rows, columns).
        digits: the two classes.
        channels: those held at ``means``.

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
        changed[:, torch.as_tensor(channels)] = torch.as_tensor(means[channels]).float()
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
