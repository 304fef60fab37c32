"""A reader's own page: boxes over the picture, and its lines cut out with what was read under each digit.

Drawn as SVG by hand, for the picture stays the WebP file that it is and stands in the drawing once: the lines
show parts of it.
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from figures import style

WIDTH = 72 * style.PANEL
# Of a box by how doubtful its label is: colour, dashes, words.
LOOKS = {
    "sure": (style.BLUE, "none", "sure"),
    "doubtful": (style.RED, "3 1.5", "doubtful"),
}
# Points: words, the room that each needs, between parts of lines, the highest line, around the digits.
WORDS, ROOM, GAP, HIGHEST, AROUND = 11, 9, 7, 40, 0.35
# Parts of lines that are drawn, at most; the table has the rest.
PARTS = 60


@dataclass(frozen=True)
class Part:
    """Neighbouring digits of a line, rows of the table, and the rectangle around them in its pixels."""

    rows: pd.DataFrame
    left: float
    top: float
    width: float
    height: float


def page(picture: bytes, width: int, height: int, table: pd.DataFrame) -> bytes:
    """The page with a box around each digit; its lines with the labels below.

    Args:
        picture: a WebP file of it; width, height: in pixels, in which the table counts.
        table: ``line``, ``label``, ``doubtful``, ``top``, ``bottom``, ``left``, ``right``, a row a digit.
    """
    first = _overview(picture, width, height, table)
    panels, left, tallest = [], 0.0, 0.0
    for inner, tall in [first, *([_lines(width, table)] if len(table) else [])]:
        panels.append(
            f'<svg class="panel" x="{left:.2f}" y="0" width="{WIDTH:.2f}" height="{tall:.2f}" '
            f'viewBox="0 0 {WIDTH:.2f} {tall:.2f}">{inner}</svg>\n'
        )
        left, tallest = left + WIDTH + 72 * style.GAP, max(tallest, tall)
    across = left - 72 * style.GAP
    dark = "".join(f"{name}:{value};" for name, value in style.ROLES.values() if name != "--paper")
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{across:.2f}pt" height="{tallest:.2f}pt" viewBox="0 0 {across:.2f} {tallest:.2f}" '
        f'font-family="{style.FAMILY}">\n'
        f"<style>@media (prefers-color-scheme: dark){{svg{{{dark}}}}}</style>\n"
    )
    return (head + "".join(panels) + "</svg>\n").encode()


def _overview(picture: bytes, width: int, height: int, table: pd.DataFrame) -> tuple[str, float]:
    """The whole page, boxes over it, their key below; and how high that is, points."""
    scale = WIDTH / width
    tall = scale * height
    uri = f"data:image/webp;base64,{base64.b64encode(picture).decode()}"
    image = (
        f'<image id="page" width="{WIDTH:.2f}" height="{tall:.2f}" preserveAspectRatio="none" '
        f'style="image-rendering:auto" href="{uri}"/>'
    )
    return "\n".join([image, *_boxes(table, scale, 0, 0), *_key(tall + GAP)]), tall + GAP + 1.5 * WORDS


def _key(top: float) -> Iterator[str]:
    """What the boxes' colours mean."""
    for place, (colour, dashes, words) in enumerate(LOOKS.values()):
        yield (
            f'<rect x="{80 * place + 1}" y="{top + 2:.1f}" width="11" height="11" '
            f'style="{_outline(colour, dashes)}"/>'
        )
        yield from _words([(80 * place + 17, top + 11.5, words)], style.BLACK, "start", "normal")


def _lines(width: int, table: pd.DataFrame) -> tuple[str, float]:
    """Parts of lines below each other, labels under the digits; and how high that is, points."""
    drawn: list[str] = []
    words: dict[bool, list[tuple[float, float, str]]] = {False: [], True: []}
    parts, top = list(_parts(table)), 0.0
    for number, part in enumerate(parts[:PARTS]):
        scale = min(WIDTH / part.width, HIGHEST / part.height)
        x, y, larger = -scale * part.left, top - scale * part.top, scale * width / WIDTH
        drawn.append(
            f'<clipPath id="part{number}"><rect y="{top:.1f}" width="{scale * part.width:.1f}" '
            f'height="{scale * part.height:.1f}"/></clipPath><g clip-path="url(#part{number})">'
            f'<use href="#page" transform="translate({x:.1f} {y:.1f}) scale({larger:.5g})"/></g>'
        )
        drawn += _boxes(part.rows, scale, part.left, part.top - top / scale)
        base = top + scale * part.height + WORDS
        for row in part.rows.itertuples():
            middle = scale * ((row.left + row.right) / 2 - part.left)
            words[row.doubtful].append((middle, base, f"{row.label}?" if row.doubtful else str(row.label)))
        top = base + GAP
    drawn += [*_words(words[False], style.BLACK), *_words(words[True], style.RED)]
    if (more := len(parts) - PARTS) > 0:
        drawn += _words([(0, top + WORDS, f"and {more} more")], style.GREY, "start", "normal")
        top += 1.5 * WORDS
    return "\n".join(drawn), top


def _parts(table: pd.DataFrame) -> Iterator[Part]:
    """Lines in parts that are wide enough for a label under each digit."""
    for _, line in table.groupby("line", sort=False):
        line = line.sort_values("left", kind="stable").reset_index(drop=True)
        middles = (line.left + line.right) / 2
        tall = (line.bottom - line.top).median()
        pitch = middles.diff().median() if len(line) > 1 else tall
        most = max(WIDTH / ROOM * max(pitch, 1), 3 * tall)
        start = 0
        for place in range(1, len(line) + 1):
            if place < len(line) and line.right[place] - line.left[start] <= most - 2 * AROUND * tall:
                continue
            rows = line.iloc[start:place]
            left, top = rows.left.min() - AROUND * tall, rows.top.min() - AROUND * tall
            right, bottom = rows.right.max() + AROUND * tall, rows.bottom.max() + AROUND * tall
            yield Part(rows, left, top, right - left, bottom - top)
            start = place


def _boxes(table: pd.DataFrame, scale: float, left: float, top: float) -> Iterator[str]:
    """The digits' boxes, less ``left`` and ``top``, in points: a path a look."""
    for doubtful, rows in table.groupby("doubtful"):
        colour, dashes, _ = LOOKS["doubtful" if doubtful else "sure"]
        path = "".join(
            f"M{scale * (row.left - left):.1f} {scale * (row.top - top):.1f}"
            f"h{scale * (row.right - row.left):.1f}v{scale * (row.bottom - row.top):.1f}"
            f"h{-scale * (row.right - row.left):.1f}z"
            for row in rows.itertuples()
        )
        yield f'<path d="{path}" style="{_outline(colour, dashes)}"/>'


def _outline(colour: str, dashes: str) -> str:
    return f"fill: none; stroke: {colour}; stroke-width: 1; stroke-dasharray: {dashes}"


def _words(
    words: Sequence[tuple[float, float, str]], colour: str, anchor: str = "middle", weight: str = "bold"
) -> Iterator[str]:
    """Words of one look, each with the place of its foot, in points."""
    fill = f"var({style.ROLES[colour][0]}, {colour})" if colour in style.ROLES else colour
    look = f"font-size: {WORDS}px; font-weight: {weight}; text-anchor: {anchor}; fill: {fill}"
    texts = "".join(f'<text x="{x:.1f}" y="{y:.1f}">{text}</text>' for x, y, text in words)
    if texts:
        yield f'<g style="{look}">{texts}</g>'
