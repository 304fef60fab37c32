"""What every script begins with: ``from step import step``, before any other import.

Importing it points the log at the rule's log file and at the screen, sets the threads and seeds Python's and
NumPy's generators; ``step.device`` does the same for torch and says where to compute. After it, an import
error, a warning, a traceback and a crash all end up in the log too.
"""

import atexit
import faulthandler
import gc
import io
import json
import logging
import os
import random
import resource
import struct
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

# What is no longer referred to is freed at once. Searching for cycles, of which a job leaves next to none,
# takes a third of the time of importing torch, and again at the end.
gc.disable()

from __main__ import snakemake  # noqa: E402 - Snakemake writes it above the first line of every script

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
# What the config has of its own beside config.yaml, by block, as JSON; only messages say it.
OWN = "DIGITLAB_OWN"
SHOWN_EVERY, LOGGED_EVERY = 0.2, 30  # seconds
# The name in an artifact under which it says why there was nothing to measure.
LEFT_OUT = "left_out"


def _png(side: int) -> bytes:
    """A white square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * side) * side)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


# What stands for a figure that was left out, where a workflow must have one.
EMPTY_PICTURES = {
    ".png": _png(8),
    ".svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>\n',
}


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
        self._whole = job.config
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
            LeftOutError: the step that was to make it had nothing to measure.
        """
        from digitlab.errors import InputError, LeftOutError

        path = str(path)
        try:
            value = read(path)
        except (OSError, ValueError, EOFError, AttributeError, zlib.error, zipfile.BadZipFile) as fault:
            raise InputError(f"{path}: damaged artifact ({fault}); delete it and run again") from fault
        if not isinstance(value, list) and LEFT_OUT in value:
            reason = value[LEFT_OUT]
            raise LeftOutError(str(reason[0] if path.endswith(".csv") else reason))
        return value

    def save(self, path: str, value: Any = None, **arrays: Any) -> None:
        """Write one artifact under a temporary name and rename it.

        ``.npz`` from named arrays, ``.json`` from a value, ``.csv`` from a data frame; anything else
        from bytes or text. Floats keep every digit, so that the same numbers give the same bytes. What is
        not defined is null, in a table an empty cell and in an array NaN, for want of another.

        Raises:
            InputError: a number is infinite, or in JSON NaN: named with what the config has of its own; or
                the disk takes no more.
        """
        path = str(path)
        self._refuse_infinite(path, arrays if path.endswith(".npz") else value)
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
        try:
            write(Path(path), content)
        except OSError as fault:
            from digitlab.errors import InputError

            raise InputError(
                f"{path}: cannot be written ({fault.strerror}); nothing is left of it"
            ) from fault

    def leave_out(self, reason: str) -> None:
        """Write into every output that there was nothing to measure, and why."""
        log.warning("left out: %s", reason)
        for path in map(str, self.output):
            kind = Path(path).suffix
            if kind == ".npz":
                self.save(path, **{LEFT_OUT: np.array(reason)})
            elif kind == ".csv":
                quoted = reason.replace('"', '""')
                write(Path(path), f'{LEFT_OUT}\n"{quoted}"\n'.encode())
            elif kind == ".safetensors":
                from safetensors.numpy import save

                write(Path(path), save({}, {LEFT_OUT: reason}))
            elif kind == ".json":
                self.save(path, {LEFT_OUT: reason})
            else:
                write(Path(path), EMPTY_PICTURES[kind])

    def _refuse_infinite(self, path: str, value: Any) -> None:
        """Raise where an artifact would hold what is no number, saying where and what may have led there."""
        from digitlab.errors import InputError

        for where, number in not_finite(value, path.endswith(".json")):
            own = _own_settings(self.config, self._whole)
            led = f"; what led there: {own}" if own else ""
            raise InputError(f"{path}: {where} is {number}, out of the range of numbers{led}")

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
            # Before the first is done, nothing says how long the rest will take.
            if not 0 < done < total:
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


def read(path: str) -> Any:
    """What an artifact holds; its name says of which kind it is."""
    if path.endswith(".csv"):
        import pandas as pd

        return pd.read_csv(path)
    if path.endswith(".json"):
        value = json.loads(Path(path).read_text())
        return Artifact(path, value) if isinstance(value, dict) else value
    with np.load(path, allow_pickle=False) as archive:
        return Artifact(path, {name: archive[name] for name in archive.files})


def not_finite(value: Any, nan: bool, name: str = "") -> Iterator[tuple[str, float]]:
    """Infinite numbers with their dotted names, in nested mappings, lists, arrays, tables; ``nan`` too."""
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "f":
            bad = ~np.isfinite(value) if nan else np.isinf(value)
            if bad.any():
                yield name or "an element", float(value[bad][0])
    elif isinstance(value, dict) or hasattr(value, "columns"):
        for key, part in value.items():
            part = part.to_numpy() if hasattr(part, "to_numpy") else part
            yield from not_finite(part, nan, f"{name}.{key}".lstrip("."))
    elif isinstance(value, list | tuple):
        for place, part in enumerate(value):
            yield from not_finite(part, nan, f"{name}[{place}]")
    elif isinstance(value, float | np.floating) and not np.isfinite(value) and (nan or np.isinf(value)):
        yield name or "the value", float(value)


def _own_settings(settings: dict, whole: dict) -> str:
    """What of a step's settings is another value than that of config.yaml, as ``block.key: value``."""
    own = json.loads(os.environ.get(OWN, "{}"))
    blocks = {block: values for block, values in whole.items() if isinstance(values, dict)}

    def of_step(block: str) -> list[str]:
        """Keys of a block that the step has at the top."""
        return [key for key, value in blocks[block].items() if key in settings and settings[key] == value]

    # The step's own block lies open among its settings, what it takes of others under their names.
    first = max(blocks, key=lambda block: len(of_step(block)), default="")
    taken = {first: of_step(first)} if first else {}
    taken |= {block: list(settings[block]) for block in blocks if isinstance(settings.get(block), dict)}
    return "; ".join(
        f"{block}.{key}: {json.dumps(own[block][key])}"
        for block, keys in taken.items()
        for key in keys
        if key in own.get(block, {})
    )


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
        if kind.__name__ == "LeftOutError":
            step.leave_out(str(fault))
            sys.exit(0)
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
    gc.freeze()  # or the interpreter's end would search once more


_open_log(snakemake.log[0] if snakemake.log else None, snakemake.rule)
step = Step(snakemake)
random.seed(step.config.get("seed", 0))
np.random.seed(step.config.get("seed", 0))
