"""What no single key of the config shows: values that do not fit together."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Block = dict[str, Any]  # of the config

# Chapters that rest on what another measures: refused without it.
NEEDS = {"robustness": ["cnn"], "choices": ["cnn"], "scratch": ["cnn"], "reading": ["cnn"]}


def contradictions(config: Block, points: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Each as a line that names the key, its value and what is allowed.

    Args:
        config: complete, each key valid by itself.
        points: of its sweep, by name.
    """
    for chapter in config["chapters"]:
        for needed in NEEDS.get(chapter, []):
            if needed not in config["chapters"]:
                yield (
                    f"chapters has {chapter} without {needed}, on which it rests; allowed: with {needed}, or"
                    f" without {chapter}"
                )
    yield from _of_convolutions("compared.quick", config["compared"]["quick"])
    cnn = config["cnn"]
    depth = len(cnn["channels"])
    yield from _of_convolutions("cnn", cnn)
    for key, layers in (
        ("filters.layers", config["filters"]["layers"]),
        ("feature_maps.layer", [config["feature_maps"]["layer"]]),
    ):
        if max(layers) > depth:
            yield f"{key} asks for layer {max(layers)}; allowed: 1 to {depth}, as cnn.channels has it"
    for name, point in points.items():
        depth = len(point["values"].get("channels", cnn["channels"]))
        for key in ("kernels", "padding", "pool"):
            if len(point["values"].get(key, cnn[key])) != depth:
                yield f"sweep: the point {name} has {depth} channels, but another number of {key}"
    if config["seed"] in config["replicates"]["seeds"]:
        yield (
            f"replicates.seeds has {config['seed']}, which is the seed of the report's network;"
            " allowed: other numbers"
        )
    if len(set(config["filters"]["layers"])) != len(config["filters"]["layers"]):
        yield f"filters.layers is {config['filters']['layers']}; allowed: each layer once"
    if len(set(config["feature_maps"]["digits"])) != 2:
        yield f"feature_maps.digits is {config['feature_maps']['digits']}; allowed: two different digits"
    yield from _of_the_recurrent_network(config)
    yield from _of_named_files("check.answers", config["check"]["answers"], "results/check/{}.json")
    yield from _of_named_files("reading.images", config["reading"]["images"], "results/reading/{}.csv")
    letters = 2 * config["motif"]["motif"]
    if config["motif"]["alphabet"] <= letters:
        yield (
            f"motif.alphabet is {config['motif']['alphabet']}; allowed: above {letters}, as the two motifs"
            f" take {letters} letters and the noise has others"
        )
    memory = config["memory"]
    echo = memory["echo_state"]
    if echo["washout"] + echo["longest_delay"] + echo["units"] >= memory["steps"]:
        yield (
            f"memory.steps is {memory['steps']}; allowed: above echo_state's washout, longest_delay and units"
            f" together, {echo['washout'] + echo['longest_delay'] + echo['units']}"
        )


def _of_convolutions(name: str, network: Block) -> Iterator[str]:
    depth = len(network["channels"])
    for key in ("kernels", "padding", "pool"):
        if len(network[key]) != depth:
            yield (
                f"{name}.{key} has {len(network[key])} values; allowed: {depth}, one for each of"
                f" {name}.channels"
            )
    side, sides = 28, []
    for kernel, padding, window in zip(network["kernels"], network["padding"], network["pool"], strict=False):
        side = (side + 2 * padding - kernel + 1) // window
        sides.append(side)
    if side < 1:
        yield (
            f"{name}.kernels, {name}.padding and {name}.pool leave nothing of 28 pixels; allowed: 1 pixel or"
            " more"
        )
    sizes = network["batch_size"]
    if 1 in sides and 1 in (sizes.values() if isinstance(sizes, dict) else [sizes]):
        yield (
            f"{name}.batch_size is 1, and {name}.kernels, {name}.padding and {name}.pool leave one pixel of"
            " 28, of which batch norm has no variance; allowed: batches of 2 or more, or a larger map"
        )


def _of_named_files(key: str, files: list[str], result: str) -> Iterator[str]:
    """Files of a reader's own, of which each has results that are named after it."""
    seen: dict[str, str] = {}
    for file in files:
        name = Path(file).stem
        if not name or set("{}*?[]\n") & set(name):
            yield f"{key} has {json.dumps(file)}; allowed: files with a name without {{ }} * ? [ ]"
        elif name.casefold() in seen:
            yield (
                f"{key} has {seen[name.casefold()]} and {file}, which would both write"
                f" {result.format(name)}; allowed: files with different names"
            )
        seen[name.casefold()] = file


def _of_the_recurrent_network(config: Block) -> Iterator[str]:
    rnn = config["rnn"]
    n, m = len(rnn["b"]), len(rnn["x"][0])
    shapes = {"W": (n, n), "U": (n, m), "V": (2, n), "x": (len(rnn["x"]), m)}
    for key, (rows, columns) in shapes.items():
        lengths = {len(row) for row in rnn[key]}
        if len(rnn[key]) != rows or lengths != {columns}:
            got = f"{len(rnn[key])} x {'/'.join(map(str, sorted(lengths)))}"
            yield f"rnn.{key} is {got}; allowed: {rows} x {columns}, as rnn.b has {n} and rnn.x[0] {m} values"
    for key in ("forget_bias", "input_bias", "output_bias", "candidate_bias"):
        bias = config["lstm"][key]
        if isinstance(bias, list) and len(bias) != n:
            yield f"lstm.{key} has {len(bias)} values; allowed: one number, or {n} as rnn.b has"
