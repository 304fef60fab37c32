"""Two finished runs side by side in one page."""

import json
import shutil

import pytest
from conftest import snakemake

from .conftest import planned


@pytest.fixture
def other(finished, tmp_path):
    """A copy of the finished run, as another to compare with."""
    folder = tmp_path / "other"
    shutil.copytree(finished, folder, symlinks=True)
    return folder


def changed(finished, folder, change):
    """A copy of the finished run whose answers were changed in place."""
    shutil.copytree(finished, folder, symlinks=True)
    file = folder / "results/answers.json"
    answers = json.loads(file.read_text())
    change(answers)
    file.write_text(json.dumps(answers))
    return folder


def compare(folder, against, check=True):
    config = f"compare={{against: '{against}'}}"
    arguments = ("--cores", "1", "--configfile", "small.yaml", "--config", config)
    return snakemake(folder, "compare", *arguments, check=check)


def test_what_differs_is_listed_and_what_does_not_is_said(other, finished, tmp_path):
    def change(answers):
        answers["environment"]["config"]["cnn"]["epochs"] = 77
        answers["training"]["numbers"]["test_accuracy"]["value"] = 0.5
        answers["momentum"]["verdict"] = "not everywhere"

    assert planned(other, "--config", "compare={against: elsewhere}", "--", "compare") == {"compare"}
    compare(other, changed(finished, tmp_path / "third", change))
    page = (other / "report/compare.html").read_text()
    assert "cnn.epochs" in page
    assert "77" in page
    assert "50.00% there" in page
    assert "not everywhere" in page
    said = page.split("The same to the last digit in both: ")[1].split("</p>")[0]
    assert {"data", "shift", "optimizers"} <= set(said.replace(" and ", ", ").rstrip(".\n").split(", "))
    assert not {"training", "momentum", "environment"} & set(said.replace(" and ", ", ").split(", "))
    assert page.count("<img ") == 10


def test_runs_on_different_images_are_refused(other, finished, tmp_path):
    def change(answers):
        answers["data"]["sha256"]["test_images"] = "0" * 64

    run = compare(other, changed(finished, tmp_path / "third", change), check=False)
    assert run.returncode
    assert "compare: error: compare.against: the two runs used different data sets" in run.stdout
    assert not (other / "report/compare.html").exists()


def test_a_folder_without_a_run_is_named(other, tmp_path):
    run = compare(other, tmp_path / "nothing", check=False)
    assert run.returncode
    assert "holds no finished run" in run.stdout
    assert "nothing/results/answers.json is missing" in run.stdout
    run = snakemake(other, "compare", "--cores", "1", "--configfile", "small.yaml", check=False)
    assert "compare.against names no run" in run.stdout
