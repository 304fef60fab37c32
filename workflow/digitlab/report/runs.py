"""Two finished runs side by side."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from digitlab.errors import InputError

# What is compared number by number, in the order of the report.
SUMMARIES = {
    "cnn": "cnn/metrics.json",
    "separation": "separation/summary.json",
    "shift": "shift/example.json",
    "occlusion": "occlusion/summary.json",
    "occlusion, every digit": "occlusion/all.json",
    "rnn": "rnn/bptt.json",
    "lstm": "lstm/bptt.json",
    "memory": "memory/summary.json",
    "optimizers": "optimizers/summary.json",
    "batch_norm": "batch_norm/summary.json",
    "activations": "activations/summary.json",
}
# Figures that say most when they stand beside each other.
FIGURES = ("train.svg", "shift_survival.svg", "occlusion_all.png", "transplant_rates.svg", "motif.svg")
LARGEST_LIST = 12


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every scalar in nested mappings and short lists, with its dotted name."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from leaves(part, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        if len(value) <= LARGEST_LIST:
            for position, part in enumerate(value, 1):
                yield from leaves(part, f"{name}[{position}]")
    else:
        yield name, value


def differences(first: Mapping, second: Mapping) -> list[dict[str, Any]]:
    """Names whose values differ: ``name``, ``first``, ``second``; None where a side lacks it."""
    a, b = dict(leaves(first)), dict(leaves(second))
    return [
        {"name": name, "first": a.get(name), "second": b.get(name)}
        for name in [*a, *(n for n in b if n not in a)]
        if a.get(name) != b.get(name)
    ]


def read(folder: Path) -> dict[str, Any]:
    """What a finished run in a folder (with ``results/`` in it) came to.

    Raises:
        InputError: the folder holds no finished run; the first file that is missing or damaged is named.
    """
    found = {}
    for name, path in ({"environment": "environment.json"} | SUMMARIES).items():
        file = folder / "results" / path
        try:
            found[name] = json.loads(file.read_text())
        except OSError as fault:
            raise InputError(
                f"compare.against: {folder} holds no finished run ({file} is missing)"
            ) from fault
        except ValueError as fault:
            raise InputError(f"compare.against: {file} is damaged ({fault})") from fault
    return found


def compared(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """The config's differences and, chapter by chapter, the numbers'.

    Args:
        first: as ``read`` returns it; ``second``: the other run.

    Returns:
        ``config``: ``differences`` of the configs; ``packages``: of the versions; ``chapters``: for each
        summary that differs its ``differences``; ``same``: names of those that do not.

    Raises:
        InputError: the runs used different data sets.
    """
    digests = [run["environment"]["data"]["sha256"] for run in (first, second)]
    if digests[0] != digests[1]:
        names = [run["environment"]["data"] for run in (first, second)]
        told = " and ".join(f"{data['name']} ({data['source']})" for data in names)
        raise InputError(
            f"compare.against: the two runs used different data sets, {told}; only runs on the same images"
            " can be compared"
        )
    chapters = {name: differences(first[name], second[name]) for name in SUMMARIES}
    return {
        "config": differences(first["environment"]["config"], second["environment"]["config"]),
        "packages": differences(first["environment"]["packages"], second["environment"]["packages"]),
        "chapters": {name: rows for name, rows in chapters.items() if rows},
        "same": [name for name, rows in chapters.items() if not rows],
    }
