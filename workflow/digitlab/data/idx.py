"""The IDX format of the MNIST files: https://yann.lecun.com/exdb/mnist (format description at the end)."""

import gzip
import hashlib
import struct
import zlib
from pathlib import Path

import numpy as np

from digitlab.errors import InputError

UNSIGNED_BYTE = 0x08


def content(path: Path) -> bytes:
    """The file's content, decompressed when it is gzip.

    Raises:
        InputError: not a file, empty, not readable, or gzip that is cut off or damaged.
    """
    if not path.is_file():
        raise InputError(f"{path}: not a file" if path.exists() else f"{path}: no such file")
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise InputError(f"{path}: cannot be read: {fault.strerror}") from fault
    if raw[:2] == b"\x1f\x8b":
        try:
            raw = gzip.decompress(raw)
        except (EOFError, OSError, zlib.error) as fault:
            raise InputError(f"{path}: cut off or damaged gzip: {fault}") from fault
    if not raw:
        raise InputError(f"{path}: empty file")
    return raw


def decode(raw: bytes, dimensions: int, name: str) -> np.ndarray:
    """An IDX file's bytes as an array of unsigned bytes.

    Args:
        raw: the decompressed content.
        dimensions: the number of axes expected: 3 for images (N, rows, columns), 1 for labels (N,).
        name: what to call the file in a message.

    Returns:
        uint8 array of the shape that the header gives.

    Raises:
        InputError: wrong magic number, a length other than the header promises, or a shape beyond any array.
    """
    header = 4 + 4 * dimensions
    if len(raw) < header:
        raise InputError(f"{name}: {len(raw)} bytes, shorter than an IDX header of {header}")
    (magic,) = struct.unpack(">I", raw[:4])
    expected = UNSIGNED_BYTE << 8 | dimensions
    if magic != expected:
        raise InputError(f"{name}: magic number {magic:#010x}, expected {expected:#010x}")
    shape = struct.unpack(f">{dimensions}I", raw[4:header])
    promised = 1
    for length in shape:
        promised *= length
    if len(raw) - header != promised:
        raise InputError(
            f"{name}: {len(raw) - header} bytes of data, the header promises {promised}"
            f" ({' x '.join(map(str, shape))})"
        )
    try:
        return np.frombuffer(raw, np.uint8, offset=header).reshape(shape)
    except ValueError as fault:  # nothing along one axis, and the others multiply to more than numpy counts
        raise InputError(f"{name}: no array can be {' x '.join(map(str, shape))}") from fault


def verify(raw: bytes, sha256: str | None, name: str) -> None:
    """Refuse content whose SHA-256 is not the expected one; ``None`` accepts any.

    Raises:
        InputError: another digest, with both in the message.
    """
    found = hashlib.sha256(raw).hexdigest()
    if sha256 is not None and found != sha256:
        raise InputError(f"{name}: SHA-256 {found}, expected {sha256}: another file, or tampered with")
