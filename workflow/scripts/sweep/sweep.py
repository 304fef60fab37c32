"""The sweep's page, from the table and the figures alone."""

from step import step  # isort: split

from pathlib import Path

from digitlab.report import page

artifacts = {
    "points": step.read(step.input.points).to_dict("records"),
    "data": step.read(step.input.data),
    "settings": step.config,
    "keys": list(step.params.varied),
}
figures = {Path(path).stem: Path(path) for path in step.input.figures}
step.save(step.output.page, page.render(step.folder / "report", artifacts, figures, "sweep.html"))
