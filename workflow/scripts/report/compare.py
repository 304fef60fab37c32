"""Two finished runs side by side in one page."""

from step import step  # isort: split

from pathlib import Path

from digitlab.errors import InputError
from digitlab.report import page, runs

if not step.config.against:
    raise InputError(
        "compare.against names no run; say --config 'compare={against: FOLDER}' with the folder of another"
    )
folders = [Path(), Path(step.config.against)]
first, second = (runs.read(folder) for folder in folders)
found = runs.compared(first, second)
figures = {
    f"{Path(name).stem}-{number}": folder / "results/figures" / name
    for name in runs.FIGURES
    for number, folder in enumerate(folders, 1)
    if (folder / "results/figures" / name).exists()
}
artifacts = {"found": found, "runs": [first, second], "against": step.config.against}
artifacts["pairs"] = [
    stem for stem in (Path(name).stem for name in runs.FIGURES) if {f"{stem}-1", f"{stem}-2"} <= set(figures)
]
step.save(step.output.page, page.render(step.folder / "report", artifacts, figures, "compare.html"))
