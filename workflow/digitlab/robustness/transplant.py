"""Pieces of other digits laid over a digit, with a black piece at the same place as control.

After Rosenfeld, Zemel & Tsotsos, *The Elephant in the Room* (2018), which transplants objects into scenes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import nn

from digitlab import statistics
from digitlab.cnn.network import probabilities
from digitlab.errors import LeftOutError


@dataclass(frozen=True)
class Trials:
    """Random transplants of one patch size from one donor class, tried on one image.

    All arrays have one entry per try: ``donor`` (index in the test images), ``source_row``, ``source_column``
    (top left corner of the piece in the donor), ``row``, ``column`` (where it is laid), ``images`` uint8
    (tries, 28, 28), ``probabilities`` float32 (tries, 10), ``control`` float32 (tries, 10): the same place
    covered in black; ``hidden``: share of the image's ink under the square.
    """

    patch: int
    target: int
    donor: np.ndarray
    source_row: np.ndarray
    source_column: np.ndarray
    row: np.ndarray
    column: np.ndarray
    images: np.ndarray
    probabilities: np.ndarray
    control: np.ndarray
    hidden: np.ndarray

    def reached(self) -> np.ndarray:
        """Tries after which the network sees the donor's class, as indices in the order tried."""
        return np.flatnonzero(self.probabilities.argmax(1) == self.target)

    def counts(self, digit: int) -> dict[str, Any]:
        """How often the label changed at all and to the donor's class, and the same for the black control.

        ``both_flipped``: tries that change the label with the piece and with black; ``reached_by_content``:
        tries that reach the donor's class where black at the same place does not; ``reached_low``,
        ``reached_high``: Wilson's interval of the share that reaches it.
        """
        labels, control = self.probabilities.argmax(1), self.control.argmax(1)
        reached = self.reached()
        low, high = statistics.wilson(len(reached), len(labels))
        return {
            "patch": self.patch,
            "target": self.target,
            "tries": len(labels),
            "flipped": int((labels != digit).sum()),
            "reached": len(reached),
            "first_success": int(reached[0]) + 1 if len(reached) else None,
            "control_flipped": int((control != digit).sum()),
            "control_reached": int((control == self.target).sum()),
            "both_flipped": int(((labels != digit) & (control != digit)).sum()),
            "reached_by_content": int(((labels == self.target) & (control != self.target)).sum()),
            "reached_low": low,
            "reached_high": high,
        }

    def best(self) -> "Transplant":
        """The most confident success, taken from those that the black control does not also bring about.

        Where the control reaches the class in every one of them, the most confident of all.

        Raises:
            ValueError: no try reached the donor's class.
        """
        reached = self.reached()
        if not len(reached):
            raise ValueError(f"none of {len(self.donor)} tries reached {self.target}")
        by_content = reached[self.control[reached].argmax(1) != self.target]
        candidates = by_content if len(by_content) else reached
        i = int(candidates[self.probabilities[candidates, self.target].argmax()])
        row, column = int(self.row[i]), int(self.column[i])
        return Transplant(
            target=self.target,
            patch=self.patch,
            donor=int(self.donor[i]),
            source_row=int(self.source_row[i]),
            source_column=int(self.source_column[i]),
            row=row,
            column=column,
            probability=float(self.probabilities[i, self.target]),
            control_label=int(self.control[i].argmax()),
            control_probability=float(self.control[i].max()),
            tries_to_first_success=int(reached[0]) + 1,
            ink_hidden=float(self.hidden[i]),
            image=self.images[i],
            control_image=blackened(self.images[i], row, column, self.patch),
        )


@dataclass(frozen=True)
class Transplant:
    """One piece of one donor laid over the digit, with what the network says of it and of its control."""

    target: int
    patch: int
    donor: int
    source_row: int
    source_column: int
    row: int
    column: int
    probability: float
    control_label: int
    control_probability: float
    tries_to_first_success: int
    ink_hidden: float
    image: np.ndarray
    control_image: np.ndarray

    def record(self) -> dict[str, int | float]:
        """Everything but the pixels; ``by_content``: whether black does not lead to the same class."""
        known = {name: value for name, value in vars(self).items() if not name.endswith("image")}
        return known | {"by_content": self.control_label != self.target}


def blackened(image: np.ndarray, row: int, column: int, patch: int) -> np.ndarray:
    """The image with a black square whose top left corner is at (row, column)."""
    covered = image.copy()
    covered[row : row + patch, column : column + patch] = 0
    return covered


def totals(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, int]]:
    """Sums of ``Trials.counts`` over all targets, one row for each patch size, ascending."""
    summed = (
        "tries",
        "flipped",
        "reached",
        "control_flipped",
        "control_reached",
        "both_flipped",
        "reached_by_content",
    )
    return [
        {"patch": patch} | {key: sum(row[key] for row in rows if row["patch"] == patch) for key in summed}
        for patch in sorted({row["patch"] for row in rows})
    ]


def cut(
    images: np.ndarray, among: np.ndarray, patch: int, count: int, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Random squares of random images that hold some ink, so that none is a black patch by another name.

    Args:
        images: uint8 (N, 28, 28).
        among: indices of those to draw from, (D,), each with some ink.
        patch: side of the square, pixels.
        count: how many.
        random: source of the random numbers.

    Returns:
        Index of the image, row and column of the top left corner, each (count,), and the pixels,
        uint8 (count, patch, patch).
    """
    places = images.shape[1] - patch + 1
    chosen = random.integers((len(among), places, places), size=(count, 3))
    at, row, column = chosen.T  # views: what is drawn again is seen through them
    pieces = squares(images, among[at], row, column, patch)
    while len(empty := np.flatnonzero(~pieces.any((1, 2)))):
        chosen[empty] = random.integers((len(among), places, places), size=(len(empty), 3))
        pieces[empty] = squares(images, among[at[empty]], row[empty], column[empty], patch)
    return among[at], row, column, pieces


def squares(
    images: np.ndarray, image: np.ndarray, row: np.ndarray, column: np.ndarray, patch: int
) -> np.ndarray:
    """Squares of images, (count, patch, patch), whose top left corners are at (row, column)."""
    side = np.arange(patch)
    cut_out: np.ndarray = images[
        image[:, None, None], (row[:, None] + side)[:, :, None], (column[:, None] + side)[:, None, :]
    ]
    return cut_out


def hidden(image: np.ndarray, row: np.ndarray, column: np.ndarray, patch: int) -> np.ndarray:
    """Share of an image's ink under each of several squares, (count,).

    Args:
        image: uint8 (28, 28), with some ink.
        row: of the square's top left corner, (count,); ``column``: the same.
        patch: side of the square, pixels.
    """
    under = squares(image[None], np.zeros(len(row), np.int64), row, column, patch).sum((1, 2))
    share: np.ndarray = under / image.sum()
    return share


def lay(
    images: np.ndarray, pieces: np.ndarray | int, row: np.ndarray, column: np.ndarray, patch: int
) -> np.ndarray:
    """Copies of images with a square of each replaced.

    Args:
        images: uint8 (count, 28, 28).
        pieces: (count, patch, patch), or one grey value.
        row: of the square's top left corner, (count,); ``column``: the same.
        patch: side of the square, pixels.
    """
    laid = images.copy()
    side = np.arange(patch)
    laid[
        np.arange(len(images))[:, None, None],
        (row[:, None] + side)[:, :, None],
        (column[:, None] + side)[:, None, :],
    ] = pieces
    return laid


def pasted(images: np.ndarray, record: Mapping[str, int]) -> np.ndarray:
    """One digit with one piece of a donor laid over it, (28, 28).

    Args:
        images: uint8 (N, 28, 28), the test images.
        record: ``victim`` and ``donor`` (indices), ``source_row``, ``source_column``, ``row``, ``column``,
            ``patch``.
    """
    at = {name: np.array([value]) for name, value in record.items()}
    piece = squares(images, at["donor"], at["source_row"], at["source_column"], record["patch"])
    together: np.ndarray = lay(images[at["victim"]], piece, at["row"], at["column"], record["patch"])[0]
    return together


def attempt(
    network: nn.Module,
    image: np.ndarray,
    donors: np.ndarray,
    donor_indices: Sequence[int] | np.ndarray,
    target: int,
    patch: int,
    tries: int,
    random: np.random.Generator,
) -> Trials:
    """Lay random pieces of random donors at random places over an image.

    Args:
        network: from images in [0, 1] to logits, in inference mode.
        image: uint8 (28, 28), what is covered.
        donors: uint8 (D, 28, 28), images of the class ``target``.
        donor_indices: their indices in the test images, (D,).
        target: the class that the pieces come from.
        patch: side of the square, pixels.
        tries: how many.
        random: source of the random numbers.
    """
    places = np.arange(len(donors))
    donor, source_row, source_column, pieces = cut(donors, places, patch, tries, random)
    row, column = random.integers(image.shape[0] - patch + 1, size=(2, tries))
    copies = np.repeat(image[None], tries, 0)
    images = lay(copies, pieces, row, column, patch)
    return Trials(
        patch=patch,
        target=target,
        donor=np.asarray(donor_indices)[donor],
        source_row=source_row,
        source_column=source_column,
        row=row,
        column=column,
        images=images,
        probabilities=probabilities(network, images),
        control=probabilities(network, lay(copies, 0, row, column, patch)),
        hidden=hidden(image, row, column, patch),
    )


def other_classes(labels: np.ndarray, digit: int, least: int = 1) -> list[int]:
    """The classes that occur among the labels, ascending, but for one.

    Raises:
        LeftOutError: there are fewer than ``least``.
    """
    others = [int(label) for label in np.unique(labels) if label != digit]
    if len(others) < least:
        held = f"only {', '.join(map(str, others))}" if others else "none"
        raise LeftOutError(
            f"transplant lays pieces of other classes over digit {digit}, and the test images hold {held};"
            f" needed: {least} or more"
        )
    return others


def search(
    network: nn.Module,
    images: np.ndarray,
    labels: np.ndarray,
    index: int,
    sizes: Sequence[int],
    tries: int,
    random: np.random.Generator,
    tell: Callable[[int], None] = lambda done: None,
) -> list[Trials]:
    """Pieces of every other class and every size, tried on one image.

    Args:
        network: from images in [0, 1] to logits, in inference mode.
        images: uint8 (N, 28, 28), the test images, and ``labels`` (N,), their classes.
        index: of the image that is covered.
        sizes: sides of the squares, pixels.
        tries: for each size and class.
        random: source of the random numbers.
        tell: called with the number of trials done.

    Returns:
        Sizes ascending, and for each the classes ascending.
    """
    trials: list[Trials] = []
    for patch in sorted(sizes):
        for target in other_classes(labels, int(labels[index])):
            donors = np.flatnonzero(labels == target)
            trials.append(
                attempt(network, images[index], images[donors], donors, target, patch, tries, random)
            )
            tell(len(trials))
    return trials


def successes(trials: Sequence[Trials]) -> list[Transplant]:
    """For each class that was reached, the best of the first trials that reached it, in that order."""
    best: dict[int, Transplant] = {}
    for trial in trials:
        if trial.target not in best and len(trial.reached()):
            best[trial.target] = trial.best()
    return list(best.values())


def summary(trials: Sequence[Trials], digit: int) -> dict[str, Any]:
    """What the trials on one image come to.

    Args:
        trials: as ``search`` returns them.
        digit: the class of the image that was covered.

    Returns:
        ``sizes``; ``tries_per_patch_and_target``; ``reached``: ``Transplant.record`` of each class's success;
        ``not_reached``: the other classes; ``totals`` by size.
    """
    shown = successes(trials)
    reached = [best.target for best in shown]
    return {
        "sizes": sorted({trial.patch for trial in trials}),
        "tries_per_patch_and_target": len(trials[0].donor),
        "reached": [best.record() for best in shown],
        "not_reached": sorted({trial.target for trial in trials} - set(reached)),
        "totals": totals([trial.counts(digit) for trial in trials]),
    }


def gallery(image: np.ndarray, shown: Sequence[Transplant]) -> dict[str, np.ndarray]:
    """Pictures of successes: the ``original``, the ``targets``, each one's ``images`` and ``controls``."""
    return {
        "original": image,
        "targets": np.array([best.target for best in shown], np.int64),
        "images": np.array([best.image for best in shown], np.uint8).reshape(-1, *image.shape),
        "controls": np.array([best.control_image for best in shown], np.uint8).reshape(-1, *image.shape),
    }
