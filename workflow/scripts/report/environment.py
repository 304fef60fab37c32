"""Everything that the numbers depend on, in one file."""

from step import step  # isort: split

import platform
from importlib.metadata import version

metrics = step.read(step.input.metrics)
data = step.read(step.input.data)
pinned = step.params.software | step.params.plots | step.params.report
found = {name: version(name) for name in step.params.software}
step.save(
    step.output[0],
    {
        "config": step.config,
        "packages": dict(sorted((pinned | found).items())),
        "python": platform.python_version(),
        "device": metrics["device"],
        "precision": metrics["precision"],
        "threads": metrics["threads"],
        "seed": step.config.seed,
        "data": {key: data[key] for key in ("name", "source", "sha256")},
    },
)
