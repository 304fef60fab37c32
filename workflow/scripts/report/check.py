"""Answer files judged figure by figure: a file of results each, and one page."""

from step import log, step  # isort: split

from pathlib import Path

import yaml

from digitlab.check import sheets
from digitlab.check.answer_file import read_all
from digitlab.report import page

schema = yaml.safe_load((step.folder / "schemas" / "check.schema.yaml").read_text())
files = read_all(step.config.answers, schema, step.config.rnn, step.config.lstm, log.error)
judged = [
    sheets.sheet(Path(file).stem, file, answers, step.config.digits)
    for file, answers in step.progress(files.items(), len(files), "answer files")
]
html = page.render(
    step.folder / "report", values={"check": sheets.overview(judged)}, figures={}, name="check.html"
)
for sheet, path in zip(judged, step.output.results, strict=True):
    step.save(path, sheets.written(sheet))
step.save(step.output.page, html)
for sheet in judged:
    log.info(sheet.line)
