"""Whole runs of the workflow, each in a folder of its own."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import SMALL, copy_of_project, snakemake


@pytest.fixture
def project(tmp_path) -> Path:
    """A fresh copy of the project with the small config in it."""
    folder = copy_of_project(tmp_path / "project")
    shutil.copy(SMALL, folder / "small.yaml")
    return folder


def planned(folder: Path, *arguments: str) -> set[str]:
    """The rules that a dry run would run, without ``all``."""
    text = snakemake(folder, "-n", "--configfile", "small.yaml", *arguments).stdout
    table = re.search(r"Job stats:\n(.*?)\ntotal", text, re.DOTALL)
    if not table:
        assert "Nothing to be done" in text, text
        return set()
    return {line.split()[0] for line in table[1].splitlines()[2:]} - {"all"}


def read(folder: Path, path: str) -> Any:
    """A JSON file among the results of a run in ``folder``."""
    return json.loads((folder / "results" / path).read_text())
