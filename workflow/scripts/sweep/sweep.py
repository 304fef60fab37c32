"""The sweep's page, from its tables and the figures alone."""

from step import step  # isort: split

from pathlib import Path

from digitlab.answers import sweep
from digitlab.answers.section import written
from digitlab.report import page

points, provenance = step.read(step.input.points), step.read(step.input.data)
answer = sweep.answer(step.config, points, provenance, step.params.varied)
sources = {"points": step.input.points, "provenance": step.input.data}
html = page.render(
    step.folder / "report",
    values={"sweep": written(answer, sources)},
    figures={Path(path).stem: Path(path) for path in step.input.figures},
    name="sweep.html",
)
step.save(step.output.page, html)
