"""Every command of the README as it is printed there, dry."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, SMALL, copy_of_project
from starts import Start


def printed():
    """Lines of the README's code blocks that a shell runs, without their comments."""
    lines = []
    for block in re.findall(r"^```\n(.*?)^```", (ROOT / "README.md").read_text(), re.DOTALL | re.MULTILINE):
        lines += [re.split(r"\s+#\s", line.removeprefix("$ "))[0] for line in block.splitlines()]
    return list(
        dict.fromkeys(line for line in lines if re.match(r"(PYTHONPATH=\S+ )?snakemake |make ", line))
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = copy_of_project(tmp_path_factory.mktemp("readme") / "project")
    (folder / "mine.yaml").write_bytes(SMALL.read_bytes())
    for name in ("Makefile", "requirements.lock"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    for name in ("photo.jpg", "scan.png"):  # a dry run asks no more of them than to be there
        (folder / name).touch()
    return folder


def dry(folder, line):
    """What a command prints with ``-n``, and how it ends."""
    environment, command, *words = shlex.split(line) if "=" in line.split()[0] else [None, *shlex.split(line)]
    if command == "make" or environment:
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        more = dict([environment.split("=")]) if environment else {}
        shell = [command, "-n", *words]
        run = subprocess.run(
            shell, cwd=folder, env=os.environ | {"PATH": path} | more, text=True, capture_output=True
        )
        return run.stdout + run.stderr, run.returncode
    run = Start(folder, "-n", *words).finished()
    return run.stdout, run.returncode


@pytest.mark.parametrize("line", printed())
def test_a_command_of_the_readme_runs_as_printed(project, line):
    text, code = dry(project, line)
    assert code == 0, text[-3000:]
    words = line.split()
    if words[0] == "snakemake" and not words[1].startswith("-"):  # it makes what it names
        assert re.search(rf"^{re.escape(words[1])} |{re.escape(words[1])}", text, re.MULTILINE)
    wanted = {"sweep": "sweep_table", **{rule: rule for rule in ("compare", "check", "template")}}.get(
        words[1]
    )
    if wanted:
        assert re.search(rf"^{wanted} +1$", text, re.MULTILINE), text[-2000:]


def test_the_readmes_commands_are_found():
    assert len(printed()) > 12
    assert yaml.safe_load(SMALL.read_text())


@pytest.mark.parametrize("words", [("--", "compare"), ("--resources", "gpu=1", "--", "compare")])
def test_what_to_make_may_stand_behind_two_dashes(project, words):
    text, code = dry(project, " ".join(["snakemake --cores 1 --config seed=1", *words]))
    assert code == 0, text[-2000:]
    assert re.search("^compare +1$", text, re.MULTILINE)
