"""Transplants on many digits against three controls: what a piece's content adds to hiding and to clutter.

At every place where a piece is laid, a black square, a square of noise and a piece of a third class are laid
as well. The noise is the piece's own pixels in random order: the same ink, no shape. The third class's piece
is drawn as the piece is: ink and strokes, of the wrong digit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from torch import nn

from digitlab import statistics
from digitlab.cnn.network import probabilities
from digitlab.robustness import transplant

CONTROLS = ("black", "noise", "mismatched")
KINDS = ("piece", *CONTROLS)
# A square that hides so much of the ink leaves no digit with a patch on it.
HALF = 0.5


@dataclass(frozen=True)
class Drawn:
    """What was drawn for each try, arrays of one shape.

    Attributes:
        donor: index in the test images of the piece's digit; ``source_row``, ``source_column``: the piece's
            top left corner in it.
        other_donor, other_row, other_column: the same of the third class's piece.
        row, column: where the squares are laid.
    """

    donor: np.ndarray
    source_row: np.ndarray
    source_column: np.ndarray
    other_donor: np.ndarray
    other_row: np.ndarray
    other_column: np.ndarray
    row: np.ndarray
    column: np.ndarray


DRAWN = tuple(field.name for field in fields(Drawn))


@dataclass(frozen=True)
class Protocol:
    """All tries of one patch size: V digits, K target classes, T tries for each pair.

    Attributes:
        patch: side of the square, pixels.
        digit: the class of the digits that are covered.
        victims: their indices in the test images, (V,).
        targets: (K,), the classes that the pieces come from.
        drawn: arrays of shape (V, K, T).
        hidden: share of the digit's ink under the square, (V, K, T).
        labels: by kind of square, (V, K, T); ``confidence``: the probability of that label.
    """

    patch: int
    digit: int
    victims: np.ndarray
    targets: np.ndarray
    drawn: Drawn
    hidden: np.ndarray
    labels: Mapping[str, np.ndarray]
    confidence: Mapping[str, np.ndarray]

    def flipped(self, kind: str) -> np.ndarray:
        """Tries that change the label, (V, K, T) of bool."""
        changed: np.ndarray = self.labels[kind] != self.digit
        return changed

    def reached(self, kind: str) -> np.ndarray:
        """Tries after which the network sees the class that the piece comes from, (V, K, T) of bool."""
        same: np.ndarray = self.labels[kind] == self.targets[:, None]
        return same

    def by_content(self) -> np.ndarray:
        """Tries in which the piece led to its class and no control did, (V, K, T) of bool: what is shown."""
        alone: np.ndarray = self.reached("piece") & ~np.any([self.reached(kind) for kind in CONTROLS], axis=0)
        return alone

    def rates(self) -> list[dict[str, Any]]:
        """A row for each kind of square.

        ``tries``; ``flipped`` as count, share and Wilson's interval over tries; ``margin``: by how much the
        piece's share of flipped tries is larger, mean over digits with its 95% interval; ``landed``: share of
        the flips that land on the piece's class; ``confidence``: mean probability of the new label;
        ``ink_hidden``: mean share of the ink under the square, and ``half_hidden``: share of the tries in
        which that is half or more, the same for every kind; and what ``against`` says.
        """
        rows = []
        for kind in KINDS:
            flipped, reached = self.flipped(kind), self.reached(kind)
            count, flips = int(flipped.sum()), max(int(flipped.sum()), 1)
            low, high = statistics.wilson(count, flipped.size)
            row: dict[str, Any] = {"patch": self.patch, "kind": kind, "flipped": count}
            row |= {"flipped_share": count / flipped.size, "flipped_low": low, "flipped_high": high}
            row |= margin("margin", self.flipped("piece"), flipped)
            row["landed"] = int(reached.sum()) / flips
            row["confidence"] = float(self.confidence[kind][flipped].sum() / flips)
            row |= {"ink_hidden": float(self.hidden.mean())}
            row |= {"half_hidden": float((self.hidden >= HALF).mean())}
            rows.append(row | against(self.reached("piece"), reached))
        return rows

    def by_target(self) -> list[dict[str, Any]]:
        """What ``against`` says for each target class and each kind of square, a row each."""
        return [
            {"patch": self.patch, "target": int(target), "kind": kind}
            | against(self.reached("piece")[:, k], self.reached(kind)[:, k])
            for k, target in enumerate(self.targets)
            for kind in KINDS
        ]

    def best(self) -> dict[int, dict[str, Any]]:
        """For each target reached by content, the most confident such try: its place, donor and labels."""
        content = self.by_content()
        records = {}
        for k, target in enumerate(self.targets):
            if not content[:, k].any():
                continue
            score = np.where(content[:, k], self.confidence["piece"][:, k], -1)
            v, t = np.unravel_index(score.argmax(), score.shape)
            record: dict[str, Any] = {"patch": self.patch, "target": int(target)}
            record["victim"] = int(self.victims[v])
            for name in DRAWN:
                record[name] = int(getattr(self.drawn, name)[v, k, t])
            record["ink_hidden"] = float(self.hidden[v, k, t])
            for kind in KINDS:
                record[f"{kind}_label"] = int(self.labels[kind][v, k, t])
                record[f"{kind}_probability"] = float(self.confidence[kind][v, k, t])
            records[int(target)] = record
        return records


def against(piece: np.ndarray, control: np.ndarray) -> dict[str, Any]:
    """How often a control leads to the piece's class, and how often the piece does.

    Args:
        piece: tries that the piece brings there, (V, ...) of bool; ``control``: that the control does.

    Returns:
        ``tries``; the control's ``reached`` as count, share and Wilson's interval over tries; ``piece_only``
        and ``control_only``: tries that one of the two alone brings there; ``net``: the piece's share less
        the control's, mean over digits with its 95% interval.
    """
    count, tries = int(control.sum()), control.size
    low, high = statistics.wilson(count, tries)
    row: dict[str, Any] = {"tries": tries, "reached": count, "reached_share": count / tries}
    row |= {"reached_low": low, "reached_high": high}
    row |= {"piece_only": int((piece & ~control).sum()), "control_only": int((control & ~piece).sum())}
    return row | margin("net", piece, control)


def margin(name: str, piece: np.ndarray, control: np.ndarray) -> dict[str, float]:
    """The piece's share of tries less the control's, (V, ...) each: mean over digits with 95% interval."""
    others = tuple(range(1, piece.ndim))
    mean, low, high = statistics.mean_interval(piece.mean(others) - control.mean(others))
    return {name: mean, f"{name}_low": low, f"{name}_high": high}


def run(
    network: nn.Module,
    images: np.ndarray,
    victims: np.ndarray,
    digit: int,
    donors: Mapping[int, np.ndarray],
    patch: int,
    tries: int,
    random: np.random.Generator,
    tell: Callable[[int], None] = lambda done: None,
) -> Protocol:
    """Every try of one patch size.

    Args:
        network: from images in [0, 1] to logits, in inference mode.
        images: uint8 (N, 28, 28), the test images.
        victims: indices of the digits to cover, (V,).
        digit: their class.
        donors: for each target class the indices of the images that give pieces; none is a victim. Two
            classes or more: a piece of a third one is a control.
        patch: side of the square, pixels.
        tries: for each victim and target.
        random: source of the random numbers.
        tell: called with the number of victims done.
    """
    targets = np.array(sorted(donors))
    thirds = {k: np.concatenate([donors[other] for other in targets if other != k]) for k in targets}
    shape = (len(victims), len(targets), tries)
    drawn = {name: np.empty(shape, np.int64) for name in DRAWN}
    hidden = np.empty(shape)
    labels = {kind: np.empty(shape, np.int64) for kind in KINDS}
    confidence = {kind: np.empty(shape, np.float32) for kind in KINDS}
    places = images.shape[1] - patch + 1
    for v, victim in enumerate(victims):
        pieces, mismatched = [], []
        for k, target in enumerate(targets):
            *source, piece = transplant.cut(images, donors[target], patch, tries, random)
            drawn["donor"][v, k], drawn["source_row"][v, k], drawn["source_column"][v, k] = source
            *source, other = transplant.cut(images, thirds[target], patch, tries, random)
            drawn["other_donor"][v, k], drawn["other_row"][v, k], drawn["other_column"][v, k] = source
            drawn["row"][v, k], drawn["column"][v, k] = random.integers(places, size=(2, tries))
            pieces.append(piece)
            mismatched.append(other)
        laid = np.concatenate(pieces)
        row, column = drawn["row"][v].ravel(), drawn["column"][v].ravel()
        hidden[v] = transplant.hidden(images[victim], row, column, patch).reshape(shape[1:])
        copies = np.repeat(images[victim][None], len(laid), 0)
        # Black at one place is one image, however often that is drawn.
        once, again = np.unique([row, column], axis=1, return_inverse=True)
        squares = (laid, shuffled(laid, random), np.concatenate(mismatched))
        covered = [transplant.lay(copies, square, row, column, patch) for square in squares]
        covered.append(transplant.lay(copies[: once.shape[1]], 0, once[0], once[1], patch))
        outputs = probabilities(network, np.concatenate(covered))
        parts = np.split(outputs, len(laid) * np.arange(1, len(covered)))
        parts[-1] = parts[-1][again]
        for kind, part in zip(("piece", "noise", "mismatched", "black"), parts, strict=True):
            of_kind = part.reshape(*shape[1:], -1)
            labels[kind][v] = of_kind.argmax(-1)
            confidence[kind][v] = of_kind.max(-1)
        tell(v + 1)
    return Protocol(
        patch=patch,
        digit=digit,
        victims=np.asarray(victims),
        targets=targets,
        drawn=Drawn(**drawn),
        hidden=hidden,
        labels=labels,
        confidence=confidence,
    )


def shuffled(pieces: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Each piece's own pixels in random order, (count, patch, patch)."""
    flat = pieces.reshape(len(pieces), -1)
    return random.permuted(flat, axis=1).reshape(pieces.shape)


def record(protocols: Sequence[Protocol]) -> dict[str, np.ndarray]:
    """Everything that was drawn, to lay it again, and the labels that it led to.

    Args:
        protocols: one for each of S patch sizes, over the same digits and targets.

    Returns:
        ``patches`` (S,), ``victims`` (V,), ``targets`` (K,); the attributes of ``Drawn``, and ``piece``,
        ``black``, ``noise`` and ``mismatched``, the labels: (S, V, K, T), in as few bytes as they take.
    """
    first = protocols[0]
    found = {
        "patches": np.array([p.patch for p in protocols]),
        "victims": first.victims,
        "targets": first.targets,
    }
    for name in DRAWN:
        kind = np.int32 if name.endswith("donor") else np.uint8
        found[name] = np.stack([getattr(p.drawn, name) for p in protocols]).astype(kind)
    return found | {kind: np.stack([p.labels[kind] for p in protocols]).astype(np.uint8) for kind in KINDS}


def successes(protocols: Sequence[Protocol]) -> list[dict[str, Any]]:
    """For each target reached by content, ascending, ``Protocol.best`` at the smallest side that did it."""
    best: dict[int, dict[str, Any]] = {}
    for protocol in sorted(protocols, key=lambda protocol: protocol.patch):
        best = protocol.best() | best
    return [best[target] for target in sorted(best)]


def gallery(images: np.ndarray, records: Sequence[Mapping[str, Any]]) -> dict[str, np.ndarray]:
    """Pictures of successes: the ``originals``, the ``donors``, and the two together, ``images``.

    Args:
        images: uint8 (N, 28, 28), the test images.
        records: as ``successes`` returns them.
    """
    together = [transplant.pasted(images, record) for record in records]
    return {
        "originals": images[[record["victim"] for record in records]],
        "donors": images[[record["donor"] for record in records]],
        "images": np.array(together, np.uint8).reshape(-1, *images.shape[1:]),
    }
