"""The page, from the artifacts alone."""

from step import step  # isort: split

from pathlib import Path

import pandas as pd

from digitlab.report import page


def records(path: str | list[str]) -> object:
    """An artifact as the templates read it: of a table, or of several alike, the rows."""
    if not isinstance(path, str):
        return [row for part in path for row in records(part)]
    value = step.read(path)
    return value.to_dict("records") if isinstance(value, pd.DataFrame) else value


def files(path: str | list[str]) -> list[Path]:
    """The files behind an artifact that a reader can take away: text, not arrays."""
    paths = [path] if isinstance(path, str) else path
    return [Path(p) for p in paths if not p.endswith(".npz")]


artifacts = {name: records(path) for name, path in step.input.items() if name != "figures"}
figures = {Path(path).stem: Path(path) for path in step.input.figures}
downloads = {name: files(path) for name, path in step.input.items() if name != "figures"}
html = page.render(
    step.folder / "report", artifacts | {"settings": step.settings}, figures, downloads=downloads
)
step.save(step.output[0], html)
