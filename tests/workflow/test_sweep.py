"""A grid of networks by the rule that trains the main one."""

import re

import pandas as pd
import pytest
from conftest import snakemake

GRID = "sweep={grid: {channels: [[4, 6, 8], [8, 12, 16]], learning_rate: [0.01, 0.02]}, seeds: [1, 2]}"
FAST = "cnn={epochs: 1, required_accuracy: 0.2}"


def test_a_sweep_makes_one_page_and_does_no_point_twice(project):
    arguments = ("--cores", "2", "--configfile", "small.yaml")
    first = "sweep={grid: {channels: [[4, 6, 8], [8, 12, 16]]}, seeds: [1]}"
    snakemake(project, "sweep", *arguments, "--config", first, FAST)
    assert len(list((project / "results/sweep").glob("channels=*"))) == 2
    # One seed more: two points more, and the first two stay.
    grown = first.replace("[1]}", "[1, 2]}")
    run = snakemake(project, "sweep", *arguments, "--config", grown, FAST)
    assert re.search(r"^train\s+2$", run.stdout, re.MULTILINE)
    points = pd.read_csv(project / "results/sweep/points.csv")
    assert len(points) == 4
    assert set(points.channels) == {"[4, 6, 8]", "[8, 12, 16]"}
    assert set(points.seed) == {1, 2}
    assert points.groupby("channels").parameters.nunique().tolist() == [1, 1]
    spread = pd.read_csv(project / "results/sweep/spread.csv")
    assert spread.value.tolist() == ["[4, 6, 8]", "[8, 12, 16]"]
    assert spread["mean"].tolist() == pytest.approx(points.groupby("channels").test_accuracy.mean().tolist())
    page = (project / "report/sweep.html").read_text()
    assert page.count("<tr>") == 5
    assert f"<strong>{points.point[points.test_accuracy.idxmax()]}</strong>" in page
    assert "([4, 6, 8] and [8, 12, 16]) with" in page
    assert not (project / "results/cnn").exists()


def test_a_point_that_fails_is_named_and_loses_no_other(project):
    arguments = ("--cores", "2", "--configfile", "small.yaml", "--keep-going")
    grid = "sweep={grid: {learning_rate: [1e-7, 0.02]}, seeds: [1]}"
    run = snakemake(
        project, "sweep", *arguments, "--config", grid, "cnn={epochs: 1, required_accuracy: 0.3}", check=False
    )
    assert run.returncode
    assert "results/logs/train/sweep/learning_rate=1e-07_seed=1.log" in run.stdout
    assert (project / "results/sweep/learning_rate=0.02_seed=1/metrics.json").exists()
    assert not (project / "results/sweep/learning_rate=1e-07_seed=1/metrics.json").exists()
    assert not (project / "report/sweep.html").exists()


def test_a_grid_that_cannot_be_is_refused_before_any_job(project):
    for grid, message in (
        ("{learning_rat: [0.1]}", "sweep.grid.learning_rat is not a key; did you mean learning_rate?"),
        ("{epochs: [0]}", "sweep.grid.epochs[0] is "),
        ("{channels: [[4, 6, 8, 9]]}", "has 4 channels, but another number of kernels"),
    ):
        run = snakemake(
            project,
            "-n",
            "sweep",
            "--configfile",
            "small.yaml",
            "--config",
            f"sweep={{grid: {grid}}}",
            check=False,
        )
        assert run.returncode
        assert message in run.stdout, run.stdout[-500:]
