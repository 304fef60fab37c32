"""Write requirements.lock and envs/*.yaml from the groups in pyproject.toml.

Run by ``make lock`` in an environment where the groups are installed: every package that the
groups need, directly or not, is written with the version found there. What torch brings for a
GPU (nvidia-*, triton) is left out: torch itself pins those, and a CPU build does without.
"""

import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
ENVIRONMENTS = ("torch", "plots", "report")
PYTHON = "3.11"
PIP = "25.3"


def groups() -> dict[str, list[str]]:
    """The dependency groups of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]


def closure(requirements: list[str]) -> dict[str, str]:
    """Every package that ``requirements`` need, with its installed version, sorted by name.

    Raises:
        SystemExit: a package is missing, or its version is not the one that was asked for.
    """
    found: dict[str, str] = {}
    waiting = [(Requirement(r), True) for r in requirements]
    seen = set()
    while waiting:
        requirement, required = waiting.pop()
        name = canonicalize_name(requirement.name)
        if (name, frozenset(requirement.extras)) in seen or name.startswith(("nvidia-", "triton", "cuda-")):
            continue
        seen.add((name, frozenset(requirement.extras)))
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            if required:
                raise SystemExit(f"lock: {name} is not installed") from None
            continue
        version = installed.version.split("+")[0]
        if not requirement.specifier.contains(version, prereleases=True):
            raise SystemExit(f"lock: {name} {version} is installed, {requirement} is asked for")
        found[name] = version
        for line in installed.requires or []:
            needed = Requirement(line)
            extras = requirement.extras or {""}
            if needed.marker is None or any(needed.marker.evaluate({"extra": e}) for e in extras):
                waiting.append((needed, True))
    return dict(sorted(found.items()))


def lock_text(packages: dict[str, str]) -> str:
    """The text of requirements.lock."""
    head = (
        "# Written by `make lock` from pyproject.toml: edit that instead.\n"
        "# torch pins by itself what it brings for a GPU.\n"
    )
    return head + "".join(f"{name}=={version}\n" for name, version in packages.items())


def environment_text(packages: dict[str, str]) -> str:
    """The text of one envs/*.yaml: Python from conda-forge, the same wheels as everywhere from PyPI."""
    head = (
        "# Written by `make lock` from pyproject.toml: edit that instead.\n"
        "channels:\n  - conda-forge\n  - nodefaults\n"
        f"dependencies:\n  - python={PYTHON}\n  - pip={PIP}\n  - pip:\n"
    )
    return head + "".join(f"      - {name}=={version}\n" for name, version in packages.items())


def texts() -> dict[Path, str]:
    """Every generated file with its text."""
    chosen = groups()
    files = {ROOT / "requirements.lock": lock_text(closure([r for group in chosen.values() for r in group]))}
    for name in ENVIRONMENTS:
        files[ROOT / "envs" / f"{name}.yaml"] = environment_text(closure(chosen[name]))
    return files


if __name__ == "__main__":
    for path, text in texts().items():
        path.write_text(text)
        print(path.relative_to(ROOT), text.count("=="), "packages")
