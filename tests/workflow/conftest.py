"""Whole runs of the workflow, each in a folder of its own."""

import gc
import multiprocessing
import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest
from conftest import SMALL, copy_of_project


@pytest.fixture
def project(tmp_path) -> Path:
    """A fresh copy of the project with the small config in it."""
    folder = copy_of_project(tmp_path / "project")
    shutil.copy(SMALL, folder / "small.yaml")
    return folder


# Each dry run is a fork of one process that has imported Snakemake, and what a start of it imports besides:
# a third of the time, the same command line.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["snakemake.cli", "snakemake.notebook", "snakemake.report", "jsonschema", "requests", "smart_open"]
)


def _command_line(folder: Path, arguments: tuple[str, ...], output: Path) -> None:
    gc.disable()  # a dry run leaves little to collect, and looking for it takes a fifth of the time
    os.chdir(folder)
    handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    from snakemake.cli import main

    try:
        main(list(arguments))
    except SystemExit as end:
        os.write(handle, f"\nended with {end.code or 0}".encode())


def dry_run(folder: Path, *arguments: str) -> str:
    """What ``snakemake -n`` on the small config prints."""
    with tempfile.NamedTemporaryFile() as output:
        command = ("-n", "--configfile", "small.yaml", *arguments)
        process = FORKS.Process(target=_command_line, args=(folder, command, Path(output.name)))
        process.start()
        process.join()
        text = Path(output.name).read_text()
    # Not the process's own exit code, which a fork server loses when two threads use it at once.
    assert text.endswith("\nended with 0"), text
    return text


def planned(folder: Path, *arguments: str) -> set[str]:
    """The rules that a dry run would run, without ``all``."""
    text = dry_run(folder, *arguments)
    table = re.search(r"Job stats:\n(.*?)\ntotal", text, re.DOTALL)
    if not table:
        assert "Nothing to be done" in text, text
        return set()
    return {line.split()[0] for line in table[1].splitlines()[2:]} - {"all"}
