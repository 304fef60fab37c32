"""Networks of lines trained further on lines with context, beside as many trained as long on random lines."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from digitlab import statistics
from digitlab.data.mnist import SIDE, Split
from digitlab.reading import context, line_training
from digitlab.reading.context import Reads, Strings
from digitlab.reading.line_network import LineNetwork
from digitlab.reading.made_up_lines import MARGIN, Drawer, Lines

# What a network is compared with that was trained on lines with context.
CONTROL = "random"
ALTERED = " altered"
# Altered lines that are kept to be looked at.
SHOWN = 6
# Of what the seed is told, so that lines that are read are none of those that are trained on.
READ = 2


def studied(
    networks: Mapping[str, LineNetwork],
    train: Split,
    test: Split,
    settings: Mapping[str, Any],
    recipe: line_training.Recipe,
    device: str,
    counter: Callable[[int, str], line_training.Progress],
) -> tuple[dict[str, Any], pd.DataFrame, dict[str, np.ndarray]]:
    """What further training on each kind of lines does to each network.

    Args:
        networks: ``lstm`` and ``plain``; they stay as they are.
        train, test: digits to train on, and to read.
        settings: the config's ``context`` and ``seed``.
        counter: given a total and a name, a callback for progress.

    Returns:
        A summary: ``reads``, of each network and set of lines the errors; ``compared``, of each network with
        context and its control; ``lstm``, what the LSTM makes of context beyond what columns make of it. A
        row a line: ``network``, ``trained``, ``read``, ``line``, ``edits``, ``as_written``, ``as_meant``. And
        lines to look at: ``ink`` uint8 (M, rows, W), with ``kind``, ``written``, ``meant``, ``control`` and
        ``context``, what each LSTM reads.
    """
    digits, gap = 2 * settings["numbers"], settings["gap"]
    width = digits * (SIDE + max(gap) + 1) + sum(MARGIN)  # no line is cut off
    drawers = [Drawer(split, gap, width) for split in (train, test)]
    sets = _sets(drawers[1], settings)
    found: dict[tuple[str, str, str], Reads] = {}
    losses = []
    for name, begun in networks.items():
        for kind in context.KINDS:
            network = copy.deepcopy(begun)

            def drawn(count: int, random: np.random.Generator, kind: str = kind) -> Lines:
                return drawers[0].drawn(count, random, context.strings(kind, count, digits, random))

            history = line_training.trained(
                network, drawn, recipe, device, counter(recipe.updates, f"{name}, {kind} lines")
            )
            losses.append({"network": name, "trained": kind, "loss": history[-1]["loss"]})
            for read, (lines, meant) in sets.items():
                found[name, kind, read] = context.read(network, lines, meant)
    summary = {
        "digits": digits,
        "lines": settings["test_lines"],
        "trained": losses,
        "reads": [
            {"network": name, "trained": kind, "read": read} | _errors(reads, digits)
            for (name, kind, read), reads in found.items()
        ],
        "compared": [
            {"network": name, "trained": kind, "read": read}
            | compared(found[name, CONTROL, read], found[name, kind, read], digits)
            for name in networks
            for kind in context.KINDS
            if kind != CONTROL
            for read in (kind, CONTROL, kind + ALTERED)
        ],
        "lstm": [
            {"trained": kind} | _interval((_gain(found, "lstm", kind) - _gain(found, "plain", kind)) / digits)
            for kind in context.KINDS
            if kind != CONTROL
        ],
    }
    return summary, _table(found), _examples(sets, found)


def compared(control: Reads, with_context: Reads, digits: int) -> dict[str, Any]:
    """Two networks on the same lines of so many digits.

    Returns:
        ``difference`` in errors a digit, with context less control, with its 95% interval over lines; how
        many lines only one of them reads wholly as written, ``only_control`` and ``only_context``, with
        McNemar's ``p``; and as they should be, ``meant_only_control`` and ``meant_only_context``, with
        ``meant_p``.
    """
    difference = _interval((with_context.edits - control.edits) / digits)
    result: dict[str, Any] = {"difference": difference}
    for prefix, first, second in (
        ("", control.as_written, with_context.as_written),
        ("meant_", control.as_meant, with_context.as_meant),
    ):
        only_control, only_context = int((first & ~second).sum()), int((second & ~first).sum())
        result |= {f"{prefix}only_control": only_control, f"{prefix}only_context": only_context}
        result[f"{prefix}p"] = statistics.mcnemar(only_control, only_context)
    return result


def _sets(drawer: Drawer, settings: Mapping[str, Any]) -> dict[str, tuple[Lines, Strings]]:
    """Lines of each kind, and with one digit altered, each with what it should say."""
    count, digits = settings["test_lines"], 2 * settings["numbers"]
    sets = {}
    for number, kind in enumerate(context.KINDS):
        random = np.random.default_rng([settings["seed"], READ, number])
        meant = context.strings(kind, count, digits, random)
        sets[kind] = (drawer.drawn(count, random, meant), meant)
        if kind != CONTROL:
            sets[kind + ALTERED] = (drawer.drawn(count, random, context.altered(meant, random)), meant)
    return sets


def _errors(reads: Reads, digits: int) -> dict[str, Any]:
    """Errors a digit with their interval over lines; how many lines were read wholly as written, as meant."""
    counts = {"as_written": int(reads.as_written.sum()), "as_meant": int(reads.as_meant.sum())}
    return {"errors": _interval(reads.edits / digits), **counts}


def _interval(values: np.ndarray) -> dict[str, Any]:
    mean, low, high = statistics.mean_interval(values)
    return {"mean": mean, "low": low, "high": high, "n": len(values)}


def _gain(found: Mapping[tuple[str, str, str], Reads], name: str, kind: str) -> np.ndarray:
    """Edits of each line of a kind: with context less control."""
    gain: np.ndarray = found[name, kind, kind].edits - found[name, CONTROL, kind].edits
    return gain


def _table(found: Mapping[tuple[str, str, str], Reads]) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {"network": name, "trained": kind, "read": read, "line": np.arange(len(reads.edits))}
            | {"edits": reads.edits, "as_written": reads.as_written, "as_meant": reads.as_meant}
        )
        for (name, kind, read), reads in found.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _examples(
    sets: Mapping[str, tuple[Lines, Strings]], found: Mapping[tuple[str, str, str], Reads]
) -> dict[str, np.ndarray]:
    """The first altered lines of each kind."""
    kept: dict[str, list[Any]] = {
        name: [] for name in ("ink", "kind", "written", "meant", "control", "context")
    }
    for kind in (kind for kind in context.KINDS if kind != CONTROL):
        lines, meant = sets[kind + ALTERED]
        control, own = (found["lstm", trained, kind + ALTERED].strings for trained in (CONTROL, kind))
        for at in range(min(SHOWN, len(meant))):
            kept["ink"].append((255 * lines.ink[at]).round().astype(np.uint8))
            kept["kind"].append(kind)
            for name, strings in (
                *(("written", lines.labels), ("meant", meant)),
                *(("control", control), ("context", own)),
            ):
                kept[name].append("".join(map(str, strings[at])))
    return {name: np.array(values) for name, values in kept.items()}
