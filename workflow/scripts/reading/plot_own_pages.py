"""A picture of the reader's own with boxes, and its lines with what was read."""

from step import step  # isort: split

from pathlib import Path

from figures import own_pages

summary = step.read(step.input.summary)
picture = Path(step.input.picture).read_bytes()
table = step.read(step.input.table)
step.save(step.output.figure, own_pages.page(picture, summary["width"], summary["height"], table))
