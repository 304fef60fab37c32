"""Folders with odd names, a full disk, a checkout that may not be written to."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from conftest import SMALL, copy_of_project, snakemake

# Spaces, umlauts, quotes, a comma, and what a shell or a format would read.
ODD = "a folder, with 'quotes' \"and\" äöü $HOME %s"


def test_a_folder_with_an_odd_name_makes_what_any_other_makes(tmp_path, finished):
    folder = copy_of_project(tmp_path / ODD / "project")
    shutil.copy(SMALL, folder / "small.yaml")
    (folder / "few.yaml").write_text("cnn: {epochs: 1, required_accuracy: 0}\nreplicates: {seeds: []}\n")
    wanted = ("results/momentum/summary.json", "results/cnn/model.safetensors", "results/figures/train.svg")
    snakemake(folder, "--cores", "2", *wanted, "--configfile", "small.yaml", "few.yaml")
    assert (folder / wanted[0]).read_bytes() == (finished / wanted[0]).read_bytes()
    assert all((folder / path).stat().st_size for path in wanted)
    again = snakemake(folder, "-n", *wanted, "--configfile", "small.yaml", "few.yaml").stdout
    assert "Nothing to be done" in again


def test_a_folder_with_braces_in_its_path_is_refused_in_one_line(tmp_path):
    folder = copy_of_project(tmp_path / "with {braces}" / "project")
    run = snakemake(folder, "-n", check=False)
    assert run.returncode
    assert re.search(r"the project lies in .*\{braces\}.*; allowed: a path without \{ and \}", run.stdout)
    assert "Traceback" not in run.stdout


def limited(folder, most, *arguments):
    """Snakemake where no file may be larger than ``most`` bytes, as on a disk that is full."""
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}));"
        "from snakemake.cli import main; main(sys.argv[1:])"
    )
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def test_a_disk_that_is_full_is_named_and_the_run_goes_on_when_it_is_not(project):
    wanted = "results/momentum/region.npz", "--cores", "1", "--configfile", "small.yaml"
    config = ("--config", "momentum={points: 200}")  # an array of more than 50 kB, all else is less
    run = limited(project, 50_000, *wanted, *config)
    assert run.returncode
    line = "momentum: error: results/momentum/region.npz: cannot be written (File too large); nothing is left"
    assert line in run.stdout, run.stdout[-2000:]
    assert not list(project.glob("results/momentum/*"))
    snakemake(project, *wanted, *config)
    assert (project / "results/momentum/region.npz").stat().st_size > 50_000


@pytest.fixture
def read_only(project):
    """A checkout that nobody may write into."""
    (project / "results").mkdir()
    subprocess.run(["chmod", "-R", "a-w", str(project)], check=True)
    yield project
    subprocess.run(["chmod", "-R", "u+w", str(project)], check=True)


def test_a_checkout_that_may_not_be_written_to_is_left_as_it_is_and_says_so(read_only):
    command = [
        sys.executable,
        "-m",
        "snakemake",
        "--cores",
        "1",
        "--configfile",
        "small.yaml",
        "--",
        "conv_pool",
    ]
    if os.geteuid() == 0:  # whom permissions do not stop: as somebody else, where that is possible
        if not shutil.which("setpriv"):
            pytest.skip("run by root, and no setpriv to be somebody else")
        for folder in (read_only, *read_only.parents):
            if folder.stat().st_uid == 0 and not folder.stat().st_mode & 0o001:
                folder.chmod(folder.stat().st_mode | 0o011)
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
    before = sorted(map(str, read_only.rglob("*")))
    environment = os.environ | {
        "HOME": str(read_only),
        "XDG_CACHE_HOME": "/tmp",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    run = subprocess.run(
        command, cwd=read_only, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert run.returncode
    assert "Permission denied" in run.stdout, run.stdout[-2000:]
    assert sorted(map(str, read_only.rglob("*"))) == before
