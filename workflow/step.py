"""What every script begins with: ``from step import step``, before any other import.

Importing it points the log at the rule's log file and at the screen, sets the threads and seeds Python's and
NumPy's generators; ``step.device`` does the same for torch and says where to compute. After it, an import
error, a warning, a traceback and a crash all end up in the log too.
"""

import atexit
import faulthandler
import io
import json
import logging
import os
import random
import resource
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from __main__ import snakemake  # Snakemake writes it above the first line of every script

# Before NumPy is imported: another number of threads gives other last bits, so it comes from the config,
# never from --cores, and matrix products outside torch use one.
_config = snakemake.params.get("config", {})
_threads = int(_config.get("threads", _config.get("inference", {}).get("threads", 1)))
os.environ.update(OMP_NUM_THREADS=str(_threads), OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")

import numpy as np  # noqa: E402

log = logging.getLogger("digitlab")

BAR_COLUMNS = 100
# A folder in which the run's one screen reads how far each job is; unset, a job writes to the screen itself.
PROGRESS = "DIGITLAB_PROGRESS"
SHOWN_EVERY, LOGGED_EVERY = 0.2, 30  # seconds


class Config(dict):
    """A config block: a mapping whose keys are attributes too, at every depth."""

    def __init__(self, values: dict) -> None:
        super().__init__(
            {key: Config(value) if isinstance(value, dict) else value for key, value in values.items()}
        )

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"the step's config has no {name}") from None


class Artifact(dict):
    """What a file holds by name; asking for what is not in it says which file lacks it."""

    def __init__(self, path: str, values: dict) -> None:
        super().__init__(values)
        self.path = path

    def __missing__(self, name: str) -> Any:
        from digitlab.errors import InputError

        raise InputError(f"{self.path}: damaged artifact (no {name} in it); delete it and run again")


class Step:
    """A job of the workflow: its files, its config, its device.

    Attributes:
        name: the rule's name.
        input, output: named paths.
        config: the rule's ``config`` param: a mapping, with attributes for keys.
        params: all params of the rule; wildcards: what stands for them in this job.
        store: where checkpoints lie; not among the params, as it changes no result.
        folder: where the workflow's code and templates lie.
    """

    def __init__(self, job: Any) -> None:
        self.name = job.rule
        self.input = job.input
        self.output = job.output
        self.params = job.params
        self.wildcards = job.wildcards
        self.folder = Path(__file__).parent
        self.config = Config(job.params.get("config", {}))
        self.store = job.config.get("store", {})
        self._log = job.log[0] if job.log else None
        self._gpu = int(job.resources.get("gpu", 0) or 0)

    @cached_property
    def device(self) -> str:
        """``cuda`` where the job was given a GPU and there is one, else ``cpu``.

        Asking for it sets torch up: threads, seed, deterministic algorithms.
        """
        import torch

        torch.set_num_threads(_threads)
        torch.manual_seed(self.config.get("seed", 0))
        # A GPU has operations without a deterministic form; there torch warns instead of stopping. The same
        # as use_deterministic_algorithms, which imports torch's compiler: two seconds of every job.
        torch.set_deterministic_debug_mode("warn" if torch.cuda.is_available() else "error")
        # No result depends on memory that was never written; filling it costs a third of the training.
        torch.utils.deterministic.fill_uninitialized_memory = False
        return "cuda" if self._gpu and torch.cuda.is_available() else "cpu"

    def read(self, path: str) -> Any:
        """An artifact that an earlier step saved.

        ``.json`` as it was, ``.npz`` as a dict of arrays, ``.csv`` as a data frame; in the first two a name
        that is missing is an error that says so.

        Raises:
            InputError: the file is damaged.
        """
        from digitlab.errors import InputError

        path = str(path)
        try:
            if path.endswith(".csv"):
                import pandas as pd

                return pd.read_csv(path)
            if path.endswith(".json"):
                value = json.loads(Path(path).read_text())
                return Artifact(path, value) if isinstance(value, dict) else value
            with np.load(path, allow_pickle=False) as archive:
                return Artifact(path, {name: archive[name] for name in archive.files})
        except (OSError, ValueError, EOFError, AttributeError, zlib.error, zipfile.BadZipFile) as fault:
            raise InputError(f"{path}: damaged artifact ({fault}); delete it and run again") from fault

    def save(self, path: str, value: Any = None, **arrays: Any) -> None:
        """Write one artifact under a temporary name and rename it.

        ``.npz`` from named arrays, ``.json`` from a value, ``.csv`` from a data frame; anything else
        from bytes or text. Floats keep every digit, so that the same numbers give the same bytes.
        """
        path = str(path)
        if path.endswith(".npz"):
            buffer = io.BytesIO()
            np.savez(buffer, **arrays)
            content = buffer.getvalue()
        elif path.endswith(".json"):
            content = json.dumps(value, indent=1, default=plain, allow_nan=False).encode() + b"\n"
        elif path.endswith(".csv"):
            content = value.to_csv(index=False, lineterminator="\n").encode()
        else:
            content = value if isinstance(value, bytes) else str(value).encode()
        write(Path(path), content)

    def counter(self, total: int, what: str) -> Callable:
        """A callback that says how far it is and how long it will take.

        It takes how many are done and, where there is more to say, a function that says it, asked only when
        something is shown. Where the run has one screen for all jobs, that shows it; else on a terminal it is
        a bar. Elsewhere and in the log it is a line every half minute.
        """
        start = shown = logged = time.monotonic()
        told = self._told_screen
        terminal = not told and sys.stderr.isatty()

        def tell(done: int, describe: Callable[[], str] = lambda: "") -> None:
            nonlocal shown, logged
            now = time.monotonic()
            if terminal and done == total:
                print(f"\r{'':{BAR_COLUMNS}}\r", end="", file=sys.stderr, flush=True)
            if done >= total:
                return
            if (terminal or told) and now - shown > SHOWN_EVERY:
                shown, share = now, 100 * done // total
                text = f"{share:3d}% {describe()} {(now - start) / done * (total - done):.0f} s left"
                if told:
                    write(told, json.dumps({"text": f"{what} {text}"}).encode())
                else:
                    line = f"{what} {'█' * round(20 * done / total):·<20} {text}"
                    print(f"\r{line:<{BAR_COLUMNS}.{BAR_COLUMNS}}", end="", file=sys.stderr, flush=True)
            elif not terminal and now - logged > LOGGED_EVERY:
                logged = now
                left = f"{(now - start) / done * (total - done):.0f} s left"
                log.info("%s: %d%% %s %s", what, 100 * done // total, describe(), left)

        return tell

    @property
    def _told_screen(self) -> Path | None:
        """The file in which the run's one screen reads how far this job is; None where there is none."""
        folder = os.environ.get(PROGRESS)
        if not (folder and Path(folder).is_dir() and self._log):
            return None
        return Path(folder) / (self._log.replace("/", "-") + ".json")

    def progress(self, items: Iterable, total: int, what: str) -> Iterator:
        """Pass ``items`` on and say now and then how far it is and how long it will take."""
        tell = self.counter(total, what)
        for done, item in enumerate(items, 1):
            yield item
            tell(done)


def plain(value: Any) -> Any:
    """NumPy's numbers and arrays as Python's, for JSON."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def write(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _open_log(path: str | None, name: str) -> None:
    handlers: list[logging.Handler] = []
    if PROGRESS not in os.environ:
        screen = logging.StreamHandler(sys.stderr)
        screen.setFormatter(logging.Formatter(f"{name}: %(message)s"))
        handlers.append(screen)
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        file = open(path, "w")  # noqa: SIM115 - open until the process ends
        to_file = logging.StreamHandler(file)
        to_file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        to_file.of_job = True  # type: ignore[attr-defined]
        handlers.append(to_file)
        faulthandler.enable(file)
        sys.excepthook = _hook(file, name)
    logging.basicConfig(level=logging.INFO, handlers=handlers, force=True)
    logging.captureWarnings(True)


def _hook(file: Any, name: str) -> Callable:
    """Tracebacks in full into the log; on the screen one line for what a person can mend."""

    def hook(kind: type, fault: BaseException, trace: Any) -> None:
        text = "".join(traceback.format_exception(kind, fault, trace))
        file.write(text)
        file.flush()
        if PROGRESS in os.environ:  # the run's one screen reads it in the log
            return
        if kind.__name__ == "InputError":
            print(f"{name}: error: {fault}", file=sys.stderr)
        else:
            print(text, file=sys.stderr)

    return hook


@atexit.register
def _tell_cost() -> None:
    """What the job took, all its threads and children together, as the log's last line."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = sum(use.ru_utime + use.ru_stime for use in (own, children))
    file = next((h for h in logging.getLogger().handlers if getattr(h, "of_job", False)), None)
    if file:
        record = log.makeRecord(log.name, logging.INFO, "", 0, "%.1f CPU seconds", (cpu,), None)
        file.handle(record)


_open_log(snakemake.log[0] if snakemake.log else None, snakemake.rule)
step = Step(snakemake)
random.seed(step.config.get("seed", 0))
np.random.seed(step.config.get("seed", 0))
