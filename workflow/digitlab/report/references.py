"""What the page refers to by number or by name: figures in its order, works by their key."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

# Where the macro of figures leaves the number to be put in, and where it stands.
PLACE = "<!--number of {}-->"
FIGURE = re.compile(r'<figure id="figure-([\w-]+)"')
NUMBER = re.compile(r"<!--number of ([\w-]+)-->")
CITED = re.compile(r'href="#work-([\w-]+)"')


def figure_number(stem: str) -> Markup:
    """The place of a figure's number, in its caption and wherever the text refers to it."""
    return Markup(PLACE.format(stem))


def numbered(html: str) -> str:
    """The page with its figures numbered from 1 in the order in which they stand.

    Raises:
        ValueError: a figure that is referred to is not in the page, or one stands in it twice.
    """
    stems = FIGURE.findall(html)
    twice = {stem for stem in stems if stems.count(stem) > 1}
    missing = set(NUMBER.findall(html)) - set(stems)
    if twice:
        raise ValueError(f"figures that stand in the page twice: {', '.join(sorted(twice))}")
    if missing:
        raise ValueError(f"figures that are referred to and not in the page: {', '.join(sorted(missing))}")
    number = {stem: str(place) for place, stem in enumerate(stems, 1)}
    return NUMBER.sub(lambda found: number[found[1]], html)


@dataclass(frozen=True)
class Work:
    """A book, paper or data set that the page cites.

    Attributes:
        short: as the text cites it; url: where it can be read; the others are as the list has them.
    """

    short: str
    authors: str
    year: int
    title: str
    where: str
    url: str


def works(path: Path) -> dict[str, Work]:
    """Works by the key that the templates cite them by, in the order of the list."""
    return {key: Work(**entry) for key, entry in tomllib.loads(path.read_text()).items()}


def citation(key: str, known: Mapping[str, Work]) -> Markup:
    """A work as the text cites it, leading to the list.

    Raises:
        KeyError: no such work.
    """
    if key not in known:
        raise KeyError(f"{key} is not among the works in workflow/report/works.toml")
    return Markup('<a class="cite" href="#work-{}">{}</a>').format(key, known[key].short)


def cited(html: str) -> set[str]:
    """Keys of the works that a text cites."""
    return set(CITED.findall(html))
