"""A page that another program made: another layout, paper, pen and file than the code's.

Nothing here is shared with ``digitlab.reading``: not how ink is found, not how digits are placed or scaled.
"""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

# EXIF's number for the orientation, and that of a camera held upright: turn by 90 degrees to see it so.
ORIENTATION, ON_ITS_SIDE = 0x0112, 6


@dataclass(frozen=True)
class Sheet:
    """A page as a file's bytes, and what it says.

    Attributes:
        content: a JPEG.
        lines: the digits of each line; boxes: of each digit (left, top, right, bottom) as it is seen.
        size: width and height as it is seen.
    """

    content: bytes
    lines: list[str]
    boxes: list[list[tuple[int, int, int, int]]]
    size: tuple[int, int]


def sheet(
    images: np.ndarray,
    labels: np.ndarray,
    seed: int,
    height: int = 34,
    lines: int = 10,
    a_line: int = 15,
    apart: tuple[float, float] = (0.12, 0.3),
    turned: float = 0.6,
    quality: int = 88,
) -> Sheet:
    """Digits in groups of a few on ruled paper, a little askew, photographed on its side.

    Args:
        images: uint8 (N, 28, 28), ink bright; labels: (N,); as many are taken as fit, in random order.
        height: of a digit's ink, pixels; apart: shares of it between neighbours' boxes, from, to.
        turned: degrees; quality: of the JPEG.
    """
    random = np.random.default_rng(seed)
    order = iter(random.permutation(len(labels)))
    pitch, left, top = round(2.1 * height), 3 * height, round(2.5 * height)
    size = (left + round(1.45 * height * a_line), top + pitch * lines + height)
    ink = Image.new("L", size, 0)
    texts, boxes = [], []
    for row in range(lines):
        x, base = left + int(random.integers(0, 2 * height)), top + row * pitch + round(1.2 * height)
        text, own = "", []
        group = int(random.integers(2, 6))
        for _ in range(a_line):
            at = next(order)
            digit = Image.fromarray(images[at])
            digit = digit.crop(digit.point(lambda value: 255 * (value > 60)).getbbox())
            tall = round(height * random.uniform(0.9, 1.1))
            wide = max(3, round(digit.width * tall / digit.height))
            if wide > 1.6 * tall:
                continue
            digit = digit.resize((wide, tall), Image.Resampling.BICUBIC)
            up = int(random.integers(-height // 12, height // 12 + 1))
            box = (x, base - tall + up, x + wide, base + up)
            if box[2] > size[0] - height:
                break
            layer = Image.new("L", size, 0)
            layer.paste(digit, box[:2])
            ink = ImageChops.lighter(ink, layer)
            text, own = text + str(int(labels[at])), [*own, box]
            group -= 1
            x = box[2] + int(random.integers(*(round(share * height) for share in apart)))
            if not group:
                x, group = x + round(0.7 * height), int(random.integers(2, 6))
        texts.append(text)
        boxes.append(own)
    photograph = _on_paper(ink, random, height, pitch, top).rotate(
        turned, Image.Resampling.BICUBIC, fillcolor=(226, 222, 208)
    )
    exif = Image.Exif()
    exif[ORIENTATION] = ON_ITS_SIDE
    file = io.BytesIO()
    photograph.transpose(Image.Transpose.ROTATE_90).save(file, "JPEG", quality=quality, exif=exif)
    return Sheet(file.getvalue(), texts, boxes, size)


def edits(first, second):
    """Insertions, deletions and replacements from one text to another, row by row of the classic table."""
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        row, before = [i], row
        for j, b in enumerate(second, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
    return row[-1]


def overlap(first, second):
    """Intersection over union of (left, top, right, bottom)."""
    wide = min(first[2], second[2]) - max(first[0], second[0])
    tall = min(first[3], second[3]) - max(first[1], second[1])
    common = max(wide, 0) * max(tall, 0)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (first, second)]
    return common / (sum(areas) - common)


def _on_paper(
    ink: Image.Image, random: np.random.Generator, height: int, pitch: int, top: int
) -> Image.Image:
    """Blue ink on cream paper with faint rules, fibres and a shadow from one corner."""
    width, tall = ink.size
    paper = Image.new("RGB", ink.size, (236, 231, 216))
    pen = ImageDraw.Draw(paper)
    for line in range(top, tall, pitch):
        pen.line([(0, line + 1.45 * height), (width, line + 1.45 * height)], fill=(214, 218, 222), width=1)
    fibres = Image.effect_noise(ink.size, 22).filter(ImageFilter.GaussianBlur(0.7))
    paper = ImageChops.multiply(paper, Image.merge("RGB", [fibres.point(lambda v: 206 + v // 3)] * 3))
    wide = Image.linear_gradient("L").resize((2 * width, 2 * tall)).rotate(float(random.uniform(-30, 30)))
    shadow = wide.crop((width // 2, tall // 2, width // 2 + width, tall // 2 + tall))
    paper = ImageChops.multiply(paper, Image.merge("RGB", [shadow.point(lambda v: 175 + v * 80 // 255)] * 3))
    return Image.composite(Image.new("RGB", ink.size, (38, 44, 92)), paper, ink.point(lambda v: v * 9 // 10))
