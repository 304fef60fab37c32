"""Two finished runs side by side in one page."""

from step import step  # isort: split

from pathlib import Path

from digitlab.errors import InputError
from digitlab.report import page, runs

# What is compared number by number, in the order of the report.
SUMMARIES = {
    "environment": "environment.json",
    "cnn": "cnn/metrics.json",
    "separation": "separation/summary.json",
    "shift": "shift/example.json",
    "occlusion": "occlusion/summary.json",
    "occlusion, every digit": "occlusion/all.json",
    "rnn": "rnn/bptt.json",
    "lstm": "lstm/bptt.json",
    "memory": "memory/summary.json",
    "optimizers": "optimizers/summary.json",
    "batch_norm": "batch_norm/summary.json",
    "activations": "activations/summary.json",
}
# Figures that say most when they stand beside each other.
FIGURES = ("train.svg", "shift_survival.svg", "occlusion_all.png", "transplant_rates.svg", "motif.svg")

against = step.config.against
if not against:
    raise InputError(
        "compare.against names no run; say --config 'compare={against: FOLDER}' with the folder of another"
    )
folders = [Path("results"), Path(against) / "results"]
for path in (folders[1] / name for name in SUMMARIES.values()):
    if not path.is_file():
        raise InputError(f"compare.against: {against} holds no finished run ({path} is missing)")
first, second = ({name: step.read(folder / path) for name, path in SUMMARIES.items()} for folder in folders)
figures = {
    f"{Path(name).stem}-{number}": folder / "figures" / name
    for name in FIGURES
    for number, folder in enumerate(folders, 1)
    if all((each / "figures" / name).exists() for each in folders)
}
artifacts = {"found": runs.compared(first, second), "runs": [first, second], "against": against}
artifacts["pairs"] = [stem for stem in (Path(name).stem for name in FIGURES) if f"{stem}-1" in figures]
step.save(step.output.page, page.render(step.folder / "report", artifacts, figures, "compare.html"))
