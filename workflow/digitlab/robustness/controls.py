"""Transplants on many digits against two controls: what a piece's content adds to hiding and to clutter.

At every place where a piece is laid, a black square and a square of noise are laid as well. The noise is the
piece's own pixels in random order: the same ink, no shape.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import nn

from digitlab import statistics
from digitlab.cnn.network import probabilities
from digitlab.robustness import transplant

KINDS = ("piece", "black", "noise")


@dataclass(frozen=True)
class Protocol:
    """All tries of one patch size: V digits, K target classes, T tries for each pair.

    Attributes:
        patch: side of the square, pixels.
        digit: the class of the digits that are covered.
        victims: their indices in the test images, (V,).
        targets: (K,), the classes that the pieces come from.
        donor: index in the test images, ``source_row``, ``source_column``, ``row``, ``column``: (V, K, T).
        labels: by kind of square, (V, K, T); ``confidence``: the probability of that label.
    """

    patch: int
    digit: int
    victims: np.ndarray
    targets: np.ndarray
    donor: np.ndarray
    source_row: np.ndarray
    source_column: np.ndarray
    row: np.ndarray
    column: np.ndarray
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
        """Tries in which the piece led to its class and neither control did, (V, K, T) of bool."""
        alone: np.ndarray = self.reached("piece") & ~self.reached("black") & ~self.reached("noise")
        return alone

    def rates(self) -> list[dict[str, Any]]:
        """A row for each kind of square.

        ``tries``, ``flipped``, ``reached`` with shares and Wilson's intervals over tries; ``victims``,
        ``victims_flipped`` and ``victims_reached`` (digits with at least one such try) likewise;
        ``landed``: share of the flips that land on the piece's class; ``confidence``: mean probability of
        the new label; for the controls ``margin`` and ``target_margin``: by how much the piece's share of
        flipped, and of reached, tries is larger, means over digits with 95% intervals.
        """
        rows = []
        for kind in KINDS:
            flipped, reached = self.flipped(kind), self.reached(kind)
            row: dict[str, Any] = {"patch": self.patch, "kind": kind}
            row |= {"tries": flipped.size, "victims": len(self.victims)}
            for name, count, total in (
                ("flipped", flipped.sum(), flipped.size),
                ("reached", reached.sum(), reached.size),
                ("victims_flipped", flipped.any((1, 2)).sum(), len(flipped)),
                ("victims_reached", reached.any((1, 2)).sum(), len(reached)),
            ):
                low, high = statistics.wilson(int(count), total)
                row |= {name: int(count), f"{name}_share": count / total}
                row |= {f"{name}_low": low, f"{name}_high": high}
            flips = max(row["flipped"], 1)
            row["landed"] = row["reached"] / flips
            row["confidence"] = float(self.confidence[kind][flipped].sum() / flips)
            for name, of in (("margin", self.flipped), ("target_margin", self.reached)):
                gain = of("piece").mean((1, 2)) - of(kind).mean((1, 2))
                mean, low, high = statistics.mean_interval(gain)
                row |= {name: mean, f"{name}_low": low, f"{name}_high": high}
            rows.append(row)
        return rows

    def by_target(self) -> list[dict[str, int]]:
        """For each target class, in how many digits and tries each kind of square led to it.

        ``by_content``: tries in which the piece did and neither control; ``victims_by_content``: digits.
        """
        content = self.by_content()
        rows = []
        for k, target in enumerate(self.targets):
            row = {"patch": self.patch, "target": int(target), "tries": content[:, k].size}
            row["victims"] = len(self.victims)
            for kind in KINDS:
                reached = self.reached(kind)[:, k]
                row |= {kind: int(reached.sum()), f"victims_{kind}": int(reached.any(1).sum())}
            row |= {
                "by_content": int(content[:, k].sum()),
                "victims_by_content": int(content[:, k].any(1).sum()),
            }
            rows.append(row)
        return rows

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
            for name in ("donor", "source_row", "source_column", "row", "column"):
                record[name] = int(getattr(self, name)[v, k, t])
            for kind in KINDS:
                record[f"{kind}_label"] = int(self.labels[kind][v, k, t])
                record[f"{kind}_probability"] = float(self.confidence[kind][v, k, t])
            records[int(target)] = record
        return records


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
        donors: for each target class the indices of the images that give pieces; none is a victim.
        patch: side of the square, pixels.
        tries: for each victim and target.
        random: source of the random numbers.
        tell: called with the number of victims done.
    """
    targets = np.array(sorted(donors))
    shape = (len(victims), len(targets), tries)
    drawn = {
        name: np.empty(shape, np.int64) for name in ("donor", "source_row", "source_column", "row", "column")
    }
    labels = {kind: np.empty(shape, np.int64) for kind in KINDS}
    confidence = {kind: np.empty(shape, np.float32) for kind in KINDS}
    places = images.shape[1] - patch + 1
    for v, victim in enumerate(victims):
        pieces = []
        for k, target in enumerate(targets):
            donor, top, left, piece = transplant.cut(images[donors[target]], patch, tries, random)
            drawn["donor"][v, k] = donors[target][donor]
            drawn["source_row"][v, k], drawn["source_column"][v, k] = top, left
            drawn["row"][v, k], drawn["column"][v, k] = random.integers(places, size=(2, tries))
            pieces.append(piece)
        laid = np.concatenate(pieces)
        row, column = drawn["row"][v].ravel(), drawn["column"][v].ravel()
        copies = np.repeat(images[victim][None], len(laid), 0)
        squares = (laid, 0, shuffled(laid, random))
        covered = [transplant.lay(copies, square, row, column, patch) for square in squares]
        outputs = probabilities(network, np.concatenate(covered)).reshape(len(KINDS), *shape[1:], -1)
        for kind, of_kind in zip(KINDS, outputs, strict=True):
            labels[kind][v] = of_kind.argmax(-1)
            confidence[kind][v] = of_kind.max(-1)
        tell(v + 1)
    return Protocol(
        patch=patch,
        digit=digit,
        victims=np.asarray(victims),
        targets=targets,
        **drawn,
        labels=labels,
        confidence=confidence,
    )


def shuffled(pieces: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Each piece's own pixels in random order, (count, patch, patch)."""
    flat = pieces.reshape(len(pieces), -1)
    return random.permuted(flat, axis=1).reshape(pieces.shape)


def smallest(protocols: Sequence[Protocol]) -> list[dict[str, Any]]:
    """For each digit and kind of square, the smallest side that changed the label, and that reached a target.

    Args:
        protocols: one for each patch size, over the same victims.

    Returns:
        ``victim``, ``kind``, ``flipped`` and ``reached``: a side in pixels, or None where no size did.
    """
    ordered = sorted(protocols, key=lambda protocol: protocol.patch)
    rows = []
    for v, victim in enumerate(ordered[0].victims):
        for kind in KINDS:
            row: dict[str, Any] = {"victim": int(victim), "kind": kind}
            for name in ("flipped", "reached"):
                sides = [p.patch for p in ordered if getattr(p, name)(kind)[v].any()]
                row[name] = sides[0] if sides else None
            rows.append(row)
    return rows


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
