"""Pieces of other digits laid over a digit, with a black piece at the same place as control.

After Rosenfeld, Zemel & Tsotsos, *The Elephant in the Room* (2018), which transplants objects into scenes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from torch import nn

from digitlab.cnn.network import probabilities


@dataclass(frozen=True)
class Trials:
    """Random transplants of one patch size from one donor class, tried on one image.

    All arrays have one entry per try: ``donor`` (index in the test images), ``source_row``, ``source_column``
    (top left corner of the piece in the donor), ``row``, ``column`` (where it is laid), ``images`` uint8
    (tries, 28, 28), ``probabilities`` float32 (tries, 10), ``control`` float32 (tries, 10): the same place
    covered in black.
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

    def reached(self) -> np.ndarray:
        """Tries after which the network sees the donor's class, as indices in the order tried."""
        return np.flatnonzero(self.probabilities.argmax(1) == self.target)

    def counts(self, digit: int) -> dict[str, int | None]:
        """How often the label changed at all and to the donor's class, and the same for the black control.

        ``both_flipped``: tries that change the label with the piece and with black; ``reached_by_content``:
        tries that reach the donor's class where black at the same place does not.
        """
        labels, control = self.probabilities.argmax(1), self.control.argmax(1)
        reached = self.reached()
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
        place = (int(self.source_row[i]), int(self.source_column[i]), int(self.row[i]), int(self.column[i]))
        return Transplant(
            self.target,
            self.patch,
            int(self.donor[i]),
            *place,
            float(self.probabilities[i, self.target]),
            int(self.control[i].argmax()),
            float(self.control[i].max()),
            int(reached[0]) + 1,
            self.images[i],
            blackened(self.images[i], place[2], place[3], self.patch),
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
    image: np.ndarray
    control_image: np.ndarray

    def described(self) -> dict[str, int | float]:
        """Everything but the pixels; ``by_content``: whether black does not lead to the same class."""
        known = {name: value for name, value in vars(self).items() if not name.endswith("image")}
        return known | {"by_content": self.control_label != self.target}


def blackened(image: np.ndarray, row: int, column: int, patch: int) -> np.ndarray:
    """The image with a black square whose top left corner is at (row, column)."""
    covered = image.copy()
    covered[row : row + patch, column : column + patch] = 0
    return covered


def totals(rows: Sequence[dict]) -> list[dict[str, int]]:
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


def attempt(
    network: nn.Module,
    image: np.ndarray,
    donors: np.ndarray,
    donor_indices: Sequence[int],
    target: int,
    patch: int,
    tries: int,
    random: np.random.Generator,
) -> Trials:
    """Lay random pieces of random donors at random places over an image.

    A piece is drawn among those that hold some ink, so that none is a black patch by another name.

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
    places = image.shape[0] - patch + 1
    chosen = np.empty((tries, 3), np.int64)
    pieces = np.empty((tries, patch, patch), np.uint8)
    for i in range(tries):
        while True:
            donor, top, left = random.integers((len(donors), places, places))
            piece = donors[donor, top : top + patch, left : left + patch]
            if piece.any():
                break
        chosen[i], pieces[i] = (donor, top, left), piece
    corner = random.integers(places, size=(tries, 2))
    images = np.repeat(image[None], tries, 0)
    control = np.empty_like(images)
    for i, (row, column) in enumerate(corner):
        images[i, row : row + patch, column : column + patch] = pieces[i]
        control[i] = blackened(image, row, column, patch)
    return Trials(
        patch,
        target,
        np.asarray(donor_indices)[chosen[:, 0]],
        chosen[:, 1],
        chosen[:, 2],
        corner[:, 0],
        corner[:, 1],
        images,
        probabilities(network, images),
        probabilities(network, control),
    )
