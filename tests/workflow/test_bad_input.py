"""Files that a person or a disk damaged: one clear line, a failed exit, nothing half-written."""

import functools
import gzip
import hashlib
import http.server
import json
import re
import shutil
import threading

import numpy as np
import pytest
from conftest import idx_bytes, snakemake
from safetensors.numpy import load_file, save_file


@pytest.fixture
def copy(finished, tmp_path):
    """A finished project that may be damaged."""
    folder = tmp_path / "copy"
    shutil.copytree(finished, folder, symlinks=True)
    return folder


def without(path, name):
    with np.load(path) as data:
        arrays = {key: data[key] for key in data.files if key != name}
    np.savez(path, **arrays)


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def with_weight(path, name, value):
    weights = load_file(path)
    header = json.loads(path.read_bytes()[8:].split(b"}}")[0] + b"}}")["__metadata__"]
    weights.pop(name)
    if value is not None:
        weights[name] = value
    save_file(weights, path, header)


DAMAGE = {
    "a cut-off data set": ("results/data/dataset.npz", cut, "train", "not a readable data set"),
    "no test labels": (
        "results/data/dataset.npz",
        lambda p: without(p, "test_labels"),
        "train",
        "no array test_labels",
    ),
    "a text for a network": (
        "results/cnn/model.safetensors",
        lambda p: p.write_text("no network"),
        "filters",
        "not a safetensors file",
    ),
    "a missing weight": (
        "results/cnn/model.safetensors",
        lambda p: with_weight(p, "linear.bias", None),
        "occlusion",
        "weight linear.bias is missing",
    ),
    "a weight of another shape": (
        "results/cnn/model.safetensors",
        lambda p: with_weight(p, "linear.bias", np.zeros(9, np.float32)),
        "transplant",
        r"linear.bias has shape \(9,\), expected \(10,\)",
    ),
    "no probabilities": (
        "results/cnn/predictions.npz",
        lambda p: without(p, "probabilities"),
        "shift",
        "no probabilities in it",
    ),
    "cut-off maps": ("results/occlusion/maps.npz", cut, "plot_occlusion", "damaged artifact"),
    "no maps": (
        "results/occlusion/maps.npz",
        lambda p: without(p, "predicted_label"),
        "plot_occlusion",
        "no predicted_label in it",
    ),
    "a cut-off summary": ("results/occlusion/summary.json", cut, "plot_occlusion", "damaged artifact"),
    "an empty history": (
        "results/cnn/history.csv",
        lambda p: p.write_text(""),
        "plot_train",
        "damaged artifact",
    ),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_artifact_is_named(copy, name):
    path, damage, rule, message = DAMAGE[name]
    outputs = snakemake(copy, "--configfile", "small.yaml", "--summary").stdout
    made = [row.split("\t")[0] for row in outputs.splitlines() if row.split("\t")[2:3] == [rule]]
    damage(copy / path)
    arguments = ("--cores", "1", "--configfile", "small.yaml", "--keep-going", "--until", rule)
    run = snakemake(copy, *arguments, check=False)
    assert run.returncode
    assert re.search(rf"^{rule}: error: {path}: .*{message}", run.stdout, re.MULTILINE), run.stdout[-3000:]
    assert "Traceback" not in run.stdout
    assert made
    assert not any((copy / output).exists() for output in made)
    log = "train/cnn" if rule == "train" else rule
    assert "Traceback" in (copy / f"results/logs/{log}.log").read_text()


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("good", None),
        ("cut", r"t10k-images-idx3-ubyte\.gz: not downloaded whole"),
        ("checksum", r"train-labels-idx1-ubyte: SHA-256 .* tampered with"),
        ("dead", r"no mirror answers: http://127\.0\.0\.1:9/ .*offline_fallback to mnist5k"),
    ],
)
def test_a_mirror_is_used_or_named_and_nothing_bad_is_kept(
    project, small_files, small_arrays, fault, message
):
    digests = {name: hashlib.sha256(idx_bytes(array)).hexdigest() for name, array in small_arrays.items()}
    if fault == "cut":
        path = small_files / "t10k-images-idx3-ubyte.gz"
        path.write_bytes(path.read_bytes()[:-50])
    if fault == "checksum":
        other = small_arrays["train-labels-idx1-ubyte"][::-1].copy()
        (small_files / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx_bytes(other)))
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(small_files))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    url = "http://127.0.0.1:9/" if fault == "dead" else f"http://127.0.0.1:{server.server_address[1]}/"
    data = {"name": "mnist", "mirrors": [url], "sha256": digests, "offline_fallback": None}
    config = ("--config", f"data={json.dumps(data)}")
    run = snakemake(
        project, "--cores", "1", "--configfile", "small.yaml", *config, "--until", "download", check=False
    )
    server.shutdown()
    server.server_close()
    left = [
        path.name
        for path in (project / "results").rglob("*")
        if path.is_file() and path.parent.name == "data"
    ]
    if fault == "good":
        assert run.returncode == 0, run.stdout
        assert sorted(left) == ["dataset.npz", "provenance.json"]
        assert json.loads((project / "results/data/provenance.json").read_text())["source"] == "mirror"
    else:
        assert run.returncode
        assert re.search(rf"^download: error: .*{message}", run.stdout, re.MULTILINE), run.stdout
        assert left == []
