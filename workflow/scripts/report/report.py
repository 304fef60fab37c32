"""The page, from the artifacts alone."""

from step import step  # isort: split

from pathlib import Path

import pandas as pd

from digitlab.report import page

artifacts = {
    name: value.to_dict("records") if isinstance(value, pd.DataFrame) else value
    for name, value in (
        (name, step.read(str(path))) for name, path in step.input.items() if name != "figures"
    )
}
figures = {Path(path).stem: Path(path) for path in step.input.figures}
html = page.render(step.folder / "report", artifacts | {"settings": step.settings}, figures)
step.save(step.output[0], html)
