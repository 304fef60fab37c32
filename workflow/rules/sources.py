"""What a script is made of: the digest of every module of ours that it imports, however deeply.

The digest is of the syntax tree without docstrings, so a comment, a docstring, a blank line or a new
modification time changes nothing, and every change that can alter a result does.
"""

import ast
import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import configuration

WORKFLOW = Path(__file__).resolve().parent.parent


class SourceError(ValueError):
    """An import that cannot be followed; the message names file and line."""


def modules(script: str | Path, root: Path = WORKFLOW) -> dict[str, str]:
    """``{module: digest}`` of a script and all modules under ``root`` that it reaches, sorted.

    Args:
        script: path of the script, absolute or relative to ``root / "scripts"``.
        root: the folder that is first on ``PYTHONPATH`` when the script runs.

    Raises:
        SourceError: a star import of a module of ours, a dynamic import, or a file that does not parse.
        FileNotFoundError: no such script.
    """
    first = (root / "scripts" / script).resolve()
    found: dict[Path, tuple[str, str]] = {}
    waiting = [first]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        name, digest, imports = _parsed(path, path.stat().st_mtime_ns, root, first.parent)
        found[path] = name, digest
        waiting.extend(imports)
    return dict(sorted(found.values()))


@cache
def _parsed(path: Path, _modified: int, root: Path, folder: Path) -> tuple[str, str, tuple[Path, ...]]:
    """Name of one file, its digest and the files of ours that it imports."""
    digest, statements = _read(path, root)
    imports: list[Path] = []
    for statement in statements:
        imports += _imports(statement, path, root, folder)
    return path.relative_to(root).as_posix(), digest, tuple(dict.fromkeys(imports))


def _read(path: Path, root: Path) -> tuple[str, list[Any]]:
    """Digest of a file's syntax tree and its import statements, as ``_statement`` has them.

    Known by the content, so that a start parses only what it has not seen: `.cache/digests.json`.
    """
    content = path.read_bytes()
    python = ".".join(map(str, sys.version_info[:2]))  # another Python may dump a tree in other words
    key = hashlib.sha256(python.encode() + content).hexdigest()[:24]
    known = _known(root)
    if key not in known:
        try:
            tree = ast.parse(content, filename=str(path))
        except SyntaxError as fault:
            raise SourceError(f"{path}:{fault.lineno}: {fault.msg}") from fault
        statements = []
        for node in ast.walk(tree):
            if statement := _statement(node):
                statements.append(statement)
            _drop_docstring(node)
        digest = hashlib.sha256(ast.dump(tree).encode()).hexdigest()[:16]
        known[key] = [digest, statements]
        _keep(root, known)
    digest, statements = known[key]
    return digest, statements


@cache
def _known(root: Path) -> dict[str, list[Any]]:
    """What earlier starts have read; nothing where that is missing or damaged."""
    try:
        known: dict[str, list[Any]] = json.loads((root.parent / ".cache" / "digests.json").read_text())
    except (OSError, ValueError):
        return {}
    return known


def _keep(root: Path, known: dict[str, list[Any]]) -> None:
    """Write down what was read, whole or not at all; a folder that cannot be written to costs time only."""
    if root != WORKFLOW:
        return
    target = root.parent / ".cache" / "digests.json"
    with contextlib.suppress(OSError):
        target.parent.mkdir(exist_ok=True)
        temporary = target.with_name(f".digests.{os.getpid()}.json")
        temporary.write_text(json.dumps(known))
        temporary.replace(target)


def _statement(node: ast.AST) -> list[Any] | None:
    """An import as [line, level, module, names]; a dynamic one as [line, -1, its name, []]; else None.

    ``import a.b`` has no module and a.b among its names; ``from . import c`` has level 1 and module ``.``.
    """
    if isinstance(node, ast.Import):
        return [node.lineno, 0, "", [alias.name for alias in node.names]]
    if isinstance(node, ast.ImportFrom):
        return [node.lineno, node.level, node.module or ".", [alias.name for alias in node.names]]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
        name = ast.unparse(node.func)
        if name in ("__import__", "import_module", "importlib.import_module", "exec", "runpy.run_path"):
            return [node.lineno, -1, name, []]
    return None


def _imports(statement: list[Any], path: Path, root: Path, folder: Path) -> list[Path]:
    line, level, module, names = statement
    where = f"{path}:{line}"
    if level < 0:
        raise SourceError(f"{where}: {module} is a dynamic import, which nothing can follow; import by name")
    if not module:
        return [file for name in names for file in _files(name.split("."), root, folder)]
    parts = [] if module == "." else module.split(".")
    if level:
        base = path.parent
        for _ in range(level - 1):
            base = base.parent
        parts = [*base.relative_to(root).parts, *parts]
    files = _files(parts, root, folder)
    for name in names:
        if name == "*":
            if files:
                raise SourceError(f"{where}: a star import hides what is imported; name it")
            continue
        files += _files([*parts, name], root, folder)
    return files


def _files(module: list[str], root: Path, folder: Path) -> list[Path]:
    """The files that importing ``module`` runs: every package's __init__ on the way, and its own."""
    return list(_below(root, *module) or _below(folder, *module))


@cache
def _below(base: Path, *module: str) -> tuple[Path, ...]:
    """The same, of what lies in one folder."""
    packages = module[:-1]
    before = _below(base, *packages) if packages else ()
    if before and before[-1].name != "__init__.py":
        return before  # a name in a module
    place = base.joinpath(*module)
    if (place / "__init__.py").is_file():
        return (*before, place / "__init__.py")
    if place.with_suffix(".py").is_file():
        return (*before, place.with_suffix(".py"))
    return before


def _drop_docstring(node: ast.AST) -> None:
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return
    if ast.get_docstring(node, clean=False) is not None:
        node.body = node.body[1:]


@cache
def pins(environment: Path) -> dict[str, str]:
    """The versions that one of ``envs/*.yaml`` pins, by package."""
    content = configuration.read(environment)
    [packages] = [entry["pip"] for entry in content["dependencies"] if isinstance(entry, dict)]
    return dict(sorted(line.split("==") for line in packages))


def digests(folder: Path, patterns: Sequence[str]) -> dict[str, str]:
    """Digest of every file in ``folder`` that the patterns match, by its path relative to it."""
    found = sorted(path for pattern in patterns for path in folder.glob(pattern) if path.is_file())
    return {path.relative_to(folder).as_posix(): digest(path) for path in found}


def idx_files(folder: Path) -> dict[str, str]:
    """Digest of each file in a folder that has the name of an IDX file.

    For params, not for input: the folder may be empty, and a copied file with another time is no change.
    """
    return digests(folder, ["*-ubyte", "*-ubyte.gz"])


def digest(path: Path) -> str:
    """Of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
