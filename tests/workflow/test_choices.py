"""Choices are made without the test set; what is pretrained is read from a file."""

import json
import shutil

import numpy as np
import pytest
import torch
from conftest import snakemake

from digitlab.choices.names import OPTIMIZERS

from .conftest import planned

NETWORKS = [f"results/optimizers/{name}.json" for name in [*OPTIMIZERS, "batch_norm"]]


@pytest.fixture
def copy(finished, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(finished, folder, symlinks=True)
    return folder


def chosen(folder):
    """Of each variant what was tried and chosen, and the accuracies on the test images."""
    networks = [json.loads((folder / path).read_text()) for path in NETWORKS]
    accuracies = [fit["test_accuracy"] for record in networks for fit in record["fits"]]
    return [(record["tried"], record["settings"]) for record in networks], accuracies


def test_poisoned_test_images_change_no_choice(copy):
    before, _ = chosen(copy)
    dataset = copy / "results/data/dataset.npz"
    with np.load(dataset) as data:
        arrays = {name: data[name] for name in data.files}
    arrays["test_labels"] = (arrays["test_labels"] + 1) % 10
    arrays["test_images"] = arrays["test_images"][::-1]
    np.savez(dataset, **arrays)
    shutil.rmtree(copy / "results/optimizers")
    snakemake(copy, *NETWORKS, "--cores", "4", "--configfile", "small.yaml")
    after, accuracies = chosen(copy)
    assert after == before
    assert max(accuracies) < 0.5  # the poison was there to be seen


def test_a_new_grid_point_is_no_other_optimizers_business(finished):
    config = "optimizers={grid: {sgd: {learning_rate: [0.2, 0.3]}}}"
    run = snakemake(finished, "-n", "--configfile", "small.yaml", "--config", config)
    outputs = {
        line.split()[1] for line in run.stdout.splitlines() if line.strip().startswith("output: results/opt")
    }
    assert {path.rstrip(",") for path in outputs} == {
        "results/optimizers/sgd.json",
        "results/optimizers/batch_norm.json",
        "results/optimizers/summary.json",
    }


def test_pretrained_weights_are_read_out_and_stand_in_the_report(copy):
    from digitlab.data import torchvision as guarded

    torch.manual_seed(0)
    torch.save(guarded.models().alexnet(weights=None).state_dict(), copy / "alexnet.pth")
    config = ("--config", "readout={weights: alexnet.pth}")
    page = {"environment", "answers", "report", "provenance"}
    assert planned(copy, *config) == {"readout", "plot_readout"} | page
    snakemake(copy, "--cores", "2", "--configfile", "small.yaml", *config)
    html = (copy / "report/index.html").read_text()
    assert "alexnet.pth" in html
    assert "1000 × 4096" in html
    assert "The 64 channels of the first convolution" in html
    wrong = snakemake(
        copy,
        "--cores",
        "1",
        "--configfile",
        "small.yaml",
        "--config",
        "readout={weights: alexnet.pth, sha256: abc}",
        check=False,
    )
    assert wrong.returncode
    assert "readout: error: readout.weights: alexnet.pth has SHA-256" in wrong.stdout
