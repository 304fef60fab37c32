"""A photograph or scan of the reader's own: from a file to grey levels, read, and what of it is doubtful."""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image, ImageOps, UnidentifiedImageError

from digitlab.errors import InputError
from digitlab.reading import chains
from digitlab.reading.ink import ink, pieces
from digitlab.reading.measure import Reader
from digitlab.reading.scoring import Reading

# A larger file is refused: from here on Pillow itself warns of what may be a decompression bomb.
MOST = Image.MAX_IMAGE_PIXELS or 89_478_485
# Pixels that are read at most, and that a picture for the page has at most; its quality as WebP.
READ, SHOWN, QUALITY = 6_000_000, 700_000, 60
# Digits higher than this, in pixels, are read smaller: the threshold's window is made for strokes of a few.
HIGHEST, COMFORTABLE = 100, 40
# A label that is less probable than this is doubtful.
DOUBT = 0.9
# A page whose median grey is below this is mostly dark.
DARK = 80


@dataclass(frozen=True)
class Photograph:
    """A picture, upright.

    Attributes:
        grey: uint8 (H, W), as it is read; transparent is white.
        size: width and height of the file's own picture, upright.
        kind: the file's format.
    """

    grey: np.ndarray
    size: tuple[int, int]
    kind: str

    @property
    def scale(self) -> float:
        """Pixels of the file to a pixel that is read."""
        return float(self.size[0] / self.grey.shape[1])


def opened(path: str | Path) -> Photograph:
    """A file as a picture that can be read; of several in one file, the first.

    What EXIF says of the orientation is followed. Sixteen bits become eight; numbers without a range, as TIFF
    may have them, are spread from the darkest to the lightest. A large picture is made smaller.

    Raises:
        InputError: there is no such file, it is no image that Pillow reads, it is damaged, or it has too many
            pixels; in one line.
    """
    name = f"reading.images: {path}"
    try:
        with warnings.catch_warnings():
            # Pillow warns above its limit and refuses above twice that; here both refuse.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            file = Image.open(path)
            image = ImageOps.exif_transpose(levels(file))
    except FileNotFoundError:
        raise InputError(f"{name} is missing; allowed: an image that is there") from None
    except IsADirectoryError:
        raise InputError(f"{name} is a folder; allowed: an image") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise InputError(
            f"{name} has more than {MOST:,} pixels, above which Pillow fears a decompression bomb; allowed:"
            " a smaller copy of it"
        ) from None
    except UnidentifiedImageError:
        raise InputError(
            f"{name} is no image that can be read; allowed: JPEG, PNG, TIFF, WebP and what else Pillow reads"
        ) from None
    except Exception as fault:  # on a damaged file Pillow's decoders raise nearly anything
        words = " ".join(str(fault).split())[:120] or type(fault).__name__
        raise InputError(f"{name} is damaged ({words}); allowed: an image that opens") from fault
    size = image.size
    if (pixels := size[0] * size[1]) > READ:
        image = resized(image, (READ / pixels) ** 0.5)
    return Photograph(np.asarray(image, np.uint8), size, file.format or "?")


def levels(image: Image.Image) -> Image.Image:
    """Any mode of Pillow's as 8 bits of grey, what is transparent as white; what EXIF says is kept."""
    exif = image.getexif()
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        values = np.nan_to_num(np.asarray(image, np.float64))
        low, high = (0.0, 65535.0) if image.mode.startswith("I;16") else (values.min(), values.max())
        spread = (values - low) * (255 / (high - low)) if high > low else np.full(values.shape, 255.0)
        grey = Image.fromarray(spread.round().astype(np.uint8))
    elif image.mode == "LAB":  # its first band is the lightness; Pillow converts no other way
        grey = image.getchannel(0)
    elif image.has_transparency_data:
        colours = image.convert("RGBA")
        paper = Image.new("RGBA", colours.size, "white")
        grey = Image.alpha_composite(paper, colours).convert("L")
    else:
        grey = image.convert("RGB").convert("L") if image.mode in ("CMYK", "HSV") else image.convert("L")
    grey.info.pop("transparency", None)
    grey.getexif().update(exif)
    return grey


def resized(image: Image.Image, scale: float) -> Image.Image:
    """A picture made smaller, each pixel the mean of those it stands for."""
    width, height = (max(1, round(side * scale)) for side in image.size)
    return image.resize((width, height), Image.Resampling.BOX)


def read(photograph: Photograph, reader: Reader) -> list[list[Reading]]:
    """What stands on a photograph, boxes in the file's own pixels, upright.

    Where digits are much higher than a reader expects, it is read smaller.

    Args:
        reader: from ink to lines.
    """
    grey, scale = photograph.grey, photograph.scale
    page = ink(grey) if min(grey.shape) > 1 else None
    if page is None or not (found := pieces(page)):
        return []
    if (height := chains.typical_height(found)) > HIGHEST:
        small = resized(Image.fromarray(grey), COMFORTABLE / height)
        scale, page = scale * grey.shape[1] / small.size[0], ink(np.asarray(small))

    def of_file(one: Reading) -> Reading:
        top, bottom, left, right = (scale * end for end in one.box)
        return replace(one, box=(top, bottom, left, right))

    return [[of_file(one) for one in line] for line in reader(page)]


def table(lines: Sequence[Sequence[Reading]]) -> pd.DataFrame:
    """A row a digit, line by line from left to right.

    Returns:
        ``line`` and ``place`` in it, both from 1; ``label``, ``probability``, ``doubtful``; ``top``,
        ``bottom``, ``left``, ``right`` in pixels of the upright picture, to a tenth.
    """
    rows = [
        (number, place, one.label, one.probability, one.probability < DOUBT, *np.round(one.box, 1).tolist())
        for number, line in enumerate(lines, 1)
        for place, one in enumerate(line, 1)
    ]
    columns = ["line", "place", "label", "probability", "doubtful", "top", "bottom", "left", "right"]
    return pd.DataFrame(rows, columns=columns)


def summary(path: str, photograph: Photograph, lines: Sequence[Sequence[Reading]]) -> dict[str, Any]:
    """What the page says of a photograph.

    Returns:
        ``file`` without its folder, ``kind``, ``width``, ``height``; ``reduced``: whether fewer pixels were
        read than it has; ``dark``: whether it is mostly dark; ``height_read``: median height of the digits in
        its own pixels, None where there are none; ``lines``: of each its digits, ``text``, and which of
        them are ``doubtful`` (places from 0).
    """
    heights = [one.box[1] - one.box[0] for line in lines for one in line]
    return {
        "file": Path(path).name,
        "kind": photograph.kind,
        "width": photograph.size[0],
        "height": photograph.size[1],
        "reduced": photograph.scale > 1,
        "dark": bool(np.median(photograph.grey) < DARK),
        "height_read": float(np.median(heights)) if heights else None,
        "lines": [
            {
                "text": "".join(str(one.label) for one in line),
                "doubtful": [place for place, one in enumerate(line) if one.probability < DOUBT],
            }
            for line in lines
        ],
    }


def picture(photograph: Photograph) -> bytes:
    """A small WebP file of it for the page, in grey."""
    image = Image.fromarray(photograph.grey)
    if (pixels := image.size[0] * image.size[1]) > SHOWN:
        image = resized(image, (SHOWN / pixels) ** 0.5)
    file = io.BytesIO()
    image.save(file, "WEBP", quality=QUALITY, method=4)
    return file.getvalue()
