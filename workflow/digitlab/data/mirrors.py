"""MNIST from a web mirror."""

import gzip
import http.client
import io
import logging
import tempfile
import threading
import urllib.error
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from digitlab.data import mnist, transfer
from digitlab.errors import InputError

log = logging.getLogger(__name__)

# Bytes that one file may have as it is sent, and decompressed: several times what MNIST's largest has.
MOST_SENT, MOST_HELD = 50_000_000, 250_000_000


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
                message = str(fault).replace(f"{folder}/", mirror)
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
            with transfer.opened(url, timeout):
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
    """The four files of one mirror, decompressed, in ``folder``, by IDX name."""
    paths = {}
    for file in mnist.FILES.values():
        url = f"{mirror}{file}.gz"
        try:
            sent = transfer.fetched(url, MOST_SENT, timeout)
            with gzip.open(io.BytesIO(sent)) as stream:
                content = transfer.bounded(stream, MOST_HELD)
        except (OSError, EOFError, zlib.error, http.client.HTTPException) as fault:
            reason = " ".join(str(fault).split()) or type(fault).__name__
            raise InputError(f"{url}: not downloaded whole: {reason}") from fault
        paths[file] = folder / file
        paths[file].write_bytes(content)
    return paths
