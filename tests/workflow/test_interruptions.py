"""Training killed at any moment ends in the same bytes as training that was left alone."""

import os
import random
import re
import shutil
import signal
import time

import numpy as np
import psutil
import pytest
from conftest import SMALL, copy_of_project, snakemake
from starts import Start

MODEL = "results/cnn/model.safetensors"
ARGUMENTS = (MODEL, "--cores", "2", "--configfile", "small.yaml", "many.yaml")
STORED = "results/cnn/predictions.npz", "results/cnn/history.csv", "results/cnn/metrics.json", MODEL
EPOCHS = 10


def many_epochs(folder):
    cnn = f"epochs: {EPOCHS}, channels: [4, 6, 8], batch_size: 100, required_accuracy: 0.5, precision: auto"
    (folder / "many.yaml").write_text(f"cnn: {{{cnn}}}\n")
    return folder


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A folder with a training that nobody disturbed."""
    folder = copy_of_project(tmp_path_factory.mktemp("alone") / "project")
    shutil.copy(SMALL, folder / "small.yaml")
    snakemake(many_epochs(folder), *ARGUMENTS)
    log = (folder / "results/logs/train/cnn.log").read_text()
    assert len(re.findall("epoch .* of", log)) == EPOCHS
    return folder


@pytest.fixture(scope="module")
def left_alone(undisturbed):
    """The bytes of that training."""
    return {path: (undisturbed / path).read_bytes() for path in STORED}


@pytest.fixture
def trained(undisturbed, tmp_path):
    """A copy of it that may be changed."""
    shutil.copytree(undisturbed, tmp_path / "trained", symlinks=True)
    return tmp_path / "trained"


def started(folder):
    """Snakemake in a session of its own, and its training process once that trains."""
    log = folder / "results/logs/train/cnn.log"
    log.unlink(missing_ok=True)
    run = Start(folder, *ARGUMENTS, own_session=True)
    while run.process.is_alive():
        if log.exists() and "parameters on" in log.read_text():
            for child in psutil.Process(run.process.pid).children(recursive=True):
                if any("train.py" in word for word in child.cmdline()) and "bash" not in child.name():
                    return run, child
        time.sleep(0.02)
    return run, None


def epochs_stored(folder):
    return max((int(path.stem[-4:]) for path in (folder / ".cache/training").rglob("epoch-*.pt")), default=0)


def finished_as_if_left_alone(folder, left_alone):
    snakemake(folder, *ARGUMENTS)
    for path, content in left_alone.items():
        assert (folder / path).read_bytes() == content, path


def test_ten_kills_of_the_training_process_change_nothing(project, left_alone):
    folder = many_epochs(project)
    dice = random.Random(0)
    kills = 0
    while kills < 10:
        run, training = started(folder)
        if training is not None:
            time.sleep(dice.uniform(0, 0.4))
            try:
                training.kill()
                kills += 1
            except psutil.NoSuchProcess:
                pass
        run.process.join(60)
        if (folder / MODEL).exists():  # it was through before the last blow: begin anew
            for path in (folder / ".cache").rglob("epoch-*"):
                path.unlink()
            (folder / MODEL).unlink()
    finished_as_if_left_alone(folder, left_alone)


def test_snakemake_killed_with_all_its_children_goes_on_after_unlock(project, left_alone):
    folder = many_epochs(project)
    for _ in range(2):
        run, training = started(folder)
        assert training is not None
        before = epochs_stored(folder)
        while epochs_stored(folder) < before + 2:
            time.sleep(0.02)
        os.killpg(run.process.pid, signal.SIGKILL)
        run.process.join(60)
        psutil.wait_procs([training], timeout=30)
        refused = snakemake(folder, *ARGUMENTS, check=False)
        assert refused.returncode
        assert "--unlock" in refused.stdout
        snakemake(folder, *ARGUMENTS, "--unlock")
    stored = epochs_stored(folder)
    assert 2 <= stored < EPOCHS
    finished_as_if_left_alone(folder, left_alone)
    log = (folder / "results/logs/train/cnn.log").read_text()
    assert f"restored after epoch {stored} of {EPOCHS}" in log


def test_parameters_changed_and_changed_back_restore_the_training(trained, left_alone):
    snakemake(trained, *ARGUMENTS, "--config", "cnn={epochs: 2}")
    assert (trained / MODEL).read_bytes() != left_alone[MODEL]
    finished_as_if_left_alone(trained, left_alone)
    log = (trained / "results/logs/train/cnn.log").read_text()
    assert f"restored after epoch {EPOCHS} of {EPOCHS}" in log
    assert not re.search(r"epoch \d+ of \d+: loss", log)


def test_another_data_set_is_not_served_from_the_store(trained):
    archive = trained / "results/data/dataset.npz"
    with np.load(archive) as data:
        arrays = {name: data[name] for name in data.files}
    arrays["train_images"][0, 0, 0] ^= 1  # one pixel, by one
    np.savez(archive, **arrays)
    snakemake(trained, *ARGUMENTS)
    log = (trained / "results/logs/train/cnn.log").read_text()
    assert "restored" not in log
    assert f"epoch {EPOCHS} of {EPOCHS}: loss" in log
    assert len([path for path in (trained / ".cache/training").iterdir() if path.is_dir()]) == 2
