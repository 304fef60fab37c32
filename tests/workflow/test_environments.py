import ast
import re
import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest
import yaml
from conftest import ROOT

import sources

ENVIRONMENTS = ("torch", "plots", "report")
WORKFLOW = ROOT / "workflow"


def pinned(environment):
    text = yaml.safe_load((ROOT / "envs" / f"{environment}.yaml").read_text())
    [packages] = [entry["pip"] for entry in text["dependencies"] if isinstance(entry, dict)]
    return dict(line.split("==") for line in packages)


def scripts():
    """Every rule's script with the environment of the kind of job that the rule is."""
    rules = WORKFLOW / "rules"
    of_kind = dict(
        re.findall(r'rule (\w+):.*?envs/(\w+)\.yaml"', (rules / "kinds.smk").read_text(), flags=re.DOTALL)
    )
    text = "".join(path.read_text() for path in sorted(rules.glob("*.smk")))
    found = []
    for rule in re.split(r"^use rule ", text, flags=re.MULTILINE)[1:]:
        kind, name = re.match(r"(\w+) as (\w+)", rule).groups()
        of_kind[name] = of_kind[kind]  # a kind may be made from another
        found += [(of_kind[kind], f"{script}.py") for script in re.findall(r'made_by\("([^"]+)"\)', rule)]
    return found


def test_every_script_runs_in_one_of_the_environments():
    found = {(WORKFLOW / "scripts" / script) for _, script in scripts()}
    assert found == set((WORKFLOW / "scripts").glob("*/*.py"))
    assert {environment for environment, _ in scripts()} == set(ENVIRONMENTS)


def test_what_lock_would_write_is_what_is_there():
    sys.path.insert(0, str(ROOT / "envs"))
    try:
        import lock
    finally:
        sys.path.pop(0)
    for path, text in lock.texts().items():
        assert path.read_text() == text, f"{path.name} is out of date: make lock"


def test_environments_and_lock_agree():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    locked = dict(line.split("==") for line in lines if not line.startswith("#"))
    for environment in ENVIRONMENTS:
        for package, version in pinned(environment).items():
            assert locked[package] == version


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_an_environment_suffices_for_its_scripts(environment):
    own, foreign = set(), set()
    for script in [script for place, script in scripts() if place == environment]:
        for name in sources.modules(script):
            if not name.startswith("scripts/") and name != "step.py":
                own.add(name.removesuffix("/__init__.py").removesuffix(".py").replace("/", "."))
            for node in ast.walk(ast.parse((WORKFLOW / name).read_text())):
                if isinstance(node, ast.Import):
                    foreign |= {alias.name for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    foreign.add(node.module)
    foreign -= {"__main__", "step"}
    # Function-level imports of step.py that only scripts with a device, or with a network to write, reach.
    if environment != "torch":
        foreign -= {"torch", "safetensors.numpy"}
    allowed = {re.sub(r"[-_.]+", "-", name).lower() for name in pinned(environment)}
    program = f"""
import sys
from importlib.machinery import PathFinder
from importlib.metadata import packages_distributions
modules = packages_distributions()
allowed = {allowed!r}

class OnlyThisEnvironment(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        top = name.split(".")[0]
        owners = {{d.replace("_", "-").replace(".", "-").lower() for d in modules.get(top, [])}}
        return None if owners and not owners & allowed else super().find_spec(name, path, target)

sys.meta_path = [OnlyThisEnvironment if finder is PathFinder else finder for finder in sys.meta_path]
sys.path.insert(0, {str(WORKFLOW)!r})
for name in {sorted(own | foreign)!r}:
    __import__(name)
assert sys.modules.keys() & {{"pytest", "snakemake"}} == set()
"""
    run = subprocess.run([sys.executable, "-c", program], text=True, capture_output=True, cwd="/")
    assert run.returncode == 0, run.stderr[-3000:]


def test_the_blocking_above_blocks():
    assert "matplotlib" in packages_distributions()
    assert not {"torch", "mlxtend"} & set(pinned("plots"))
