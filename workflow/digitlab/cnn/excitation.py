"""What a layer's channels answer to: which digit of all ten, and where on a digit."""

from collections.abc import Callable, Sequence

import numpy as np

from digitlab import regions
from digitlab.cnn.feature_maps import feature_maps
from digitlab.cnn.network import Network
from digitlab.data.mnist import CLASSES


def responses(
    network: Network,
    images: np.ndarray,
    layer: int,
    tell: Callable[[int], None] = lambda done: None,
    batch: int = 250,
) -> dict[str, np.ndarray]:
    """Each image's mean and strongest response in every channel.

    Args:
        network: the trained network.
        images: uint8 (N, 28, 28); ``layer``: counted from 1.
        tell: called with the number of images done; ``batch``: images at a time.

    Returns:
        ``mean`` and ``strongest`` float32 (N, channels); ``row``, ``column`` of the strongest in the map, the
        first of equals, int (N, channels).
    """
    parts = []
    for start in range(0, len(images), batch):
        maps = feature_maps(network, images[start : start + batch], layer)
        flat = maps.reshape(*maps.shape[:2], -1)
        row, column = np.divmod(flat.argmax(2), maps.shape[3])
        parts.append((flat.mean(2), flat.max(2), row, column))
        tell(min(start + batch, len(images)))
    names = ("mean", "strongest", "row", "column")
    return {
        name: np.concatenate(values) for name, values in zip(names, zip(*parts, strict=True), strict=True)
    }


def by_digit(mean: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Mean response of each channel to each digit, (10, channels); 0 for a digit without images."""
    return np.stack(
        [mean[labels == d].mean(0) if (labels == d).any() else 0 * mean[0] for d in range(CLASSES)]
    )


def parts_of(
    found: dict[str, np.ndarray], images: np.ndarray, centres: Sequence[Sequence[float]]
) -> np.ndarray:
    """The part of each digit at which a channel answers most, int (N, channels), as in ``regions.NAMES``.

    Args:
        found: as ``responses`` returns it, of these images.
        images: uint8 (N, 28, 28), in whose own bounding boxes the parts lie.
        centres: for both axes, the pixel on which the window of each place of the map is centred.

    Returns:
        ``regions.NO_INK`` where the channel is silent.
    """
    rows, columns = (np.asarray(at)[found[name]] for at, name in zip(centres, ("row", "column"), strict=True))
    parts = np.empty(rows.shape, np.int64)
    for at, image in enumerate(images):
        parts[at] = regions.ninths(rows[at], columns[at], regions.bounding_box(image))
    return np.where(found["strongest"] > 0, parts, regions.NO_INK)


def answering(
    found: dict[str, np.ndarray],
    labels: np.ndarray,
    parts: Sequence[np.ndarray],
    higher: Sequence[int],
    count: int,
) -> list[dict[str, int | str | None]]:
    """What each channel answers to.

    Args:
        found: as ``responses`` returns it, of all images.
        labels: their classes, (N,).
        parts: as ``parts_of`` returns them, of the images of the first and of the second class.
        higher: by channel, 0 or 1: the class of the two that it answers to more.
        count: of its strongest images, one response an image.

    Returns:
        A row a channel: ``part`` of the digits of its class where its strongest response lies most often
        (None: it is silent), ``part_digits``: in how many of them, of ``of_digits``; ``excited_by``: the
        digit of all ten with the highest mean response; ``strongest_digit``: the commonest among its
        ``strongest`` images, and how many of them ``strongest_digits`` are.
    """
    means = by_digit(found["mean"], labels)
    rows: list[dict[str, int | str | None]] = []
    for channel, of_class in enumerate(higher):
        here = parts[of_class][:, channel]
        counts = np.bincount(here, minlength=len(regions.NAMES))[: regions.NO_INK]
        most = int(counts.argmax())
        # Those images alone that it answers to at all.
        top = np.argsort(-found["strongest"][:, channel], kind="stable")[:count]
        top = top[found["strongest"][top, channel] > 0]
        seen = np.bincount(labels[top], minlength=CLASSES)
        rows.append(
            {"part": regions.NAMES[most] if counts[most] else None, "part_digits": int(counts[most])}
            | {"of_digits": len(here), "excited_by": int(means[:, channel].argmax()), "strongest": len(top)}
            | {"strongest_digit": int(seen.argmax()), "strongest_digits": int(seen.max())}
        )
    return rows
