"""Checkpoints of trainings, kept outside the workflow's outputs so that no training is run twice.

``<root>/<key>/epoch-0003.pt`` holds a training after its third epoch. The key is a digest of everything
that the result depends on, so a folder holds one training and no other. Each file carries the digest of its
own content and is renamed into place, so a reader sees it whole or not at all; a damaged one is set aside.
Several processes, of several clones, may share a root: a folder in use is locked and never removed.
"""

import contextlib
import fcntl
import hashlib
import io
import json
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import torch

log = logging.getLogger(__name__)

KEPT = 2  # checkpoints of one training: the last, and the one before should the last be damaged
GOING = ".removed-"  # how the name of a folder begins while it is being removed
DIGEST_BYTES = hashlib.sha256().digest_size


def key(parts: Mapping[str, Any]) -> str:
    """Digest of everything that a training depends on; JSON-like values, any order of keys."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, allow_nan=False).encode()).hexdigest()


class Store:
    """The checkpoints of one training.

    Args:
        root: folder of all trainings; made when missing.
        key: of this training.
        megabytes: above this size, trainings that were not used for longest are removed.
    """

    def __init__(self, root: Path, key: str, megabytes: float) -> None:
        self.root = root
        self.folder = root / key
        self.megabytes = megabytes

    @contextlib.contextmanager
    def in_use(self) -> Iterator["Store"]:
        """Keep other processes from removing this training while the block runs."""
        while True:
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                file = open(self.folder / "lock", "a")  # noqa: SIM115 - closed below
            except FileNotFoundError:
                continue  # removed by another process in between
            with file:
                fcntl.flock(file, fcntl.LOCK_SH)
                if not _is_at(file, self.folder / "lock"):
                    continue
                os.utime(self.folder)
                yield self
                return

    def checkpoints(self) -> list[Path]:
        """This training's files, the latest epoch first."""
        return sorted(self.folder.glob("epoch-*.pt"), reverse=True)

    def latest(self) -> dict[str, Any] | None:
        """The state after the latest epoch that is stored whole; a damaged file is set aside."""
        for path in self.checkpoints():
            content = path.read_bytes()
            digest, payload = content[:DIGEST_BYTES], content[DIGEST_BYTES:]
            if hashlib.sha256(payload).digest() == digest:
                state: dict[str, Any] = torch.load(io.BytesIO(payload), weights_only=True)
                return state
            log.warning("checkpoint %s is damaged or cut off: set aside", path)
            os.replace(path, path.with_suffix(".damaged"))
        return None

    def save(self, epoch: int, state: Mapping[str, Any]) -> None:
        """Store the state after an epoch; older checkpoints of this training go."""
        buffer = io.BytesIO()
        torch.save(dict(state), buffer)
        payload = buffer.getvalue()
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".saving-")
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(payload).digest() + payload)
        os.chmod(temporary, 0o644)  # a shared store is read by others
        os.replace(temporary, self.folder / f"epoch-{epoch:04d}.pt")
        os.utime(self.folder)
        for old in self.checkpoints()[KEPT:]:
            old.unlink(missing_ok=True)

    def bound(self) -> list[str]:
        """Remove the trainings unused for longest until the root is small enough; one in use stays.

        Returns:
            The keys removed.
        """
        ages = {}
        for path in self.root.iterdir():
            if path.name.startswith(GOING):
                shutil.rmtree(path, ignore_errors=True)  # left by a process that was killed
            else:
                with contextlib.suppress(FileNotFoundError):
                    ages[path] = path.stat().st_mtime
        sizes = {path: _size(path) for path in ages}
        total, removed = sum(sizes.values()), []
        for path in sorted(ages, key=ages.__getitem__):
            if total <= self.megabytes * 1e6:
                break
            if path != self.folder and _removed(path):
                total -= sizes[path]
                removed.append(path.name)
        return removed


def _size(folder: Path) -> int:
    """Bytes of the files in a folder, some of which may vanish meanwhile."""
    total = 0
    with contextlib.suppress(FileNotFoundError):
        for path in folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                total += path.stat().st_size
    return total


def _is_at(file: IO[str], path: Path) -> bool:
    """Whether an open file is still the one at a path, and not one of a folder that was removed."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), os.stat(path))
    except FileNotFoundError:
        return False


def _removed(folder: Path) -> bool:
    """Remove a training unless a process uses it; whether it was removed."""
    try:
        file = open(folder / "lock", "a")  # noqa: SIM115 - closed below
    except (FileNotFoundError, NotADirectoryError):
        return False  # another process was faster, or no training at all
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if not _is_at(file, folder / "lock"):
            return False
        # Renamed first, so that nobody finds half of it.
        going = folder.with_name(f"{GOING}{folder.name}-{os.getpid()}-{time.monotonic_ns()}")
        os.replace(folder, going)
        shutil.rmtree(going, ignore_errors=True)
        return True
