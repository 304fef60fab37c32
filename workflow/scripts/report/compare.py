"""Two finished runs side by side in one page."""

from step import step  # isort: split

from dataclasses import asdict
from pathlib import Path

from digitlab.errors import InputError
from digitlab.report import page, runs

if not step.config.against:
    raise InputError(
        "compare.against names no run; say --config 'compare={against: FOLDER}' with the folder of another"
    )
against = Path(step.config.against)
other = against / step.input.answers
if not other.is_file():
    raise InputError(f"compare.against: {against} holds no finished run ({other} is missing)")
comparison = runs.compared(step.read(step.input.answers), step.read(other))
pairs = {
    Path(path).stem: (Path(path), against / path) for path in step.input.figures if (against / path).is_file()
}
html = page.render(
    step.folder / "report",
    values={"comparison": asdict(comparison), "against": str(against), "pairs": list(pairs)},
    figures={f"{stem}-{n}": path for stem, pair in pairs.items() for n, path in enumerate(pair, 1)},
    name="compare.html",
)
step.save(step.output.page, html)
