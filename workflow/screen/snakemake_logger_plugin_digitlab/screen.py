"""The screen of a run: a line a finished job and, on a terminal, one bar with the time left.

A logger plugin of Snakemake's, found by its name on the path; `make report` uses it, and so does

    PYTHONPATH=workflow/screen snakemake --cores 4 --resources gpu=1 --logger digitlab

Snakemake's own log keeps the rest, in .snakemake/log.
"""

import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from logging import WARNING, LogRecord
from pathlib import Path

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text
from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

# Where a job says how far it is; step.py writes there, and to the screen where this is not set.
PROGRESS = "DIGITLAB_PROGRESS"
REPORT, FINDINGS = Path("report/index.html"), Path("results/findings.txt")
BAR = 24
# What Snakemake says of a run that has nothing to do.
NOTHING = "Nothing to be done"
LONGEST_SHOWN = 5
# A job of which nothing is known yet is taken to last as long as most do.
USUAL_SECONDS = 3.0


@dataclass
class Job:
    """One job at work, or done: what it is called, its log, where its seconds and memory are written."""

    name: str
    log: Path | None
    benchmark: Path | None
    started: float
    seconds: float = 0.0
    expected: float = USUAL_SECONDS


class LogHandler(LogHandlerBase):
    """What Snakemake's records become on the screen."""

    writes_to_stream = True
    writes_to_file = False
    has_filter = True
    has_formatter = True
    needs_rulegraph = False

    def __post_init__(self) -> None:
        self.console = Console(
            stderr=True, highlight=False, soft_wrap=True, no_color=self.common_settings.nocolor
        )
        self.jobs: dict[int, Job] = {}
        self.finished: list[Job] = []
        self.failures: dict[int, tuple[Job, list[str]]] = {}
        self.problems: list[str] = []
        self.done, self.total, self.waiting = 0, 0, {}
        self.started = time.monotonic()
        self.folder = Path(tempfile.mkdtemp(prefix="digitlab-"))
        self.live: Live | None = None
        self.closed = False
        self.changing = threading.RLock()

    def emit(self, record: LogRecord) -> None:
        """Pass a record to what shows it; what is not shown stays in Snakemake's log."""
        with self.changing:
            event = getattr(record, "event", None)
            show = {
                LogEvent.RUN_INFO: self.run_info,
                LogEvent.JOB_INFO: self.job_info,
                LogEvent.JOB_FINISHED: self.job_finished,
                LogEvent.JOB_ERROR: self.job_error,
                LogEvent.PROGRESS: self.progress,
                LogEvent.ERROR: self.error,
            }.get(event)
            if show:
                show(record)
            elif event is None:
                self.message(record)

    def run_info(self, record: LogRecord) -> None:
        """How many jobs of each rule there are to do."""
        stats: Mapping[str, int] = record.stats  # type: ignore[attr-defined]
        self.waiting = {rule: count for rule, count in stats.items() if rule not in ("total", "all")}
        count = sum(self.waiting.values())
        self.console.print(f"{count} job{'s' if count != 1 else ''} to do")
        if self.common_settings.dryrun:
            for rule, count in self.waiting.items():
                self.console.print(f"  {rule}{f' x {count}' if count > 1 else ''}")
            return
        os.environ[PROGRESS] = str(self.folder)
        if self.console.is_terminal and not self.live:
            self.live = Live(
                get_renderable=self.bar, console=self.console, refresh_per_second=4, transient=True
            )
            self.live.start()

    def job_info(self, record: LogRecord) -> None:
        """A job begins."""
        rule = record.rule_name  # type: ignore[attr-defined]
        wildcards = getattr(record, "wildcards", None) or {}
        benchmark = getattr(record, "benchmark", None)
        log = getattr(record, "log", None)
        job = Job(
            name=" ".join([rule, *map(str, wildcards.values())]),
            log=Path(log[0]) if log else None,
            benchmark=Path(str(benchmark)) if benchmark else None,
            started=time.monotonic(),
        )
        job.expected = measured(job.benchmark)[0] or USUAL_SECONDS
        self.waiting[rule] = max(0, self.waiting.get(rule, 0) - 1)
        self.jobs[record.jobid] = job  # type: ignore[attr-defined]

    def job_finished(self, record: LogRecord) -> None:
        """A job ends: its line."""
        job = self.jobs.pop(record.job_id, None)  # type: ignore[attr-defined]
        if not job or job.name == "all":
            return
        seconds, megabytes = measured(job.benchmark, since=job.started)
        job.seconds = seconds or time.monotonic() - job.started
        self.finished.append(job)
        memory = f"{megabytes:,.0f} MB" if megabytes else ""
        self.console.print(f"  {job.name:<44} {job.seconds:6.1f} s {memory:>9}")

    def job_error(self, record: LogRecord) -> None:
        """A job failed: kept for the end."""
        number = record.jobid  # type: ignore[attr-defined]
        job = self.jobs.pop(number, None)
        if job:
            self.failures[number] = (job, [str(path) for path in getattr(record, "log", [])])

    def progress(self, record: LogRecord) -> None:
        """How many of the jobs are done."""
        self.done, self.total = record.done, record.total  # type: ignore[attr-defined]

    def error(self, record: LogRecord) -> None:
        """What stops the run before or beside its jobs: kept for the end."""
        if not self.failures:
            self.problems.append(record.getMessage())

    def message(self, record: LogRecord) -> None:
        """Of all other messages only warnings, and that there is nothing to do."""
        text = record.getMessage()
        if NOTHING in text:
            self.console.print("Nothing to do: everything is up to date.")
        elif record.levelno > WARNING:
            self.error(record)

    def bar(self) -> Group:
        """The bar, the time left, and the jobs at work with their own progress."""
        with self.changing:
            share, left = self.left()
            full = round(BAR * share)
            line = Text(
                f"{'█' * full}{'·' * (BAR - full)} {100 * share:3.0f}%  {self.done} of {self.total} jobs"
            )
            line.append(f"  about {clock(left)} left" if left is not None else "")
            lines = [line]
            for job in self.jobs.values():
                told = self.told(job)
                line = Text(f"  {job.name}  {time.monotonic() - job.started:.0f} s  {told}", style="dim")
                lines.append(line)
            for line in lines:
                line.truncate(self.console.width - 1, overflow="ellipsis")
            return Group(*lines)

    def left(self) -> tuple[float, float | None]:
        """The share of the work that is done, and the seconds left; None while nothing is done."""
        done = sum(job.expected for job in self.finished)
        working = sum(min(job.expected, time.monotonic() - job.started) for job in self.jobs.values())
        open_ = sum(max(job.expected - (time.monotonic() - job.started), 0) for job in self.jobs.values())
        open_ += sum(count * expected(rule) for rule, count in self.waiting.items())
        share = (done + working) / max(done + working + open_, 1e-9)
        elapsed = time.monotonic() - self.started
        return share, elapsed * (1 - share) / share if share > 0.02 else None

    def told(self, job: Job) -> str:
        """What a job last said of how far it is."""
        if not job.log:
            return ""
        try:
            return str(json.loads((self.folder / progress_file(job.log)).read_text())["text"])
        except (OSError, ValueError, KeyError):
            return ""

    def close(self) -> None:
        """The end: what failed, or what there is now."""
        with self.changing:
            if self.closed:
                return
            self.closed = True
            if self.live:
                self.live.stop()
            shutil.rmtree(self.folder, ignore_errors=True)
            if self.failures or self.problems:
                self.tell_failures()
            elif not self.common_settings.dryrun:
                self.tell_result()
        super().close()

    def tell_failures(self) -> None:
        """One message a failure and the log's path, last."""
        for problem in self.problems:
            # Where a job failed, what Snakemake says of its command is in Snakemake's log.
            lines = [line for line in problem.splitlines() if not line.startswith("  File ")]
            if not (self.failures and problem.startswith("RuleException")):
                self.console.print("\n".join(lines), markup=False)
        for job, logs in self.failures.values():
            path = Path(logs[0]) if logs else None
            self.console.print(
                f"{job.name} failed after {time.monotonic() - job.started:.0f} s:", style="bold"
            )
            self.console.print(f"  {last_words(path)}", markup=False)
            if path:
                self.console.print(f"  its log: {path}", markup=False)

    def tell_result(self) -> None:
        """The findings, what took longest, and where the report is."""
        if self.finished:
            longest = sorted(self.finished, key=lambda job: -job.seconds)[:LONGEST_SHOWN]
            if FINDINGS.exists():
                self.console.print(FINDINGS.read_text().rstrip(), markup=False)
            names = "; ".join(f"{job.name} {job.seconds:.0f} s" for job in longest)
            whole = clock(time.monotonic() - self.started)
            self.console.print(f"{len(self.finished)} jobs in {whole}. Longest: {names}.")
        if REPORT.exists():
            self.console.print(f"The report: {REPORT.resolve()}", markup=False)


def measured(benchmark: Path | None, since: float | None = None) -> tuple[float | None, float | None]:
    """Seconds and peak memory (MB) in a benchmark file; None where there is none newer than ``since``."""
    try:
        path = benchmark or Path()
        if since is not None and path.stat().st_mtime < time.time() - (time.monotonic() - since) - 1:
            return None, None
        names, *rows = (line.split("\t") for line in path.read_text().splitlines())
        row = dict(zip(names, rows[-1], strict=True))
        return float(row["s"]), None if row["max_rss"] in ("-", "NA") else float(row["max_rss"])
    except (OSError, ValueError, KeyError, IndexError):
        return None, None


def expected(rule: str) -> float:
    """Seconds that a rule's job took the last time, where it left a file that says so."""
    path = Path("results/benchmarks") / f"{rule}.tsv"
    folder = path.with_suffix("")
    paths = [path] if path.exists() else sorted(folder.rglob("*.tsv")) if folder.is_dir() else []
    seconds = [found for found in (measured(path)[0] for path in paths) if found]
    return sum(seconds) / len(seconds) if seconds else USUAL_SECONDS


def progress_file(log: Path) -> str:
    """The file in which the job with this log says how far it is."""
    return log.as_posix().replace("/", "-") + ".json"


def last_words(log: Path | None) -> str:
    """The last line that a failed job wrote; of a Python error its message."""
    try:
        lines = [line for line in log.read_text().splitlines() if line.strip()] if log else []
        # The last of all says what the job took.
        lines = lines[:-1] if lines and lines[-1].endswith(" CPU seconds") else lines
    except OSError:
        lines = []
    if not lines:
        return "it left no message: was it killed, or out of memory?"
    return lines[-1].removeprefix("digitlab.errors.InputError: ")


def clock(seconds: float) -> str:
    """``42 s``, ``3 min 05 s``."""
    return f"{seconds:.0f} s" if seconds < 60 else f"{seconds // 60:.0f} min {seconds % 60:02.0f} s"
