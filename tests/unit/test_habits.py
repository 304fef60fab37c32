"""What is checked before a commit and by a public CI is what the README and the Makefile say."""

import ast
import re

import yaml
from conftest import ROOT


def test_a_public_ci_runs_the_readmes_two_commands():
    readme = (ROOT / "README.md").read_text()
    commands = re.findall(r"^(make \w+) ", readme.split("## Run it")[1].split("## ")[0], flags=re.MULTILINE)
    [job] = yaml.safe_load((ROOT / ".github/workflows/ci.yaml").read_text())["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == commands == ["make report", "make test"]
    for action in [step["uses"] for step in job["steps"] if "uses" in step]:
        assert re.fullmatch(r"actions/[\w-]+@v\d+", action)


def test_a_commit_is_checked_by_what_make_lint_runs():
    lint = (ROOT / "Makefile").read_text().split("\nlint:")[1].split("\n\n")[0]
    [local] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert local["repo"] == "local"
    for hook in local["hooks"]:
        assert hook["language"] == "system"
        assert hook["entry"].startswith(".venv/bin/")
        assert hook["name"] in lint
    assert {hook["name"] for hook in local["hooks"]} == {"ruff check", "ruff format", "snakefmt", "mypy"}


def test_every_module_of_the_library_and_of_the_figures_is_tested():
    imported = set()
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                imported |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    workflow = ROOT / "workflow"
    paths = [*(workflow / "digitlab").rglob("*.py"), *(workflow / "figures").glob("*.py")]
    modules = {
        ".".join(path.relative_to(workflow).with_suffix("").parts)
        for path in paths
        if path.stem != "__init__"
    }
    assert sorted(modules - imported) == []
