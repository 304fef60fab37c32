"""Where the digits come from, in order: a local folder, the mirrors, the bundled 5,000."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from digitlab.data import bundled, mirrors, mnist
from digitlab.errors import InputError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Digits:
    """A data set, its ``name`` (mnist | mnist5k) and its ``source`` (local | mirror | bundled)."""

    dataset: mnist.Dataset
    name: str
    source: str


def local_files(folder: Path) -> dict[str, Path]:
    """The IDX files in ``folder``, raw before ``.gz``, by IDX name; empty when there is none.

    Raises:
        InputError: some of the four are there and others are missing, which are named.
    """
    files = {}
    for file in mnist.FILES.values():
        for path in (folder / file, folder / f"{file}.gz"):
            if path.exists():
                files[file] = path
                break
    missing = [file for file in mnist.FILES.values() if file not in files]
    if files and missing:
        raise InputError(f"{folder}: holds {len(files)} of the four IDX files; missing: {', '.join(missing)}")
    return files


def find(
    name: str,
    local_dir: Path,
    sha256: Mapping[str, str] | None,
    mirror_urls: Sequence[str],
    timeout: float,
    offline_fallback: str | None,
    seed: int,
) -> Digits:
    """The data set from the first source that has it.

    Raises:
        InputError: files that are not what they should be, or no source at all, with what to do.
    """
    if name == "mnist5k":
        return Digits(bundled.dataset(seed), "mnist5k", "bundled")
    files = local_files(local_dir)
    if files:
        return Digits(mnist.from_idx(files, sha256), "mnist", "local")
    try:
        return Digits(mirrors.fetch(mirror_urls, sha256, timeout), "mnist", "mirror")
    except mirrors.UnreachableError as fault:
        if offline_fallback is None:
            raise InputError(
                f"no MNIST: {local_dir} holds no IDX files and no mirror answers: {fault}. Put the four files"
                " into that folder, or set data.offline_fallback to mnist5k"
            ) from fault
        log.warning("no mirror answers: going on with the bundled 5,000 images")
        return Digits(bundled.dataset(seed), "mnist5k", "bundled")
