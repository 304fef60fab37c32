"""The whole chain, from data to report, against epochs of the usual recipe, in one run on one machine.

    python benchmarks/chain.py                  # the default config, the same without replicates,
                                                # presets/quick.yaml, bundled images
    python benchmarks/chain.py --runs default   # one of them

Each runs in a fresh copy of the project, nothing kept from before, with as many cores as the machine has;
the recipe's epoch (a DataLoader, 1.2 million weights) is measured before and after, in a process of its own,
as a shell runs it and with the environment variables that the Snakefile sets.
Written: ``benchmarks/chain.json`` (every job's seconds, CPU seconds, memory), ``chain.md``, ``chain.svg``.
Needs the IDX files of MNIST in ``data/mnist``.
"""

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import mean

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "workflow")]

import train as training  # noqa: E402 - benchmarks/train.py: the recipe and the machine

RUNS = {
    "default": [],
    "alone": ["--config", "replicates={seeds: []}"],
    "quick": ["--configfile", "presets/quick.yaml"],
    "bundled": ["--config", "data={name: mnist5k}"],
}
PARTS = ("Snakefile", "config.yaml", "workflow", "envs", "profiles", "presets")
SHOWN = 16  # steps in the figure


def chain(arguments: list[str], cores: int) -> dict:
    """One run of everything in a folder of its own: ``seconds``, and ``jobs`` with what each took."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "project"
        folder.mkdir()
        for name in PARTS:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, folder / name)
        (folder / "data").mkdir()
        shutil.copytree(ROOT / "data" / "mnist", folder / "data" / "mnist")
        command = [sys.executable, "-m", "snakemake", "--cores", str(cores), "--resources", "gpu=1"]
        start = time.perf_counter()
        output = {"stderr": subprocess.STDOUT, "stdout": subprocess.PIPE}
        done = subprocess.run([*command, *arguments], cwd=folder, **output)
        seconds = time.perf_counter() - start
        if done.returncode:
            raise SystemExit(f"chain: {' '.join(command)} failed:\n{done.stdout.decode()[-4000:]}")
        return {"seconds": seconds, "jobs": jobs(folder / "results")}


def jobs(folder: Path) -> list[dict]:
    """What each job took: ``step``, ``job``, ``seconds``, ``cpu_seconds``, ``megabytes``.

    Seconds and memory are Snakemake's; its CPU seconds are those of its last sample, so the job's own are
    taken, from the last line of its log.
    """
    rows = []
    for path in sorted((folder / "benchmarks").rglob("*.tsv")):
        row = list(csv.DictReader(path.open(), delimiter="\t"))[-1]
        name = path.relative_to(folder / "benchmarks").with_suffix("")
        log = (folder / "logs" / name).with_suffix(".log").read_text()
        [cpu] = re.findall(r"([\d.]+) CPU seconds$", log.rstrip())
        peak = row["max_rss"]
        rows.append(
            {"step": name.parts[0], "job": name.as_posix(), "seconds": float(row["s"])}
            | {"cpu_seconds": float(cpu), "megabytes": 0.0 if peak in ("-", "NA") else float(peak)}
        )
    return rows


def by_step(rows: list[dict]) -> dict[str, dict]:
    """Sums over the jobs of each step, the largest memory of any, the costliest step first."""
    steps: dict[str, dict] = {}
    for row in rows:
        step = steps.setdefault(
            row["step"], {"jobs": 0, "seconds": 0.0, "cpu_seconds": 0.0, "megabytes": 0.0}
        )
        step["jobs"] += 1
        step["seconds"] += row["seconds"]
        step["cpu_seconds"] += row["cpu_seconds"]
        step["megabytes"] = max(step["megabytes"], row["megabytes"])
    return dict(sorted(steps.items(), key=lambda item: -item[1]["cpu_seconds"]))


def tables(found: dict) -> str:
    """The runs, and the steps of each, as Markdown."""
    about = found["machine"]
    plain, ours = (found["recipe_seconds_per_epoch"][name] for name in (training.RECIPE, training.RECIPE_SET))
    lines = [
        "# The whole chain",
        "",
        f"One run of `python benchmarks/chain.py` on {about['device']}, {about['cores']} cores, torch"
        f" {about['torch']}, load {about['load_before']:.1f} before. An epoch of the usual recipe took"
        f" {' and '.join(f'{value:.1f}' for value in plain)} s before and after, as a shell runs it;"
        f" {' and '.join(f'{value:.1f}' for value in ours)} s with the environment variables that the"
        " Snakefile sets.",
        "",
        "| | jobs | seconds | in epochs of the recipe | in epochs with our variables | CPU seconds"
        " | largest job, MB | largest step |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, run in found["runs"].items():
        steps = by_step(run["jobs"])
        cpu = sum(step["cpu_seconds"] for step in steps.values())
        largest, top = next(iter(steps.items()))
        lines.append(
            f"| {name} | {len(run['jobs'])} | {run['seconds']:.0f} | {run['seconds'] / mean(plain):.1f}"
            f" | {run['seconds'] / mean(ours):.1f}"
            f" | {cpu:.0f} | {max(row['megabytes'] for row in run['jobs']):,.0f}"
            f" | {largest}, {top['cpu_seconds'] / cpu:.0%} of the CPU seconds |"
        )
    for name, run in found["runs"].items():
        lines += [
            "",
            f"## {name}",
            "",
            "| step | jobs | seconds | CPU seconds | largest job, MB |",
            "|---|---|---|---|---|",
        ]
        lines += [
            f"| {step} | {row['jobs']} | {row['seconds']:.1f} | {row['cpu_seconds']:.1f}"
            f" | {row['megabytes']:,.0f} |"
            for step, row in by_step(run["jobs"]).items()
        ]
    return "\n".join(lines) + "\n"


def plot(found: dict) -> bytes:
    """Seconds and CPU seconds of the costliest steps of the first run."""
    from figures import style

    run = next(iter(found["runs"].values()))
    steps = list(by_step(run["jobs"]).items())[:SHOWN][::-1]
    fig, axes = style.panel(0.28 * len(steps) + 1, width=6.5)
    places = range(len(steps))
    axes.barh([p + 0.2 for p in places], [s["cpu_seconds"] for _, s in steps], 0.38, label="CPU seconds")
    axes.barh(
        [p - 0.2 for p in places], [s["seconds"] for _, s in steps], 0.38, label="seconds", color=style.SKY
    )
    axes.set_yticks(list(places), [name for name, _ in steps])
    axes.set(xlabel=f"all jobs of a step; the whole chain took {run['seconds']:.0f} s")
    axes.grid(axis="y", visible=False)
    axes.legend(loc="lower right")
    return style.rendered(fig)


def main() -> None:
    """Run the chains between two measurements of the recipe and write what was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", nargs="+", default=list(RUNS), choices=list(RUNS))
    parser.add_argument("--cores", type=int, default=os.cpu_count())
    parser.add_argument("--threads", type=int, default=2, help="of the recipe")
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    parser.add_argument("--output", type=Path, default=ROOT / "benchmarks" / "chain", help="without ending")
    options = parser.parse_args()
    options.quick = True  # the recipe's epoch from a few hundred of its steps
    found = {"machine": training.machine(options), "runs": {}}
    epochs: dict[str, list[float]] = {training.RECIPE: [], training.RECIPE_SET: []}

    def measure() -> None:
        for name, seconds in epochs.items():
            seconds.append(training.apart(name, 1, options)["seconds_per_epoch"])

    measure()
    for name in options.runs:
        found["runs"][name] = chain(RUNS[name], options.cores)
        print(f"{name}: {found['runs'][name]['seconds']:.0f} s", flush=True)
    measure()
    found["recipe_seconds_per_epoch"] = epochs
    options.output.with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n")
    options.output.with_suffix(".md").write_text(tables(found))
    options.output.with_suffix(".svg").write_bytes(plot(found))


if __name__ == "__main__":
    main()
