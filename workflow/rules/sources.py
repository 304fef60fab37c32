"""What a script is made of: the digest of every module of ours that it imports, however deeply.

The digest is of the syntax tree without docstrings, so a comment, a docstring, a blank line or a new
modification time changes nothing, and every change that can alter a result does.
"""

import ast
import hashlib
from functools import cache
from pathlib import Path

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
    found: dict[str, str] = {}
    waiting = [first]
    while waiting:
        path = waiting.pop()
        name = path.relative_to(root).as_posix()
        if name in found:
            continue
        found[name], imports = _parsed(path, path.stat().st_mtime_ns, root, first.parent)
        waiting.extend(imports)
    return dict(sorted(found.items()))


@cache
def _parsed(path: Path, _modified: int, root: Path, folder: Path) -> tuple[str, tuple[Path, ...]]:
    """Digest of one file and the files of ours that it imports."""
    try:
        tree = ast.parse(path.read_bytes(), filename=str(path))
    except SyntaxError as fault:
        raise SourceError(f"{path}:{fault.lineno}: {fault.msg}") from fault
    imports: list[Path] = []
    for node in ast.walk(tree):
        imports += _imports(node, path, root, folder)
        _drop_docstring(node)
    digest = hashlib.sha256(ast.dump(tree).encode()).hexdigest()[:16]
    return digest, tuple(imports)


def _imports(node: ast.AST, path: Path, root: Path, folder: Path) -> list[Path]:
    where = f"{path}:{getattr(node, 'lineno', 0)}"
    if isinstance(node, ast.Import):
        return [f for alias in node.names for f in _files(alias.name.split("."), root, folder)]
    if isinstance(node, ast.ImportFrom):
        module = node.module.split(".") if node.module else []
        if node.level:
            base = path.parent
            for _ in range(node.level - 1):
                base = base.parent
            module = [*base.relative_to(root).parts, *module]
        files = _files(module, root, folder)
        for alias in node.names:
            if alias.name == "*":
                if files:
                    raise SourceError(f"{where}: a star import hides what is imported; name it")
                continue
            files += _files([*module, alias.name], root, folder)
        return files
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
        name = ast.unparse(node.func)
        if name in ("__import__", "import_module", "importlib.import_module", "exec", "runpy.run_path"):
            raise SourceError(
                f"{where}: {name} is a dynamic import, which nothing can follow; import by name"
            )
    return []


def _files(module: list[str], root: Path, folder: Path) -> list[Path]:
    """The files that importing ``module`` runs: every package's __init__ on the way, and its own."""
    for base in (root, folder):
        files: list[Path] = []
        for depth in range(1, len(module) + 1):
            place = base.joinpath(*module[:depth])
            if (place / "__init__.py").is_file():
                files.append(place / "__init__.py")
            elif place.with_suffix(".py").is_file():
                files.append(place.with_suffix(".py"))
                break
            elif not place.is_dir():
                break
        if files:
            return files
    return []


def _drop_docstring(node: ast.AST) -> None:
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return
    if ast.get_docstring(node, clean=False) is not None:
        node.body = node.body[1:]
