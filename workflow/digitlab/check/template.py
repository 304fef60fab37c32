"""An empty answer file with every name explained, made from the schema."""

from collections.abc import Iterator, Mapping
from typing import Any

WIDTH = 44
HEAD = """\
# An answer file for `snakemake check`: put your figures in the place of null. What stays null or is left out
# is not judged. Figures are judged to the digits that they are written with: write as many as you have.
# n = {n} units, m = {m} inputs, T = {T} steps.
"""


def template(schema: Mapping[str, Any], sizes: Mapping[str, int]) -> str:
    """The text of the file.

    Args:
        schema: of answer files, with its shapes.
        sizes: n, m and T, for as many nulls as figures are asked for.
    """
    return HEAD.format(**sizes) + "\n".join(_lines(schema["properties"], sizes, 0)) + "\n"


def _lines(properties: Mapping[str, Any], sizes: Mapping[str, int], depth: int) -> Iterator[str]:
    """A line a key, or several where a list has rows, each with what the key means."""
    indent = "  " * depth
    for key, part in properties.items():
        if depth == 0 and "properties" in part:
            yield ""
        meaning = f"# {part['description']}"
        if "properties" in part:
            yield f"{indent + key + ':':<{WIDTH}} {meaning}"
            yield from _lines(part["properties"], sizes, depth + 1)
            continue
        # Of one's own parameters only those are filled in that differ: all are null as a whole.
        own = "shape" in part and "epsilon" in properties
        lengths = [] if own else [sizes.get(str(length), length) for length in part.get("shape", [])]
        if len(lengths) < 2:
            yield f"{f'{indent}{key}: {_nulls(lengths)}':<{WIDTH}} {meaning}"
        else:
            yield f"{indent + key + ':':<{WIDTH}} {meaning}"
            yield from [f"{indent}  - {_nulls(lengths[1:])}"] * int(lengths[0])


def _nulls(lengths: list[Any]) -> str:
    if not lengths:
        return "null"
    return f"[{', '.join([_nulls(lengths[1:])] * int(lengths[0]))}]"
