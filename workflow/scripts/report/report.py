"""The page, from the answers, the figures and the files to take away."""

from step import step  # isort: split

from pathlib import Path

from digitlab.report import page

answers = step.read(step.input.answers)
html = page.render(
    step.folder / "report",
    values={"answers": answers, "settings": step.config},
    figures={Path(path).stem: Path(path) for path in step.input.figures},
    files={section: [Path(path) for path in paths] for section, paths in step.params.sections.items()},
    read=step.read,
)
step.save(step.output.page, html)
step.save(step.output.findings, page.findings(step.folder / "report", answers))
