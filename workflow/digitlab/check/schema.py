"""What an answer file may hold: the schema with its shapes written out, and a line for each thing wrong."""

import difflib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

from digitlab.check.reader import Document, Path_, Written, dotted

Schema = dict[str, Any]
# What the letters of a shape count, as a message says it.
COUNTED = {
    "n": "one a unit, as parameters.b has them",
    "m": "one an input, as x has them",
    "T": "one a step of x",
}
LONGEST_TOLD = 40


def expanded(schema: Any, sizes: Mapping[str, int], required: bool = False) -> Any:
    """The schema with ``shape`` as nested arrays of numbers.

    Args:
        schema: with ``shape`` in places, a list of lengths and of the letters n, m and T.
        sizes: by letter.
        required: numbers are all there, as those of parameters, where a whole may still be null; else any may
            be null.
    """
    if isinstance(schema, list):
        return [expanded(part, sizes, required) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "shape" not in schema:
        return {key: expanded(part, sizes, required or key == "parameters") for key, part in schema.items()}
    own = {key: part for key, part in schema.items() if key != "shape"}
    return own | _array(schema["shape"], sizes, required, outermost=True)


def _array(shape: list[str | int], sizes: Mapping[str, int], required: bool, outermost: bool) -> Schema:
    nothing = ["null"] if outermost or not required else []
    if not shape:
        return {"type": ["number", *nothing]}
    length = shape[0] if isinstance(shape[0], int) else sizes[shape[0]]
    return {
        "type": ["array", *nothing],
        "minItems": length,
        "maxItems": length,
        "items": _array(shape[1:], sizes, required, outermost=False),
        "counted": COUNTED.get(str(shape[0]), ""),
    }


def faults(document: Document, schema: Schema) -> Iterator[tuple[int, str]]:
    """Everything in a document that the schema does not allow, with its line.

    Args:
        document: what was read. schema: as ``expanded`` gives it.
    """
    found = []
    for error in Draft202012Validator(schema).iter_errors(document.value):
        path = tuple(error.absolute_path)
        if error.validator == "additionalProperties":
            known = list(error.schema["properties"])
            for key in [key for key in error.instance if key not in known]:
                here = (*path, key)
                found.append((document.line(here), _unknown(here, known)))
        else:
            found.append((document.line(path), _sentence(path, error)))
    yield from sorted(found)


def _unknown(path: Path_, known: list[str]) -> str:
    near = difflib.get_close_matches(str(path[-1]), known, 1)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"{_short(dotted(path))} is not a key; {hint}allowed: {', '.join(known)}"


def _sentence(path: Path_, error: Any) -> str:
    """One line for one fault."""
    where, instance, schema = dotted(path) or "the file", error.instance, error.schema
    if error.validator in ("minItems", "maxItems"):
        counted = f", {schema['counted']}" if schema["counted"] else ""
        values = f"{len(instance)} {'value' if len(instance) == 1 else 'values'}"
        return f"{where} has {values}; allowed: {schema['minItems']}{counted}"
    if error.validator == "maxLength":
        return f"{where} has {len(instance)} characters; allowed: {schema['maxLength']}"
    return f"{where} is {_told(instance)}; allowed: {_allowed(schema)}"


def _told(value: Any) -> str:
    """What somebody wrote, as a message shows it."""
    if isinstance(value, Written):
        return value.text
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "a block"
    if isinstance(value, list):
        return "a list"
    comma = "" if "," not in value else " (a decimal point is a point)"
    return f"the text {_short(json.dumps(value, ensure_ascii=False))}{comma}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_TOLD else text[: LONGEST_TOLD - 3] + "..."


def _allowed(schema: Schema) -> str:
    """What a part of the schema allows, in words."""
    if "enum" in schema:
        return " | ".join("null" if value is None else str(value) for value in schema["enum"])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if "array" in kinds:
        text, items = "", schema
        while "items" in items:
            text += f"a list of {items['minItems']} " if not text else f"lists of {items['minItems']} "
            items = items["items"]
        text += "numbers"
    elif "number" in kinds:
        low, high = schema.get("exclusiveMinimum"), schema.get("maximum")
        text = "a number" + (f" above {low}" if low is not None else "")
        text += f" to {high}" if high is not None else ""
    elif "string" in kinds:
        text = "text"
    else:
        text = f"a block with the keys {', '.join(schema['properties'])}"
    return text + (", or null" if "null" in kinds else "")
