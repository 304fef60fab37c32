"""Two finished runs side by side."""

from collections.abc import Iterator, Mapping
from typing import Any

from digitlab.errors import InputError

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


def compared(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """The config's differences and, chapter by chapter, the numbers'.

    Args:
        first: ``environment`` and summaries by name, as the artifacts have them; ``second``: the other run's.

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
    chapters = {name: differences(first[name], second[name]) for name in first if name != "environment"}
    return {
        "config": differences(first["environment"]["config"], second["environment"]["config"]),
        "packages": differences(first["environment"]["packages"], second["environment"]["packages"]),
        "chapters": {name: rows for name, rows in chapters.items() if rows},
        "same": [name for name, rows in chapters.items() if not rows],
    }
