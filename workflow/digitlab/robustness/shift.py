"""Moving digits by whole pixels with the border clamped, and what the network makes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import nn

from digitlab import statistics
from digitlab.cnn.inference import everywhere
from digitlab.data.mnist import CLASSES

AXES = ("horizontal", "vertical")


@dataclass(frozen=True)
class Move:
    """So many pixels along one axis: to the right or down, negative to the left or up."""

    axis: str
    pixels: int

    @property
    def right(self) -> int:
        """Columns to the right."""
        return self.pixels if self.axis == "horizontal" else 0

    @property
    def down(self) -> int:
        """Rows down."""
        return self.pixels if self.axis == "vertical" else 0


def shift(images: np.ndarray, right: int = 0, down: int = 0, fill: str = "clamp") -> np.ndarray:
    """Images moved by whole pixels.

    Args:
        images: (..., rows, columns) of any kind.
        right: columns to the right, negative to the left.
        down: rows down, negative up.
        fill: what comes in: ``clamp`` repeats the nearest border pixel, ``zero`` is black.

    Returns:
        An array of the same shape and kind.
    """
    if fill not in ("clamp", "zero"):
        raise ValueError(f"fill {fill!r}; allowed: clamp, zero")
    axes = []
    for size, amount in zip(images.shape[-2:], (down, right), strict=True):
        axes.append(np.arange(size) - amount)
    inside = [(source >= 0) & (source < len(source)) for source in axes]
    rows, columns = (np.clip(source, 0, len(source) - 1) for source in axes)
    moved: np.ndarray = images[..., rows[:, None], columns[None, :]]
    if fill == "zero":
        moved[..., ~(inside[0][:, None] & inside[1][None, :])] = 0
    return moved


def film(pixels: int, reach: int) -> list[int]:
    """Shifts to show side by side: none, ``pixels`` and ``reach`` either way, and two between them."""
    far = sorted({round(float(amount)) for amount in np.linspace(pixels, reach, 4)})
    return [-amount for amount in reversed(far)] + [0] + far


def moves(reach: int, *axes: str) -> list[Move]:
    """Every shift by up to ``reach`` pixels either way, axis by axis."""
    return [Move(axis, pixels) for axis in axes for pixels in range(-reach, reach + 1)]


def canvas(images: np.ndarray, right: int = 0, down: int = 0, fill: str = "clamp") -> np.ndarray:
    """Images with so much more on both sides that every shift as far as that is a window of them.

    Args:
        images: (N, rows, columns).
        right: columns added on the left and on the right; down: rows added above and below.
        fill: what comes in, as ``shift`` takes it.
    """
    width = ((0, 0), (down, down), (right, right))
    return np.pad(images, width, mode="edge") if fill == "clamp" else np.pad(images, width)


def along(
    network: nn.Module,
    images: np.ndarray,
    axis: str,
    reach: int,
    fill: str = "clamp",
    tell: Callable[[int], None] = lambda done: None,
) -> np.ndarray:
    """What the network says of images moved along one axis, (2 reach + 1, N, 10).

    Args:
        network: from images in [0, 1] to logits, in inference mode.
        images: uint8 (N, 28, 28).
        axis: ``horizontal`` or ``vertical``.
        reach: pixels either way; the first outputs are for the farthest left or up.
        fill: what comes in, as ``shift`` takes it.
        tell: called with the number of images done.
    """
    right, down = (reach, 0) if axis == "horizontal" else (0, reach)
    found = everywhere(network, canvas(images, right, down, fill), tell)
    # The first window of the canvas shows the image moved farthest to the right, or down.
    moved: np.ndarray = found.reshape(len(images), 2 * reach + 1, CLASSES)[:, ::-1].transpose(1, 0, 2)
    return moved


def consistency(before: np.ndarray, after: np.ndarray, labels: np.ndarray) -> list[dict[str, Any]]:
    """How consistent the network's labels are under a change of the images, class by class.

    Args:
        before: outputs for the unchanged images, (N, 10); ``after``: for the changed ones.
        labels: the truth, (N,).

    Returns:
        A row for each ``digit`` (``all``, 0 to 9) and each ``before`` (``any``, ``right``, ``wrong``: whether
        the unchanged image was classified correctly) that any image belongs to. ``digits``; ``same`` (label
        as before) and ``correct`` as counts, and as ``_share`` with Wilson's ``_low`` and ``_high``;
        ``divergence``: mean Jensen-Shannon divergence of the outputs, bits.
    """
    old, new = before.argmax(1), after.argmax(1)
    right = old == labels
    divergence = statistics.jensen_shannon(before, after)
    rows = []
    digits: list[int | str] = ["all", *range(CLASSES)]
    for digit in digits:
        of_class = np.ones(len(labels), bool) if digit == "all" else labels == digit
        for name, members in (("any", of_class), ("right", of_class & right), ("wrong", of_class & ~right)):
            n = int(members.sum())
            if not n:
                continue
            row: dict[str, Any] = {"digit": digit, "before": name, "digits": n}
            for key, kept in (("same", old == new), ("correct", new == labels)):
                count = int(kept[members].sum())
                low, high = statistics.wilson(count, n)
                row |= {key: count, f"{key}_share": count / n, f"{key}_low": low, f"{key}_high": high}
            rows.append(row | {"divergence": float(divergence[members].mean())})
    return rows


def filled_otherwise(images: np.ndarray, right: int, down: int) -> np.ndarray:
    """Which images differ between clamped and zero-filled shifts, (N,) of bool."""
    clamped = shift(images, right, down)
    differ: np.ndarray = (clamped != shift(images, right, down, "zero")).any((-2, -1))
    return differ


def predictions(after: np.ndarray, labels: np.ndarray, digit: int) -> list[dict[str, int]]:
    """What the images of one class are taken for: a row for each ``label`` with the number of ``digits``.

    Args:
        after: outputs for the moved images, (N, 10).
        labels: the truth, (N,).
        digit: the class.
    """
    counts = np.bincount(after.argmax(1)[labels == digit], minlength=CLASSES)
    return [{"label": label, "digits": int(count)} for label, count in enumerate(counts)]


def fill_differences(
    network: nn.Module, images: np.ndarray, labels: np.ndarray, after: np.ndarray, axis: str
) -> list[dict[str, Any]]:
    """What it changes that the border is clamped and not filled with black.

    Args:
        network: from images in [0, 1] to logits, in inference mode.
        images: uint8 (N, 28, 28), not moved.
        labels: the truth, (N,).
        after: outputs for the images moved along the axis and clamped, (2 reach + 1, N, 10).
        axis: along which they were moved.

    Returns:
        A row a shift: ``axis``, ``pixels``; ``digits``: images that differ; of these, ``other_label``: those
        with another label, ``correct_clamped`` and ``correct_zero``: those classified correctly.
    """
    reach = len(after) // 2
    # Without ink on the border there is nothing to repeat.
    touched = np.flatnonzero(images.sum((1, 2)) > images[:, 1:-1, 1:-1].sum((1, 2)))
    images, labels = images[touched], labels[touched]
    with_black = along(network, images, axis, reach, "zero").argmax(2)
    clamped = after[:, touched].argmax(2)
    rows = []
    for move, black, edge in zip(moves(reach, axis), with_black, clamped, strict=True):
        these = filled_otherwise(images, move.right, move.down)
        row: dict[str, Any] = {"axis": axis, "pixels": move.pixels, "digits": int(these.sum())}
        row["other_label"] = int((black != edge)[these].sum())
        row["correct_clamped"] = int((edge == labels)[these].sum())
        rows.append(row | {"correct_zero": int((black == labels)[these].sum())})
    return rows


def first_of_each(labels: np.ndarray, count: int) -> np.ndarray:
    """Indices of the first images of each class, ``count`` or all there are, class after class."""
    return np.concatenate([np.flatnonzero(labels == digit)[:count] for digit in range(CLASSES)])


def both_ways(
    network: nn.Module,
    images: np.ndarray,
    labels: np.ndarray,
    before: np.ndarray,
    reach: int,
    tell: Callable[[int], None] = lambda done: None,
) -> dict[str, np.ndarray]:
    """How many images of each class keep their label, moved along both axes at once.

    Args:
        network: from images in [0, 1] to logits, in inference mode.
        images: uint8 (N, 28, 28).
        labels: the truth, (N,).
        before: outputs for the unchanged images, (N, 10).
        reach: pixels either way.
        tell: called with the number of images done.

    Returns:
        ``pixels`` (P,); ``same`` (10, P, P): by class, pixels down and pixels to the right; ``digits`` (10,);
        ``suffers`` (): of the classes that there are, the one that keeps its label at the fewest shifts.
    """
    pixels = np.arange(-reach, reach + 1)
    moved = everywhere(network, canvas(images, reach, reach), tell)[:, ::-1, ::-1].argmax(-1)
    kept = moved == before.argmax(1)[:, None, None]
    same = np.zeros((CLASSES, len(pixels), len(pixels)), np.int64)
    np.add.at(same, labels, kept)
    digits = np.bincount(labels, minlength=CLASSES)
    share = np.where(digits > 0, same.sum((1, 2)) / np.maximum(digits, 1), np.inf)
    return {"pixels": pixels, "same": same, "digits": digits, "suffers": np.array(share.argmin())}


def retrieved(given: np.ndarray, truth: np.ndarray) -> list[dict[str, Any]]:
    """Precision and recall of each label.

    Args:
        given: the labels that the network gives, (N,); ``truth``: the classes, (N,).

    Returns:
        A row for each ``digit``: ``members`` of the class; images ``given`` its label; ``hits``: those that
        are both; ``recall_share`` of the members and ``precision_share`` of the given that are hits, with
        Wilson's ``_low`` and ``_high``, None where there are no members or none is given.
    """
    rows = []
    for digit in range(CLASSES):
        members, named = truth == digit, given == digit
        hits = int((members & named).sum())
        row: dict[str, Any] = {"digit": digit, "members": int(members.sum()), "given": int(named.sum())}
        row["hits"] = hits
        for name, total in (("recall", row["members"]), ("precision", row["given"])):
            low, high = statistics.wilson(hits, total) if total else (None, None)
            share = hits / total if total else None
            row |= {f"{name}_share": share, f"{name}_low": low, f"{name}_high": high}
        rows.append(row)
    return rows


def ink_lost(images: np.ndarray, reach: int) -> list[dict[str, Any]]:
    """How much ink leaves the image when it is moved sideways; what clamping adds is not set against it.

    Args:
        images: uint8 (N, 28, 28), each with some ink.
        reach: pixels either way.

    Returns:
        A row for each number of ``pixels`` to the right: ``digits``; ``cut``: those that lose ink, also as
        share with Wilson's interval; ``lost``: mean share of a digit's ink that is lost.
    """
    columns = images.sum(1, dtype=np.int64)
    ink = columns.sum(1)
    rows = []
    for pixels in range(-reach, reach + 1):
        gone = columns[:, columns.shape[1] - pixels :] if pixels > 0 else columns[:, :-pixels]
        lost = gone.sum(1)
        cut = int((lost > 0).sum())
        low, high = statistics.wilson(cut, len(images))
        row: dict[str, Any] = {"pixels": pixels, "digits": len(images), "cut": cut}
        row |= {"cut_share": cut / len(images), "cut_low": low, "cut_high": high}
        rows.append(row | {"lost": float((lost / ink).mean())})
    return rows
