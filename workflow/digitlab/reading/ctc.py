"""What a line says, out of the probabilities of labels along it.

By connectionist temporal classification (Graves, Fernandez, Gomez & Schmidhuber, 2006) a path labels every
column, and a string is what is left of it once repeats are one and blanks are gone. The best path's string
need not be the most probable one, which many paths share; a beam of strings that grow from left to right
finds that one (Graves & Jaitly, *Towards end-to-end speech recognition with recurrent neural networks*,
2014).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from digitlab.reading.line_network import BLANK, ROWS, STRIDE, LineNetwork

# Strings that are kept at each column, and logarithm of a label's probability below which it does not begin.
BEAM, LEAST = 8, -9.0
# Pixels without ink that a line gets on either side; rows by which it is read too high and too low as well;
# pixels by which it is read further along, so that a column begins on each. Of 25,000 digits on pages of
# training digits, chosen by them: 271 edits; 292 without the second, 289 with a third.
MARGIN, HEIGHTS, PHASES = 8, (-1, 0, 1), (0, 1)

Array = np.ndarray


@dataclass(frozen=True)
class Written:
    """A line's string, and where along the line each label stands.

    Attributes:
        labels: int (L,); probability: (L,) the highest of each label along its columns, the mean over all
            ways the line was laid under the network.
        first, last: float (L,) pixels of the line between which the best path of this string has the label.
    """

    labels: Array
    probability: Array
    first: Array
    last: Array


def read(network: LineNetwork, ink: Array, decoded: Callable[[Array], list[int]] | None = None) -> Written:
    """What a network says stands in a line.

    Args:
        network: in inference mode.
        ink: float32 (rows, W) in [0, 1], the line in its middle rows; as many as the network reads, or more.
        decoded: the string of log probabilities (T, 11); if not given, the most probable.
    """
    each = log_probabilities(network, ink)
    columns = common(each)
    labels = (decoded or most_probable)(columns)
    first, last = aligned(columns, labels)
    # Laid otherwise, a label may stand a column to the side.
    probability = [
        np.exp(each[:, max(a - 1, 0) : b + 2, label]).max(1).mean()
        for label, a, b in zip(labels, first, last, strict=True)
    ]
    ends = (STRIDE * np.array(side, float) - MARGIN + np.mean(PHASES) for side in (first, last + 1))
    return Written(np.array(labels, int), np.array(probability, float), *ends)


@torch.inference_mode()
def log_probabilities(network: LineNetwork, ink: Array) -> Array:
    """Logarithms of the labels' probabilities, float32 (6, T, 11), a column every two pixels of the line.

    Of the line at three heights, a row apart, and at each twice, a pixel apart along it.
    """
    most = max(HEIGHTS)
    padded = np.pad(ink, ((most, most), (MARGIN, MARGIN + max(PHASES))))
    top, width = (len(padded) - ROWS) // 2, ink.shape[1] + 2 * MARGIN
    lines = np.stack(
        [padded[top + by : top + by + ROWS, left : left + width] for left in PHASES for by in HEIGHTS]
    )
    device = next(network.parameters()).device
    found: Array = network(torch.from_numpy(lines).to(device)).log_softmax(-1).cpu().numpy()
    return found


def common(each: Array) -> Array:
    """The logarithm of the mean of probabilities whose logarithms are ``each``, (T, 11) of (N, T, 11)."""
    highest: Array = each.max(0)
    found: Array = highest + np.log(np.exp(each - highest).mean(0))
    return found


def collapsed(path: Sequence[int]) -> list[int]:
    """The string of a path: repeats as one, blanks gone."""
    before = [BLANK, *path]
    return [int(label) for last, label in zip(before, path, strict=False) if label not in (last, BLANK)]


def best_path(columns: Array) -> list[int]:
    """The string of the path that has the most probable label in every column of (T, 11)."""
    return collapsed(columns.argmax(1).tolist())


def most_probable(columns: Array, beam: int = BEAM) -> list[int]:
    """The most probable string of log probabilities (T, 11), as far as a beam so wide finds it."""
    # Of each string so far, log probabilities of its paths that end in a blank, and in its last label.
    strings: dict[tuple[int, ...], tuple[float, float]] = {(): (0.0, -math.inf)}
    for column in columns.tolist():
        begin = [label for label in range(BLANK) if column[label] > LEAST]
        grown: dict[tuple[int, ...], tuple[float, float]] = {}
        for string, (in_blank, in_label) in strings.items():
            either = _log_sum(in_blank, in_label)
            again = in_label + column[string[-1]] if string else -math.inf
            _, begun = grown.get(string, (-math.inf, -math.inf))
            grown[string] = either + column[BLANK], _log_sum(begun, again)
            for label in begin:
                # Before a label that comes twice there is a blank.
                before = in_blank if string and string[-1] == label else either
                longer: tuple[int, ...] = (*string, label)
                closed, begun = grown.get(longer, (-math.inf, -math.inf))
                grown[longer] = closed, _log_sum(begun, before + column[label])
        kept = sorted(grown, key=lambda string: -_log_sum(*grown[string]))[:beam]
        strings = {string: grown[string] for string in kept}
    return list(next(iter(strings)))


def _log_sum(first: float, second: float) -> float:
    """Logarithm of the sum of two exponentials."""
    low, high = min(first, second), max(first, second)
    return high if low == -math.inf else high + math.log1p(math.exp(low - high))


def aligned(columns: Array, labels: Sequence[int]) -> tuple[Array, Array]:
    """First and last column of each label on the most probable path of a string: two of int (L,).

    Args:
        columns: log probabilities (T, 11).

    Raises:
        ValueError: the string has no path of T columns.
    """
    count = len(labels)
    if not count:
        return np.zeros(0, int), np.zeros(0, int)
    # States are blank, label, blank, ..., label, blank; a path stays, or goes on by one, or skips a blank.
    states = np.full(2 * count + 1, BLANK)
    states[1::2] = labels
    skips = np.zeros(len(states), bool)
    skips[3::2] = states[3::2] != states[1:-2:2]
    score = np.full(len(states), -np.inf)
    score[:2] = columns[0, states[:2]]
    back = np.zeros((len(columns), len(states)), int)
    for at, column in enumerate(columns[1:], 1):
        one = np.concatenate([[-np.inf], score[:-1]])
        two = np.where(skips, np.concatenate([[-np.inf] * 2, score[:-2]]), -np.inf)
        ways = np.stack([score, one, two])
        back[at] = ways.argmax(0)
        score = ways.max(0) + column[states]
    state = len(states) - (1 if score[-1] >= score[-2] else 2)
    if not np.isfinite(score[state]):
        raise ValueError(f"{count} labels do not fit into {len(columns)} columns")
    path = np.zeros(len(columns), int)
    for at in range(len(columns) - 1, -1, -1):
        path[at] = state
        state -= back[at, state]
    places = [np.flatnonzero(path == 2 * label + 1) for label in range(count)]
    return np.array([place[0] for place in places]), np.array([place[-1] for place in places])
