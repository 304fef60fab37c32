"""Two finished runs side by side in one page."""

import json
import shutil

import pytest
from conftest import snakemake


@pytest.fixture
def other(finished, tmp_path):
    """A copy of the finished run, as another to compare with."""
    folder = tmp_path / "other"
    shutil.copytree(finished, folder, symlinks=True)
    return folder


def compare(folder, against, check=True):
    arguments = (
        "--cores",
        "1",
        "--configfile",
        "small.yaml",
        "--config",
        f"compare={{against: '{against}'}}",
    )
    return snakemake(folder, "compare", *arguments, check=check)


def test_what_differs_is_listed_and_what_does_not_is_said(other, finished, tmp_path):
    third = tmp_path / "third"
    shutil.copytree(finished, third, symlinks=True)
    for path, key, value in (
        ("cnn/metrics.json", "test_accuracy", 0.5),
        ("environment.json", "config", None),
    ):
        file = third / "results" / path
        content = json.loads(file.read_text())
        if key == "config":
            content["config"]["cnn"]["epochs"] = 77
        else:
            content[key] = value
        file.write_text(json.dumps(content))
    compare(other, third)
    page = (other / "report/compare.html").read_text()
    assert "cnn.epochs" in page
    assert "77" in page
    assert "50.00%" in page
    assert "The same to the last digit in both: separation, shift" in page
    assert page.count("<img ") == 10


def test_runs_on_different_images_are_refused(other, finished, tmp_path):
    third = tmp_path / "third"
    shutil.copytree(finished, third, symlinks=True)
    file = third / "results/environment.json"
    content = json.loads(file.read_text())
    content["data"]["sha256"]["test_images"] = "0" * 64
    file.write_text(json.dumps(content))
    run = compare(other, third, check=False)
    assert run.returncode
    assert "compare: error: compare.against: the two runs used different data sets" in run.stdout
    assert not (other / "report/compare.html").exists()


def test_a_folder_without_a_run_is_named(other, tmp_path):
    run = compare(other, tmp_path / "nothing", check=False)
    assert run.returncode
    assert "holds no finished run" in run.stdout
    run = snakemake(other, "compare", "--cores", "1", "--configfile", "small.yaml", check=False)
    assert "compare.against names no run" in run.stdout
