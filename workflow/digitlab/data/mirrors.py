"""MNIST from a web mirror, through ``torchvision.datasets.MNIST``."""

import contextlib
import http.client
import io
import logging
import socket
import tempfile
import threading
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from digitlab.data import mnist
from digitlab.errors import InputError

log = logging.getLogger(__name__)


class UnreachableError(Exception):
    """No mirror answered."""


def fetch(mirrors: Sequence[str], sha256: Mapping[str, str] | None, timeout: float) -> mnist.Dataset:
    """The data set from the first mirror that serves it intact.

    Everything is downloaded into a temporary folder and verified before anything is returned.

    Args:
        mirrors: URLs of folders that hold the four ``.gz`` files, tried in this order.
        sha256: digest of each decompressed file; ``None`` accepts any.
        timeout: seconds without an answer after which a mirror counts as unreachable.

    Raises:
        UnreachableError: none answered, each named with its reason.
        InputError: at least one answered, but with files that are cut off, damaged or not the
            expected ones; the file and its mirror are named.
    """
    unreachable, refused = [], []
    for mirror in mirrors:
        reason = _silence(mirror + mnist.FILES["train_labels"] + ".gz", timeout)
        if reason:
            unreachable.append(f"{mirror} ({reason})")
            log.warning("mirror %s does not answer: %s", mirror, reason)
            continue
        with tempfile.TemporaryDirectory(prefix="digitlab-") as folder:
            try:
                return mnist.from_idx(_download(mirror, Path(folder), timeout), sha256)
            except InputError as fault:
                message = str(fault).replace(f"{folder}/MNIST/raw/", mirror)
                refused.append(message)
                log.warning("refused: %s", message)
    if refused:
        raise InputError("; ".join(refused))
    raise UnreachableError("; ".join(unreachable) or "no mirror is configured")


def _silence(url: str, timeout: float) -> str | None:
    """Why nothing answers at ``url`` within ``timeout`` seconds, or None when something does.

    In a thread of its own, because looking up a name heeds no socket time limit.
    """
    outcome: list[str | None] = [f"no answer within {timeout:g} s"]

    def ask() -> None:
        try:
            with urllib.request.urlopen(url, timeout=timeout):
                outcome[0] = None
        except urllib.error.HTTPError:
            outcome[0] = None  # it answers; what is missing is named by the download
        except (OSError, http.client.HTTPException) as fault:
            outcome[0] = str(getattr(fault, "reason", fault)) or type(fault).__name__

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(timeout)
    return outcome[0]


def _download(mirror: str, folder: Path, timeout: float) -> dict[str, Path]:
    """The four files of one mirror in ``folder``, by IDX name."""
    from digitlab.data import torchvision  # a second of import that local files do not need

    class Mirror(torchvision.MNIST):  # type: ignore[misc]  # torchvision has no types
        """The same download from one given place."""

    Mirror.__name__ = "MNIST"  # the folder that torchvision downloads into
    Mirror.mirrors = [mirror]
    downloader = Mirror.__new__(Mirror)
    downloader.root = str(folder)
    with _socket_timeout(timeout), contextlib.redirect_stderr(io.StringIO()):
        for file in mnist.FILES.values():
            # No MD5 of the .gz: the SHA-256 of the content, checked afterwards, says more.
            Mirror.resources = [(f"{file}.gz", None)]
            try:
                downloader.download()
            except (RuntimeError, OSError, EOFError, zlib.error, http.client.HTTPException) as fault:
                reason = str(fault).strip().splitlines()[-1]
                raise InputError(f"{mirror}{file}.gz: not downloaded whole: {reason}") from fault
    return {file: Path(downloader.raw_folder) / file for file in mnist.FILES.values()}


@contextlib.contextmanager
def _socket_timeout(seconds: float) -> Iterator[None]:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
