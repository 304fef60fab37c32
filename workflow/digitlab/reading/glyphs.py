"""Letters and digits of the typefaces that matplotlib carries, drawn as MNIST's digits are.

Twenty-two of its files draw each of the 36 characters as itself; FAMILIES has them by family, LEFT_OUT the
others with what is wrong with them. Which is which was seen in a picture of them all.
"""

import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np
from PIL import ImageFont

from digitlab.reading import normalise

CHARACTERS = string.digits + string.ascii_uppercase

FAMILIES: dict[str, tuple[str, ...]] = {
    "Computer Modern": ("cmb10", "cmmi10", "cmr10", "cmss10", "cmti10", "cmtt10"),
    "DejaVu Sans": (*("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-BoldOblique", "DejaVuSans-Oblique"),),
    "DejaVu Sans Mono": (
        *("DejaVuSansMono", "DejaVuSansMono-Bold", "DejaVuSansMono-BoldOblique", "DejaVuSansMono-Oblique"),
    ),
    "DejaVu Serif": (*("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-BoldItalic", "DejaVuSerif-Italic"),),
    "STIX": ("STIXGeneral", "STIXGeneralBol", "STIXGeneralBolIta", "STIXGeneralItalic"),
}

EMPTY = "has none of the characters"
LEFT_OUT: dict[str, str] = {
    "LastResortHE-Regular": "draws one sign for all characters",
    "cmex10": "draws brackets and operators in their places",
    "cmsy10": "draws signs in the places of the digits, script letters in those of the letters",
    **dict.fromkeys(("DejaVuSansDisplay", "DejaVuSerifDisplay"), EMPTY),
    **dict.fromkeys(("STIXNonUni", "STIXNonUniBol", "STIXNonUniBolIta", "STIXNonUniIta"), EMPTY),
    **dict.fromkeys(("STIXSizOneSymReg", "STIXSizOneSymBol", "STIXSizTwoSymReg", "STIXSizTwoSymBol"), EMPTY),
    **dict.fromkeys(("STIXSizThreeSymReg", "STIXSizThreeSymBol", "STIXSizFourSymReg"), EMPTY),
    **dict.fromkeys(("STIXSizFourSymBol", "STIXSizFiveSymReg"), EMPTY),
}

# Points at which a character is drawn before it is made small: several of its pixels for each of MNIST's.
DRAWN = 80
# Empty pixels around it then, for its edges are smoothed.
AROUND = 16


@dataclass(frozen=True)
class Glyphs:
    """Characters as images.

    Attributes:
        images: uint8 (N, 28, 28), ink bright.
        labels: int64 (N,), places in ``CHARACTERS``.
        files, families: (N,), int64, places in ``names()`` and in ``FAMILIES``.
    """

    images: np.ndarray
    labels: np.ndarray
    files: np.ndarray
    families: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


def names() -> list[str]:
    """The files that are used, by family."""
    return [name for files in FAMILIES.values() for name in files]


def folder() -> Path:
    """Where the installed matplotlib keeps its typefaces."""
    return Path(matplotlib.get_data_path(), "fonts", "ttf")


def glyphs() -> Glyphs:
    """Each of the 36 characters from each file, file by file."""
    rows = list(_rows())
    images, labels, files, families = zip(*rows, strict=True)
    return Glyphs(np.stack(images), np.array(labels), np.array(files), np.array(families))


def _rows() -> Iterator[tuple[np.ndarray, int, int, int]]:
    used = names()
    for family, files in enumerate(FAMILIES.values()):
        for name in files:
            for label, character in enumerate(CHARACTERS):
                ink = np.pad(inked(name, character), AROUND) / np.float32(255)
                image = normalise.normalised(ink)
                yield (255 * image).round().astype(np.uint8), label, used.index(name), family


def inked(name: str, character: str) -> np.ndarray:
    """A character of a file as it is drawn, uint8 (rows, columns), cut to its ink, ink bright."""
    font = ImageFont.truetype(str(folder() / f"{name}.ttf"), DRAWN)
    mask = font.getmask(character)
    ink = np.asarray(mask, np.uint8).reshape(mask.size[::-1])
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
