"""The data set as the steps see it: two splits of 28 x 28 images with labels 0 to 9."""

import hashlib
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digitlab.data import idx
from digitlab.errors import InputError

SIDE = 28
CLASSES = 10
FILES = {
    "train_images": "train-images-idx3-ubyte",
    "train_labels": "train-labels-idx1-ubyte",
    "test_images": "t10k-images-idx3-ubyte",
    "test_labels": "t10k-labels-idx1-ubyte",
}


@dataclass(frozen=True)
class Split:
    """``images`` uint8 (N, 28, 28) with 0 for black, ``labels`` uint8 (N,)."""

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Dataset:
    """A training and a test split."""

    train: Split
    test: Split

    def arrays(self) -> dict[str, np.ndarray]:
        """The four arrays by the names that they have in ``dataset.npz``."""
        return {
            "train_images": self.train.images,
            "train_labels": self.train.labels,
            "test_images": self.test.images,
            "test_labels": self.test.labels,
        }

    def sha256(self) -> dict[str, str]:
        """SHA-256 of each array's bytes."""
        return {name: hashlib.sha256(a.tobytes()).hexdigest() for name, a in self.arrays().items()}


def from_arrays(arrays: dict[str, np.ndarray], where: str) -> Dataset:
    """A checked data set from its four arrays.

    Raises:
        InputError: an array is missing, of the wrong kind or shape, without images, with other
            counts of images and labels, or with a label above 9; ``where`` and the array are named.
    """
    for name in FILES:
        if name not in arrays:
            raise InputError(f"{where}: no array {name}")
        shape = (SIDE, SIDE) if name.endswith("images") else ()
        array = arrays[name]
        if array.dtype != np.uint8 or array.shape[1:] != shape or array.ndim != 1 + len(shape):
            expected = ", ".join(["N", *map(str, shape)])
            raise InputError(f"{where}: {name} is {array.dtype} {array.shape}, expected uint8 ({expected})")
        if not len(array):
            raise InputError(f"{where}: {name} holds nothing")
    for split in ("train", "test"):
        images, labels = arrays[f"{split}_images"], arrays[f"{split}_labels"]
        if len(images) != len(labels):
            raise InputError(f"{where}: {len(images)} {split} images, but {len(labels)} labels")
        if labels.max() >= CLASSES:
            raise InputError(f"{where}: {split} label {labels.max()}; allowed: 0 to 9")
    return Dataset(
        Split(arrays["train_images"], arrays["train_labels"]),
        Split(arrays["test_images"], arrays["test_labels"]),
    )


def from_idx(paths: Mapping[str, Path], sha256: Mapping[str, str] | None) -> Dataset:
    """A data set from four IDX files.

    Args:
        paths: path by IDX file name (``train-images-idx3-ubyte`` ...); raw or gzip.
        sha256: digest of the decompressed content by the same names; ``None`` accepts any.

    Raises:
        InputError: as ``idx.content``, ``idx.verify``, ``idx.decode`` and ``from_arrays`` say.
    """
    arrays = {}
    for name, file in FILES.items():
        path = paths[file]
        raw = idx.content(path)
        idx.verify(raw, sha256[file] if sha256 else None, str(path))
        arrays[name] = idx.decode(raw, 3 if name.endswith("images") else 1, str(path))
    return from_arrays(arrays, str(paths[FILES["train_images"]].parent))


def load(path: str | Path) -> Dataset:
    """The data set that the download step stored.

    Raises:
        InputError: the file is missing, damaged or not what the step writes.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except (OSError, ValueError, EOFError, AttributeError, zlib.error, zipfile.BadZipFile) as fault:
        raise InputError(f"{path}: not a readable data set ({fault}); delete it and run again") from fault
    return from_arrays(arrays, str(path))
