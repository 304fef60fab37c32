"""What a run shows on the screen: a line a finished job, and at a failure its message and log, last."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT

TARGET = "results/figures/shift.svg"


def run(folder, *arguments):
    """A run with the project's screen: exit status and lines."""
    command = [sys.executable, "-m", "snakemake", "--cores", "2", "--logger", "digitlab"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "workflow" / "screen"), "COLUMNS": "100"}
    done = subprocess.run(
        [*command, "--configfile", "small.yaml", *arguments],
        cwd=folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    lines = [line for line in done.stdout.splitlines() if not line.startswith("Using workflow specific")]
    return done.returncode, lines


@pytest.fixture
def started(finished, tmp_path):
    """A copy of the finished run that may be changed."""
    folder = tmp_path / "project"
    shutil.copytree(finished, folder, symlinks=True)
    return folder


def test_each_job_is_one_line_with_its_seconds_and_memory(started):
    (started / TARGET).unlink()
    code, lines = run(started, "--forcerun", "shift", "--", TARGET)
    assert code == 0
    assert lines[0] == "2 jobs to do"
    jobs = [re.fullmatch(r"  (\w+) +([\d.]+) s +(?:([\d,]+) MB)?", line) for line in lines[1:3]]
    assert [job[1] for job in jobs] == ["shift", "plot_shift"]
    assert all(0 < float(job[2]) < 100 for job in jobs)
    assert 50 < float(jobs[0][3]) < 2000
    assert re.fullmatch(r"2 jobs in .*\. Longest: .*\.", lines[-2])
    assert lines[-1] == f"The report: {(started / 'report/index.html').resolve()}"


def test_nothing_to_do_is_said_in_one_line(started):
    assert run(started) == (
        0,
        [
            "Nothing to do: everything is up to date.",
            f"The report: {(started / 'report/index.html').resolve()}",
        ],
    )


def test_a_failure_ends_with_its_message_and_its_log(started):
    code, lines = run(started, "--config", "shift={example: 3}", "--", TARGET)
    assert code
    assert lines[-3].startswith("shift failed after "), "\n".join(lines)
    assert lines[-2].startswith("  shift.example is 3, a ")
    assert lines[-1] == "  its log: results/logs/shift.log"
    assert not any("Traceback" in line or "CalledProcessError" in line for line in lines)


def test_a_faulty_config_is_told_before_any_job(started):
    code, lines = run(started, "--config", "shift={pixel: 3}")
    assert code
    assert "config: shift.pixel is not a key; did you mean pixels?" in "\n".join(lines)
    assert not any("jobs to do" in line for line in lines)
