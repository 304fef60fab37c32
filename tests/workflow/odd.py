"""Random valid configs, and data sets that nobody would make."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from conftest import idx_bytes
from hypothesis import strategies as st

import configuration
from digitlab.data import bundled

Arrays = dict[str, np.ndarray]

FILES = {
    "train_images": "train-images-idx3-ubyte",
    "train_labels": "train-labels-idx1-ubyte",
    "test_images": "t10k-images-idx3-ubyte",
    "test_labels": "t10k-labels-idx1-ubyte",
}

# The smallest work: what is not varied.
SMALLEST: dict[str, Any] = {
    "cnn": {"channels": [4, 6, 8], "epochs": 2, "batch_size": 10, "required_accuracy": 0},
    "replicates": {"seeds": []},
    "separation": {"random_draws": 2, "channel_counts": [1, 4]},
    "shift": {"all": {"range": 2, "grid_digits": 1}},
    "occlusion": {"stride": 4, "all": {"sizes": [6], "size_digits": 2}},
    "sanity_checks": {"images": 2, "draws": 1, "steps": 2, "stride": 6},
    "transplant": {"sizes": [8], "tries": 5, "all": {"digits": 2, "sizes": [6], "tries": 2}},
    "memory": {
        "steps": 40,
        "units": 4,
        "echo_state": {"units": 5, "washout": 2, "longest_delay": 8, "spectral_radii": [0.9], "leaks": [1]},
    },
    "motif": {"updates": 3, "test_sequences": 10, "repeats": 1, "lags": [5], "reversed_lags": []},
    "optimizers": {"batch_size": 10},
    "scratch": {"batch_size": 10},
    "autoencoder": {"batch_size": 10},
    "segments": {"pages": 1, "digits": 40, "path_pages": 1},
    "reading": {"pages": 2, "lines": 1, "digits": 4},
    "letters": {"channels": [4, 4, 4], "updates": 2, "batch_size": 10, "copies": 1},
    "compared": {"quick": {"channels": [4, 4, 4], "epochs": 1, "batch_size": 10}},
    "weight_decay": {"batch_size": 10, "wide": {"images": 50, "epochs": 1}},
    "momentum": {"points": 5, "steps": 20},
}

# Above these a key would cost minutes and show no more, by the end of its name.
MOST = {
    **{"epochs": 2, "epochs.mnist": 2, "epochs.mnist5k": 2, "units": 6, "updates": 3, "tries": 3, "draws": 2},
    **{"repeats": 2, "choosing_repeats": 2, "resamples": 120, "steps": 60, "points": 7, "threads": 1},
    **{"images": 40, "digits": 3, "depth": 6, "samples": 5, "random_draws": 2, "test_sequences": 12},
    **{"sequences": 12, "strongest": 12, "grid_digits": 3, "size_digits": 3, "bins": 20, "range": 6},
    **{"batch_size": 60, "shown": 80, "alphabet": 12, "washout": 20, "longest_delay": 30, "hidden": 6},
    **{"lines": 3, "width": 96, "test_lines": 6, "numbers": 3},
    **{"channel_counts": 12, "lags": 12, "reversed_lags": 12, "motif": 4, "sizes": 28, "seeds": 50},
    **{"copies": 2},
}
# Blocks that ask for nothing of their own to be run, or for files and other machines.
NOT_VARIED = {"data", "store", "cluster", "sweep", "readout", "compare"}
# Numbers that are allowed and that nobody would choose, beside usual ones.
FAR = [0.0, 1e-300, 1e-12, 1e-3, 0.1, 0.5, 1.0, 1.5, 3.0, 100.0, 1e6, 1e30, 1e300]


def allowed_values(schema: dict, key: str) -> st.SearchStrategy:
    """Anything that a part of the config's schema allows, of little work."""
    if "anyOf" in schema:
        return st.one_of(*(allowed_values(part, key) for part in schema["anyOf"]))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema["type"][0] if isinstance(schema["type"], list) else schema["type"]
    if kind == "object":
        parts = {name: allowed_values(part, f"{key}.{name}") for name, part in schema["properties"].items()}
        some = st.lists(st.sampled_from(sorted(parts)), min_size=1, max_size=4, unique=True)
        return some.flatmap(lambda names: st.fixed_dictionaries({name: parts[name] for name in names}))
    if kind == "array":
        least = schema.get("minItems", 0)
        most = schema.get("maxItems", least + 2)
        items = allowed_values(schema["items"], key)
        return st.lists(items, min_size=least, max_size=most, unique=schema.get("uniqueItems", False))
    low, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    high, below = schema.get("maximum"), schema.get("exclusiveMaximum")
    if kind == "integer":
        most = min(MOST.get(key.split(".")[-1], 10), high if high is not None else 10**9)
        return st.integers(low or 0, max(most, low or 0))
    if kind == "number":
        far = FAR if low is not None or above is not None else FAR + [-x for x in FAR]
        usual = st.floats(-2, 2) if far is not FAR else st.floats(0, 2)
        return (usual | st.sampled_from(far)).filter(
            lambda x: (
                (low is None or x >= low)
                and (above is None or x > above)
                and (high is None or x <= high)
                and (below is None or x < below)
            )
        )
    return st.text(min_size=schema.get("minLength", 0), max_size=20)


@st.composite
def networks(draw: Callable) -> dict[str, Any]:
    """The block ``cnn``: lists of one length, and what else it may have."""
    depth = draw(st.integers(3, 4))
    lists = {"channels": (1, 6), "kernels": (1, 5), "padding": (0, 2), "pool": (1, 2)}
    block = draw(allowed_values(configuration.allowed()["properties"]["cnn"], "cnn"))
    return (
        block
        | {
            name: draw(st.lists(st.integers(*ends), min_size=depth, max_size=depth))
            for name, ends in lists.items()
        }
        | {"required_accuracy": 0, "batch_size": draw(st.integers(1, 130)), "epochs": draw(st.integers(1, 2))}
    )


@st.composite
def recurrent(draw: Callable) -> dict[str, Any]:
    """The block ``rnn``: matrices that fit together."""
    n, m, steps = draw(st.integers(1, 5)), draw(st.integers(1, 3)), draw(st.integers(1, 14))
    value = st.sampled_from([0, 1, -1, 0.5, 2, -2, 30, 1000, 1e-9, 1e9]) | st.floats(-2, 2)

    def matrix(rows: int, columns: int) -> list:
        return draw(
            st.lists(st.lists(value, min_size=columns, max_size=columns), min_size=rows, max_size=rows)
        )

    return {
        **{
            "b": matrix(1, n)[0],
            "c": matrix(1, 2)[0],
            "W": matrix(n, n),
            "U": matrix(n, m),
            "V": matrix(2, n),
        },
        **{"x": matrix(steps, m), "epsilon": draw(st.sampled_from([1e-12, 1e-4, 0.1, 10.0]))},
        "learning_rate": draw(st.sampled_from([1e-9, 0.002, 1.0, 1e6])),
    }


@st.composite
def configs(draw: Callable) -> dict[str, Any]:
    """One block or two of the config at random, the others as small as can be."""
    blocks = {
        name: part
        for name, part in configuration.allowed()["properties"].items()
        if name not in NOT_VARIED and part["type"] == "object"
    }
    quick = configuration.allowed()["properties"]["compared"]["properties"]["quick"]["properties"]
    special = {
        "cnn": networks(),
        "compared": networks().map(lambda block: {"quick": {k: v for k, v in block.items() if k in quick}}),
        "rnn": recurrent(),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(blocks)), min_size=1, max_size=2, unique=True))
    return {
        name: draw(special[name] if name in special else allowed_values(blocks[name], name))
        for name in chosen
    }


def laid_over(below: Any, above: Any) -> Any:
    """One config over another, mappings key by key."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    return below | {key: laid_over(below.get(key), value) for key, value in above.items()}


def few(train: int = 12, test: int = 6) -> Arrays:
    """So many of each class of the bundled images."""
    digits = bundled.dataset(0)
    found = {}
    for split, count in (("train", train), ("test", test)):
        images, labels = getattr(digits, split).images, getattr(digits, split).labels
        chosen = np.sort(np.concatenate([np.flatnonzero(labels == c)[:count] for c in range(10)]))
        found |= {f"{split}_images": images[chosen], f"{split}_labels": labels[chosen]}
    return found


def written(folder: Path, arrays: Arrays) -> dict[str, Any]:
    """Four IDX files, and the config's ``data`` that asks for them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, file in FILES.items():
        (folder / file).write_bytes(idx_bytes(np.ascontiguousarray(arrays[name])))
    return {"name": "mnist", "local_dir": str(folder), "sha256": None}


def chosen(arrays: Arrays, **keep: Callable[[np.ndarray], np.ndarray]) -> Arrays:
    """Images and labels of those that a function of the labels keeps, by split."""
    found = dict(arrays)
    for split, kept in keep.items():
        where = kept(arrays[f"{split}_labels"])
        found |= {f"{split}_{part}": arrays[f"{split}_{part}"][where] for part in ("images", "labels")}
    return found


def of_images(arrays: Arrays, change: Callable[[np.ndarray], np.ndarray], *splits: str) -> Arrays:
    """The same with other images."""
    names = [f"{split}_images" for split in splits or ("train", "test")]
    return arrays | {name: change(arrays[name]).astype(np.uint8) for name in names}


@cache
def data_sets() -> dict[str, Arrays]:
    """Forty data sets by name: too little, too alike, too odd."""
    base, random = few(), np.random.default_rng(0)

    def only(*digits: int) -> Arrays:
        return chosen(base, **dict.fromkeys(("train", "test"), lambda y: np.isin(y, digits)))

    def one_left(digit: int) -> Arrays:
        return chosen(base, test=lambda y: (y != digit) | (np.cumsum(y == digit) == 1))

    def first(train: int, test: int) -> Arrays:
        return chosen(
            base, train=lambda y: np.arange(len(y)) < train, test=lambda y: np.arange(len(y)) < test
        )

    def pixel(images: np.ndarray) -> np.ndarray:
        found = np.zeros_like(images)
        found[:, 14, 14] = 255
        return found

    found = {f"only {d}": only(d) for d in (0, 1, 6, 8)}
    found |= {f"only {a} and {b}": only(a, b) for a, b in ((0, 8), (1, 6), (6, 7), (3, 5))}
    found |= {f"no {d}": only(*set(range(10)) - {d}) for d in (0, 1, 6, 8)}
    found |= {f"one {d} in the test": one_left(d) for d in (0, 1, 6, 8)}
    found |= {f"{n} training images": first(n, 60) for n in (1, 2, 3, 10)}
    found |= {f"{n} test images": first(120, n) for n in (1, 2, 3)}
    noise = {name: random.integers(0, 256, base[name].shape) for name in ("train_images", "test_images")}
    found |= {
        "one image each": first(1, 1),
        "equal images": of_images(base, lambda x: np.broadcast_to(x[:1], x.shape)),
        "black": of_images(base, np.zeros_like),
        "black in training": of_images(base, np.zeros_like, "train"),
        "black in the test": of_images(base, np.zeros_like, "test"),
        "white": of_images(base, lambda x: np.full_like(x, 255)),
        "inverted": of_images(base, lambda x: 255 - x),
        "noise": base | {name: values.astype(np.uint8) for name, values in noise.items()},
        "labels at random": base | {"train_labels": random.permutation(base["train_labels"])},
        "labels swapped": base | {"test_labels": (base["test_labels"] + 1) % 10},
        "one pixel": of_images(base, pixel),
        "dim": of_images(base, lambda x: x > 100),
        "two levels": of_images(base, lambda x: 255 * (x > 100)),
        "transposed": of_images(base, lambda x: x.transpose(0, 2, 1)),
        "at the edge": of_images(base, lambda x: np.roll(x, (10, 10), (1, 2))),
        "upside down in the test": of_images(base, lambda x: x[:, ::-1], "test"),
        "the test is the training": base | {f"test_{p}": base[f"train_{p}"] for p in ("images", "labels")},
    }
    return found
