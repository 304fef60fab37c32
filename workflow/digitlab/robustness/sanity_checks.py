"""Is a map of what matters about the network, or about the digit alone?

Two checks. The map of a network whose layers are made random one after the other, from the output down,
should become another one (Adebayo et al., *Sanity Checks for Saliency Maps*, 2018). And maps got in other
ways should say the same: integrated gradients (Sundararajan et al., *Axiomatic Attribution for Deep
Networks*, 2017) and gradient times input (Shrikumar et al. 2016).
"""

import copy
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn

from digitlab import regions, statistics
from digitlab.cnn.inference import Folded
from digitlab.cnn.network import Network, as_input
from digitlab.robustness import occlusion

# Random halves of the images whose mean maps are compared.
SPLITS = 500
METHODS = ("integrated gradients", "gradient times input", "the ink itself")


def random_network(trained: Network, seed: int, draw: int) -> Network:
    """A network of the same architecture as before its first update.

    Every weight is uniform within one over the square root of the numbers that its unit reads, as torch draws
    them, but by ``numpy.random.default_rng([seed, draw])`` in the order of ``order_of``, each array whole,
    then in single precision. Batch norm is as before any update: it neither scales nor moves anything.
    """
    random = np.random.default_rng([seed, draw])
    net = copy.deepcopy(trained)
    weights = net.state_dict()
    fan_in = 1
    for name in order_of(trained):
        # A bias has the bound of the weights before it.
        fan_in = math.prod(weights[name].shape[1:]) if name.endswith("weight") else fan_in
        bound = 1 / math.sqrt(fan_in)
        drawn = random.uniform(-bound, bound, tuple(weights[name].shape)).astype(np.float32)
        weights[name].copy_(torch.from_numpy(drawn))
    for norm in net.norms:
        assert isinstance(norm, nn.BatchNorm2d)
        norm.reset_parameters()
    return net


def order_of(network: Network) -> list[str]:
    """Names of the weights in the order in which they are drawn: from the output down."""
    convolutions = [f"convolutions.{at}.weight" for at in reversed(range(len(network.convolutions)))]
    return ["linear.weight", "linear.bias", *convolutions]


@torch.inference_mode()
def cascade(
    trained: Folded,
    random: Sequence[Folded],
    images: np.ndarray,
    digit: int,
    patch: int,
    stride: int,
    tell: Callable[[int], None] = lambda done: None,
) -> tuple[np.ndarray, np.ndarray]:
    """Occlusion maps of a network as it was trained, and with more and more of its layers made random.

    Args:
        trained: the network.
        random: those whose layers take the place of its own, one a draw.
        images: uint8 (N, 28, 28), one or more.
        digit: the class whose probability is followed.
        patch: side of the black square, pixels; ``stride``: from one position to the next.
        tell: called with the number of images done.

    Returns:
        How far the probability drops, uncovered minus covered, float64: of the trained network (N, R, C), and
        (draws, stages, N, R, C), in the first stage with the linear layer random alone, in the last with all.
    """
    depth = len(trained.layers)
    device = next(trained.parameters()).device
    rows, columns = (len(occlusion.positions(side, patch, stride)) for side in images.shape[1:])
    own = np.empty((len(images), rows, columns))
    others = np.empty((len(random), depth + 1, *own.shape))

    def drops(logits: Tensor, which: np.ndarray) -> np.ndarray:
        # Of a network before any update the probability hardly moves: its drop needs the digits.
        p = logits.double().softmax(1)[:, digit].cpu().numpy()
        fallen: np.ndarray = p[which[-1]] - p[which[:-1]]
        return fallen.reshape(rows, columns)

    for at, image in enumerate(images):
        covered = occlusion.cover(image, patch, stride).reshape(-1, *image.shape)
        # The uncovered image last; squares that cover the same ink leave the same image.
        distinct, which = np.unique(np.concatenate([covered, image[None]]), axis=0, return_inverse=True)
        x = as_input(distinct, device)
        read = [trained.activations(x, 0)]
        for layer in trained.layers:
            read.append(layer.rest(layer.convolved(read[-1])))
        own[at] = drops(trained.logits(read[depth], depth), which.ravel())
        for draw, net in enumerate(random):
            for stage, kept in enumerate(range(depth, -1, -1)):
                others[draw, stage, at] = drops(net.logits(read[kept], kept), which.ravel())
        tell(at + 1)
    return own, others


def randomisation(own: np.ndarray, others: np.ndarray) -> list[dict[str, Any]]:
    """Rank correlation of the class's mean map with that of each randomised network.

    Args:
        own, others: as ``cascade`` returns them.

    Returns:
        A row a draw and stage: ``draw``; ``layers``: how many are random, the linear one first;
        ``correlation``: Spearman's of the two mean maps; ``absolute``: of their absolute values, which asks
        where something changes and not in which direction. None where a map does not vary.
    """
    trained = own.mean(0)
    rows = []
    for draw, stages in enumerate(others.mean(2)):
        for layers, random in enumerate(stages, 1):
            found = [spearman(a[None], b[None]) for a, b in ((trained, random), (abs(trained), abs(random)))]
            signed, absolute = (float(r[0]) if len(r) else None for r in found)
            rows.append({"draw": draw, "layers": layers, "correlation": signed, "absolute": absolute})
    return rows


def by_stage(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Means over the draws with Student's 95% intervals.

    Args:
        rows: as ``randomisation`` returns them.

    Returns:
        For each number of ``layers``: ``draws`` in which the maps vary, and ``correlation`` and ``absolute``,
        each with ``_low`` and ``_high``; None where there is nothing to average.
    """
    found = []
    for layers in sorted({row["layers"] for row in rows}):
        here = [row for row in rows if row["layers"] == layers and row["correlation"] is not None]
        stage: dict[str, Any] = {"layers": layers, "draws": len(here)}
        for name in ("correlation", "absolute"):
            values = [row[name] for row in here if row[name] is not None]
            mean = low = high = None
            if values:
                width = statistics.student(len(values))
                mean, low, high = statistics.mean_interval(np.array(values), width)
                low, high = max(low, -1.0), min(high, 1.0)  # of few draws it would reach further
            stage |= {name: mean, f"{name}_low": low, f"{name}_high": high}
        found.append(stage)
    return found


def halves(own: np.ndarray, seed: int) -> dict[str, float | int | None]:
    """Rank correlation of the mean maps of two halves of the images: the highest to be expected.

    Args:
        own: drops, (N, R, C); ``seed``: of the random halves.

    Returns:
        ``correlation``: the mean over ``splits`` random halves in which both maps vary, with ``low`` and
        ``high``, between which 95 of a hundred lie; None where there is none.
    """
    random = np.random.default_rng(seed)
    middle = len(own) // 2
    orders = [random.permutation(len(own)) for _ in range(SPLITS)] if middle else []
    first, second = (
        np.array([own[order[part]].mean(0) for order in orders])
        for part in (slice(middle), slice(middle, None))
    )
    found = spearman(first, second)
    if not len(found):
        return {"splits": 0, "correlation": None, "low": None, "high": None}
    low, high = np.quantile(found, ((1 - statistics.CONFIDENCE) / 2, (1 + statistics.CONFIDENCE) / 2))
    return {
        "splits": len(found),
        "correlation": float(found.mean()),
        "low": float(low),
        "high": float(high),
    }


def per_pixel(drop: np.ndarray, patch: int, stride: int, side: int) -> np.ndarray:
    """Mean drop over the squares that cover each pixel, (N, side, side); nan where none does.

    Args:
        drop: (N, R, C), by the square's top left corner.
        patch: side of the square, pixels; ``stride``: from one position to the next.
        side: of the image.
    """
    total = np.zeros((len(drop), side, side))
    squares = np.zeros((side, side))
    for r, c in np.ndindex(drop.shape[1:]):
        window = np.s_[r * stride : r * stride + patch, c * stride : c * stride + patch]
        total[:, *window] += drop[:, r, c, None, None]
        squares[window] += 1
    with np.errstate(invalid="ignore"):
        mean: np.ndarray = total / squares
    return mean


def gradients(network: nn.Module, pixels: Tensor, digit: int) -> Tensor:
    """Gradient of the digit's probability at each pixel, (N, 28, 28) like ``pixels``, which are in [0, 1]."""
    x = pixels.detach().clone().requires_grad_()
    probability = network(x).softmax(1)[:, digit].sum()
    (gradient,) = torch.autograd.grad(probability, x)
    return gradient


def gradient_times_input(network: nn.Module, images: np.ndarray, digit: int) -> np.ndarray:
    """The digit's probability's gradient at the image, times the image, (N, 28, 28).

    Args:
        network: from images in [0, 1] to logits, in inference mode.
        images: uint8 (N, 28, 28); ``digit``: the class.
    """
    x = as_input(images, next(network.parameters()).device)
    return (gradients(network, x, digit) * x).cpu().numpy()


def integrated_gradients(network: nn.Module, images: np.ndarray, digit: int, steps: int) -> np.ndarray:
    """The same with the gradient averaged over the way from black to the image, (N, 28, 28).

    Args:
        network: from images in [0, 1] to logits, in inference mode.
        images: uint8 (N, 28, 28); ``digit``: the class.
        steps: of the way, the gradient taken in the middle of each.
    """
    x = as_input(images, next(network.parameters()).device)
    total = torch.zeros_like(x)
    for step in range(steps):
        total += gradients(network, x * ((step + 0.5) / steps), digit)
    return (total / steps * x).cpu().numpy()


def agreement(
    drop: np.ndarray, attributions: Mapping[str, np.ndarray], images: np.ndarray, patch: int, stride: int
) -> list[dict[str, Any]]:
    """How far maps agree on what matters, image by image.

    Args:
        drop: by the square's place, (N, R, C).
        attributions: maps to compare with by name, (N, 28, 28); the last is the control.
        images: uint8 (N, 28, 28).
        patch: side of the square, pixels; ``stride``: from one position to the next.

    Returns:
        For each map three rows, by what is compared (``over``): the ``pixels with ink`` and ``all pixels``,
        there with the mean drop over the squares that cover the pixel; and the ``squares``, the
        drop of each with the map's sum under it. In each ``map``, ``images`` in which both vary,
        and ``correlation``, the mean of Spearman's over them, with ``_low`` and ``_high`` (95%);
        ``beyond``: by how much it is above the control's, image by image, likewise with its interval over
        the images in which both are defined; None where there is none.
    """
    by_pixel = per_pixel(drop, patch, stride, images.shape[1])
    covered = np.isfinite(by_pixel)
    found: dict[tuple[str, str], np.ndarray] = {}
    for name, values in attributions.items():
        sums = np.stack([regions.box_sums(each, patch, stride) for each in values])
        for over, first, second, chosen in (
            ("pixels with ink", by_pixel, values, covered & (images > 0)),
            ("all pixels", by_pixel, values, covered),
            ("squares", drop, sums, np.ones(drop.shape, bool)),
        ):
            by_image = [
                spearman(a[at][None], b[at][None]) for a, b, at in zip(first, second, chosen, strict=True)
            ]
            found[name, over] = np.array([each[0] if len(each) else np.nan for each in by_image])
    control = list(attributions)[-1]
    rows = []
    for (name, over), each in found.items():
        row: dict[str, Any] = {"map": name, "over": over, "images": int(np.isfinite(each).sum())}
        for label, values in (("correlation", each), ("beyond", each - found[control, over])):
            defined = values[np.isfinite(values)]
            mean, low, high = statistics.mean_interval(defined) if len(defined) else (None, None, None)
            row |= {label: mean, f"{label}_low": low, f"{label}_high": high}
        rows.append(row)
    return rows


def spearman(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Spearman's rank correlation of each pair of maps, (N, ...) each, that both vary; ties at their mean."""
    if not first.size:
        return np.empty(0)
    ranks = (pd.DataFrame(x.reshape(len(x), -1)).rank(axis=1).to_numpy() for x in (first, second))
    return statistics.correlations(*ranks)
