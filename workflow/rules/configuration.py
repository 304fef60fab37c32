"""The config as the rules see it: cast to the schema's types, completed from config.yaml, checked.

Everything that a person can get wrong in a config file or on the command line is refused here, before
any job starts, in one line that names the key and says what is allowed.
"""

import contextlib
import difflib
import itertools
import json
import math
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from contradictions import contradictions
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parent.parent.parent
SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.yaml"
DEFAULTS = ROOT / "config.yaml"


Block = dict[str, Any]  # of the config, or of its schema

# Of the keys of cnn, those that the quick network has of its own.
QUICK = (
    *("channels", "kernels", "padding", "pool", "epochs", "batch_size"),
    *("learning_rate", "warmup", "weight_decay", "label_smoothing"),
)

# What follows of itself where all these run: networks of every kind side by side, the network in the page.
FOLLOWING = {"compared": ["cnn", "choices", "scratch"], "live": ["cnn", "robustness"]}


class ConfigError(ValueError):
    """A config that cannot be run; the message is one line for the person who wrote it."""


def resolved(config: Block) -> Block:
    """``config`` with the schema's types and the values of config.yaml where it has none, every key checked.

    Raises:
        ConfigError: the first fault found, with its key, its value and what is allowed.
    """
    schema = allowed()
    config = _following(_cast(_completed(config, schema, read(DEFAULTS)), schema))
    for error in sorted(
        Draft202012Validator(schema).iter_errors(config), key=lambda e: list(map(str, e.path))
    ):
        raise ConfigError(_sentence(error))
    for key, value in _leaves(config):
        if isinstance(value, float) and not math.isfinite(value):
            raise ConfigError(f"config: {key} is {value}; allowed: a finite number")
    for fault in contradictions(config, points(config["sweep"])):
        raise ConfigError(f"config: {fault}")
    return config


def own(config: Block) -> Block:
    """By block, the keys that have another value than in config.yaml."""
    defaults = read(DEFAULTS)
    found = {
        block: {key: value for key, value in values.items() if value != defaults.get(block, {}).get(key)}
        for block, values in config.items()
        if isinstance(values, dict)
    }
    return {block: values for block, values in found.items() if values}


def running(chapters: list[str], images: list[str]) -> list[str]:
    """What stands in the report: the data, the chapters asked for and what follows from them.

    Args:
        images: of the reader's own, that the chapter ``reading`` reads.
    """
    following = [name for name, needs in FOLLOWING.items() if set(needs) <= set(chapters)]
    own = ["own_pages"] if images and "reading" in chapters else []
    return ["data", *chapters, *own, *following, "report"]


@cache
def gpu_in_reach() -> bool:
    """Whether this machine has an NVIDIA driver, or this is a job of Slurm, given what it asks for."""
    return Path("/dev/nvidiactl").exists() or "SLURM_JOB_ID" in os.environ


def read(path: Path) -> Any:
    """What a YAML file holds; an empty mapping where there is no file."""
    if not path.exists():
        return {}
    # The parser in C where there is one: a start would wait for the other.
    return yaml.load(path.read_bytes(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def allowed() -> Block:
    """The schema with its ``$ref`` written out and what every block has in common added.

    A block takes no keys but its own and must have them all; the sweep's grid has for each key of ``cnn`` a
    list of what that key allows, and ``compared.quick`` has those of ``QUICK``.
    """
    schema: Block = read(SCHEMA)
    schema = _strict({key: part for key, part in schema.items() if key != "$defs"}, schema["$defs"])
    cnn = schema["properties"]["cnn"]["properties"]
    grid = schema["properties"]["sweep"]["properties"]["grid"]
    grid["additionalProperties"] = False
    grid["properties"] = {key: {"type": "array", "items": part, "minItems": 1} for key, part in cnn.items()}
    quick = schema["properties"]["compared"]["properties"]["quick"]
    quick |= {"properties": {key: cnn[key] for key in QUICK}, "required": list(QUICK)}
    quick["additionalProperties"] = False
    return schema


def points(sweep: Block) -> dict[str, dict[str, Any]]:
    """The networks of a sweep by name: every combination of the grid's values with every seed.

    Returns:
        ``values`` (of keys of ``cnn``) and ``seed`` by a name that is also a folder's:
        ``channels=8-16-32_learning_rate=0.01_seed=1``. No commas: Snakemake hands a job's wildcards to a
        cluster in a list that they would end.
    """
    keys = sorted(sweep["grid"])
    found = {}
    for *values, seed in itertools.product(*(sweep["grid"][key] for key in keys), sweep["seeds"]):
        chosen = dict(zip(keys, values, strict=True))
        parts = [f"{key}={_folder(value)}" for key, value in chosen.items()]
        found["_".join([*parts, f"seed={seed}"])] = {"values": chosen, "seed": seed}
    return found


def varied(sweep: Block) -> list[str]:
    """Keys of which a sweep tries more than one value, ``seed`` among them only where it is alone."""
    keys = [key for key in sorted(sweep["grid"]) if len(sweep["grid"][key]) > 1]
    return keys or ["seed"]


def grid_points(values: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    """Every combination of an optimizer's settings by a name that is also a file's."""
    keys = sorted(values)
    combinations = itertools.product(*(values[key] for key in keys))
    chosen = [dict(zip(keys, combination, strict=True)) for combination in combinations]
    return {"_".join(f"{key}={value:g}" for key, value in point.items()): point for point in chosen}


def _folder(value: Any) -> str:
    """A value as a part of a folder's name."""
    if isinstance(value, dict):
        return "-".join(f"{key}{_folder(part)}" for key, part in value.items())
    return "-".join(map(_folder, value)) if isinstance(value, list) else str(value)


def _strict(part: Any, recurring: Block) -> Any:
    """A schema, or a part of one, without references and with nothing optional."""
    if isinstance(part, list):
        return [_strict(inner, recurring) for inner in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        own = {key: value for key, value in part.items() if key != "$ref"}
        return _strict(recurring[part["$ref"].removeprefix("#/$defs/")] | own, recurring)
    part = {key: _strict(value, recurring) for key, value in part.items()}
    if "properties" in part:
        part |= {"additionalProperties": False, "required": list(part["properties"])}
    return part


def _completed(value: Any, schema: Block, defaults: Any) -> Any:
    """``value`` with the default of every key that it lacks; what is no block is taken whole."""
    if "properties" not in schema or not isinstance(value, dict):
        return value
    defaults = defaults if isinstance(defaults, dict) else {}
    missing = {key: defaults[key] for key in schema["properties"] if key in defaults and key not in value}
    given = {
        key: _completed(part, schema["properties"].get(key, {}), defaults.get(key))
        for key, part in value.items()
    }
    return given | missing


def _following(config: Block) -> Block:
    """The config with biases of the LSTM that are the default's made to fit another size of ``rnn``.

    The candidate's are there the recurrent network's own b, of which it takes the place, and stay so.
    """
    rnn, lstm = config.get("rnn"), config.get("lstm")
    if not (isinstance(rnn, dict) and isinstance(lstm, dict) and isinstance(rnn.get("b"), list)):
        return config
    defaults = read(DEFAULTS).get("lstm", {})
    follow = {
        key: rnn["b"]
        for key, bias in lstm.items()
        if isinstance(bias, list) and bias == defaults.get(key) and len(bias) != len(rnn["b"])
    }
    return config | {"lstm": lstm | follow} if follow else config


def _cast(value: Any, schema: Block) -> Any:
    """``value`` with strings read as what the schema asks for, where they can be.

    Nested values of ``--config`` arrive as strings, and YAML reads ``1e-3`` as one.
    """
    if isinstance(value, dict):
        parts = [s for s in (schema, *schema.get("anyOf", [])) if "properties" in s]
        properties = parts[0]["properties"] if parts else {}
        return {k: _cast(v, properties.get(k, {})) for k, v in value.items()}
    if isinstance(value, list):
        parts = [s for s in (schema, *schema.get("anyOf", [])) if "items" in s]
        return [_cast(v, parts[0]["items"] if parts else {}) for v in value]
    if not isinstance(value, str) or Draft202012Validator(schema).is_valid(value):
        return value
    for reading in (int, float, yaml.safe_load):
        try:
            candidate = reading(value)
        except (ValueError, yaml.YAMLError):
            continue
        candidate = candidate if isinstance(candidate, str) else _cast(candidate, schema)
        if Draft202012Validator(schema).is_valid(candidate):
            return candidate
    if schema.get("type") in ("integer", "number"):
        with contextlib.suppress(ValueError):
            return float(value) if "." in value or "e" in value else int(value)
    return value


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every scalar in ``value`` with its dotted key."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list):
        for position, part in enumerate(value):
            yield from _leaves(part, f"{key}[{position}]")
    else:
        yield key, value


def _sentence(error: Any) -> str:
    """One line for one fault that the schema found."""
    key = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.absolute_path).lstrip(".")
    if error.validator == "additionalProperties":
        allowed = sorted(error.schema["properties"])
        unknown = str(sorted(set(error.instance) - set(allowed), key=str)[0])
        near = difflib.get_close_matches(unknown, allowed, 1)
        unknown = json.dumps(unknown)[1:-1]  # a line break in it would break the line
        hint = f"did you mean {near[0]}? " if near else ""
        return (
            f"config: {f'{key}.' if key else ''}{unknown} is not a key; {hint}allowed: {', '.join(allowed)}"
        )
    if error.validator == "required":
        missing = next(name for name in error.validator_value if name not in error.instance)
        part = error.schema["properties"][missing]
        missing = f"{key}.{missing}" if key else missing
        return f"config: {missing} is missing; allowed: {_allowed(part)}{_meaning(part)}"
    what = f"{_short(error.instance)}; allowed: {_allowed(error.schema)}{_meaning(error.schema)}"
    return f"config: {key or 'the whole'} is {what}"


def _meaning(schema: Block) -> str:
    return f" ({schema['description']})" if "description" in schema else ""


def _short(value: Any) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def _allowed(schema: Block) -> str:
    """What a schema allows, in words."""
    if "anyOf" in schema:
        return ", or ".join(_allowed(part) for part in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(_short(v) for v in schema["enum"])
    if "const" in schema:
        return _short(schema["const"])
    kinds = schema.get("type", "anything")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "array" in kinds:
        low, high = schema.get("minItems", 0), schema.get("maxItems")
        size = f"{low}" if low == high else f"{low} or more" if high is None else f"{low} to {high}"
        once = ", no two alike" if schema.get("uniqueItems") else ""
        return f"a list of {size}, each {_allowed(schema.get('items', {}))}{once}"
    if "object" in kinds:
        return f"a block with the keys {', '.join(schema.get('properties', {}))}"
    words = {"integer": "a whole number", "number": "a number", "string": "text", "null": "null"}
    text = " or ".join(words.get(kind, kind) for kind in kinds)
    for bound, word in (
        ("minimum", "from"),
        ("exclusiveMinimum", "above"),
        ("maximum", "to"),
        ("exclusiveMaximum", "below"),
    ):
        if bound in schema:
            text += f" {word} {schema[bound]}"
    return text + (f" like {schema['pattern']}" if "pattern" in schema else "")
