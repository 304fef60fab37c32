"""When the report was made, how long the steps took, and from which revision."""

from step import step  # isort: split

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd


def git(*arguments: str) -> str | None:
    """What git says, or None where there is no git or no repository."""
    try:
        answer = subprocess.run(
            ["git", *arguments], cwd=step.folder, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.strip()


status = git("status", "--porcelain")
benchmarks = sorted(Path("results/benchmarks").glob("*.tsv"))
step.save(
    step.output[0],
    {
        "revision": git("rev-parse", "HEAD"),
        "dirty": None if status is None else bool(status),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": {path.stem: float(pd.read_csv(path, sep="\t").s.iloc[-1]) for path in benchmarks},
    },
)
