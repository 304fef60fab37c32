"""Lines whose digits say something of each other, and what a network of lines makes of that.

Random digits carry no context, so that an LSTM has nothing to learn from a digit's neighbours but where they
end. Three kinds of lines do: those whose digits count up, those whose numbers of two digits count up, and
those with a check digit, the sum of all others modulo ten. What a network learnt of them shows on such lines,
beside a network that was trained equally long on random ones; what that costs shows on random lines; and
whether it reads what is written or what should be, on lines in which one digit is not what it should be.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from digitlab.data.mnist import CLASSES
from digitlab.reading import ctc
from digitlab.reading.line_network import LineNetwork
from digitlab.reading.made_up_lines import Lines
from digitlab.reading.scoring import edit_distance

KINDS = ("random", "counting", "ascending", "check")
# Lines that are read at once.
AT_ONCE = 50

Strings = list[list[int]]


@dataclass(frozen=True)
class Reads:
    """What was read of lines.

    Attributes:
        strings: what was read of each.
        edits: int (N,) from what is written to what was read.
        as_written, as_meant: bool (N,) whether all of the line was read as written, and as it should be.
    """

    strings: Strings
    edits: np.ndarray
    as_written: np.ndarray
    as_meant: np.ndarray


def strings(kind: str, count: int, digits: int, random: np.random.Generator) -> Strings:
    """So many strings of so many digits, an even number.

    Args:
        kind: ``random``; ``counting``: each digit is one more than the one before, 0 after 9; ``ascending``:
            so are numbers of two digits, none after 99; ``check``: the last digit is the sum of the others
            modulo ten.

    Raises:
        ValueError: another kind.
    """
    if kind == "random":
        return random.integers(CLASSES, size=(count, digits)).tolist()  # type: ignore[no-any-return]
    if kind == "counting":
        begin = random.integers(CLASSES, size=(count, 1))
        return ((begin + np.arange(digits)) % CLASSES).tolist()  # type: ignore[no-any-return]
    if kind == "check":
        others = random.integers(CLASSES, size=(count, digits - 1))
        return np.c_[others, others.sum(1) % CLASSES].tolist()  # type: ignore[no-any-return]
    if kind == "ascending":
        numbers = digits // 2
        first = random.integers(CLASSES**2 - numbers, size=(count, 1), endpoint=True)
        number = first + np.arange(numbers)
        return np.stack([number // CLASSES, number % CLASSES], 2).reshape(count, -1).tolist()
    raise ValueError(f"strings of kind {kind!r}; allowed: {', '.join(KINDS)}")


def altered(some: Strings, random: np.random.Generator) -> Strings:
    """The same strings, one digit of each replaced by another at random."""
    changed = []
    for string in some:
        at, by = int(random.integers(len(string))), int(random.integers(1, CLASSES))
        changed.append([*string[:at], (string[at] + by) % CLASSES, *string[at + 1 :]])
    return changed


@torch.inference_mode()
def read(
    network: LineNetwork, lines: Lines, meant: Strings, tell: Callable[[int], None] = lambda done: None
) -> Reads:
    """What a network reads on lines, by its best path.

    Args:
        network: in inference mode.
        meant: what each line should say; tell: called after each with the number of lines that are done.
    """
    device = next(network.parameters()).device
    found: Strings = []
    for start in range(0, len(lines.ink), AT_ONCE):
        ink = torch.from_numpy(lines.ink[start : start + AT_ONCE]).to(device)
        found += [ctc.best_path(columns) for columns in network(ink).cpu().numpy()]
        tell(len(found))
    pairs = list(zip(found, lines.labels, meant, strict=True))
    return Reads(
        found,
        np.array([edit_distance(written, line) for line, written, _ in pairs]),
        np.array([line == written for line, written, _ in pairs]),
        np.array([line == should for line, _, should in pairs]),
    )
