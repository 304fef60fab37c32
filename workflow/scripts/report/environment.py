"""Everything that the numbers depend on, in one file."""

from step import step  # isort: split

import platform
from importlib.metadata import version

# Without a network there is nothing to say of how it was trained.
metrics = step.read(step.input.metrics) if step.input.metrics else {}
data = step.read(step.input.data)
pinned = step.params.software | step.params.plots | step.params.report
found = {name: version(name) for name in step.params.software}
step.save(
    step.output[0],
    {
        "config": step.config,
        "packages": dict(sorted((pinned | found).items())),
        "python": platform.python_version(),
        **{name: metrics.get(name) for name in ("device", "precision", "threads")},
        "seed": step.config.seed,
        "data": {key: data[key] for key in ("name", "source", "sha256")},
    },
)
