"""One HTML file from templates and artifacts."""

import base64
import json
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
from latex2mathml.converter import convert
from markupsafe import Markup

from digitlab.answers.left_out import is_left_out
from digitlab.report import contents, drawings, formats, palette, references, symbols, terms

KINDS = {
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".csv": "text/csv",
}

# Sections whose numbers and pictures the network in the page and the panels show.
PLAYED = ("live", "feature_maps", "shift", "occlusion", "transplant")


def data_uri(path: Path) -> str:
    """A file as a URI that holds it."""
    return f"data:{KINDS[path.suffix]};base64,{base64.b64encode(path.read_bytes()).decode()}"


def embedded(value: Any, digits: int = 6) -> Markup:
    """A value as JSON inside a script element, where ``</`` must not end it; arrays as nested lists.

    Args:
        value: mappings, lists, arrays and numbers.
        digits: significant digits of a float.
    """

    def plain(part: Any) -> Any:
        if isinstance(part, np.ndarray | np.generic):
            return plain(part.tolist())
        if isinstance(part, Mapping):
            return {key: plain(inner) for key, inner in part.items()}
        if isinstance(part, list | tuple):
            return [plain(inner) for inner in part]
        return float(f"{part:.{digits}g}") if isinstance(part, float) else part

    return Markup(json.dumps(plain(value), separators=(",", ":")).replace("</", "<\\/"))


def packed(arrays: Mapping[str, np.ndarray]) -> Markup:
    """Arrays as JSON inside a script element: of each its type, its shape and its bytes in base 64.

    Whole numbers of 64 bits, which JavaScript does not compute with, are given 32; true is 1 and false 0.

    Raises:
        ValueError: a number that 32 bits do not hold.
    """
    found = {}
    for name, given in arrays.items():
        array = np.asarray(given)
        if array.dtype == bool:
            array = array.astype(np.uint8)
        elif array.dtype == np.int64:
            if array.size and np.abs(array).max() >= 2**31:
                raise ValueError(f"{name} holds {np.abs(array).max()}, which 32 bits do not")
            array = array.astype(np.int32)
        data = base64.b64encode(np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes())
        found[name] = {"type": array.dtype.name, "shape": array.shape, "data": data.decode()}
    return embedded(found)


def measured(answers: Mapping[str, Any], *sections: str) -> int:
    """How many of these sections there are and were not left out."""
    return sum(name in answers and not is_left_out(answers[name]) for name in sections)


def can_be_played_with(answers: Mapping[str, Any]) -> bool:
    """Whether no section is lacking that the network in the page and the panels show something of."""
    return measured(answers, *PLAYED) == len(PLAYED)


def plain_value(form: Callable[..., str]) -> Callable[..., str]:
    """A format of numbers that takes an answer's figure, with its interval and source, as well.

    What is not defined is a dash, but for a power of ten, where it is exactly zero.
    """

    def of_either(value: Any, *arguments: Any, **keywords: Any) -> str:
        plain = value["value"] if isinstance(value, Mapping) else value
        if plain is None and form is not formats.power_of_ten:
            return formats.UNDEFINED
        return form(plain, *arguments, **keywords)

    return of_either


def render(
    templates: Path,
    values: Mapping[str, Any],
    figures: Mapping[str, Path],
    name: str = "index.html",
    files: Mapping[str, Sequence[Path]] | None = None,
    read: Callable[[Path], Any] | None = None,
) -> str:
    """The page.

    Its sections come first; with them are known its contents, its terms and the works that it cites.

    Args:
        templates: folder with the page's template and what it includes.
        values: what the templates read, by name; strings in it are escaped.
        figures: file by stem, put into the page.
        name: of the page's template.
        files: by section, the files that a reader can take from the page.
        read: what a file among them holds, for what the page embeds to play with.

    Raises:
        jinja2.UndefinedError: a template asks for something that is not there.
        KeyError: a template embeds a file of a section that has none in ``files``.
        ValueError: a template embeds a file that is not among the section's, or several of them; or refers
            to a figure that is not in the page.
    """
    environment = environment_of(templates)

    def holds(section: str, file: str) -> Any:
        # Two folders may hold files of one name: then a template asks for `folder/name`.
        [path] = [path for path in (files or {})[section] if path.match(file)]
        return read(path) if read else None

    def caption(stem: str) -> Markup:
        # The caption that Snakemake's own report shows: it knows the config as `snakemake.config`.
        config = values["answers"]["environment"]["config"]
        text = environment.get_template(f"captions/{stem}.rst").render(snakemake={"config": config})
        return Markup(text.strip())

    environment.globals |= {
        "figure_source": lambda stem: data_uri(figures[stem]),
        "inlined": lambda stem, alt: drawings.inlined(figures[stem], alt),
        "caption": caption,
        "files_of": lambda section: (files or {})[section],
        "data_uri": data_uri,
        "holds": holds,
    }
    environment.globals["cards"] = lambda: cards(environment, values)
    if "answers" in values:
        environment.globals |= of_sections(environment, templates, values)
    return references.numbered(environment.get_template(name).render(**values))


def of_sections(
    environment: jinja2.Environment, templates: Path, values: Mapping[str, Any]
) -> dict[str, Any]:
    """The chapters with their sections, the terms that these use, and the works that they cite."""
    known = terms.terms(templates / "terms.toml")
    sections = contents.sections(environment, values, known)
    html = "".join(section.html for section in sections)
    explained = terms.used(html, known)
    # Terms come with works to read about them.
    keys = references.cited(html) | {key for term in explained.values() for key in term.works}
    works = references.works(templates / "works.toml")
    return {
        "chapters": contents.by_chapter(sections),
        "explained": explained,
        "works": {key: work for key, work in works.items() if key in keys},
    }


def findings(templates: Path, answers: Mapping[str, Any]) -> str:
    """The first screen's findings as lines of text, for a terminal: how to read them, then each."""
    html = environment_of(templates).get_template("findings.html").render(answers=answers)

    def plain(tag: str) -> list[str]:
        found = re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", html, re.DOTALL)
        return [" ".join(unescape(re.sub(r"<[^>]+>", "", part)).split()) for part in found]

    lines = [textwrap.fill(text, 100) for text in plain("p")]
    lines += [
        textwrap.fill(text, 100, initial_indent=f"{number}. ", subsequent_indent="   ")
        for number, text in enumerate(plain("li"), 1)
    ]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Card:
    """A finding as the first screen shows it.

    Attributes:
        number: what stands large, the first that its sentence stresses; None where it stresses none.
        line: the sentence without what it rests on; evidence: that, None where it stands within the sentence.
        section: id of the section that it is about, the first that it links to.
    """

    number: Markup | None
    line: Markup
    evidence: Markup | None
    section: str


def cards(environment: jinja2.Environment, values: Mapping[str, Any]) -> list[Card]:
    """The findings, each taken apart; the words are those of the template."""
    html = environment.get_template("findings.html").render(**values)
    found = []
    for sentence in re.findall(r"<li>(.*?)</li>", html, re.DOTALL):
        text = " ".join(sentence.split())
        section = re.findall(r'<a href="#([^"]+)">', text)[0]
        numbers = [Markup(number) for number in re.findall(r"<strong>(.*?)</strong>", text)]
        # What it rests on, if it comes once and last.
        parts = re.fullmatch(r"([^()]*?)\s*\(([^()]*)\)\.?", text)
        line, evidence = parts.groups() if parts else (text, None)
        line = f"{line}." if parts else line
        found.append(
            Card(next(iter(numbers), None), Markup(line), Markup(evidence) if evidence else None, section)
        )
    return found


def environment_of(templates: Path) -> jinja2.Environment:
    """Where templates find their formats and helpers, all but what is a run's own."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {form.__name__: plain_value(form) for form in formats.OF_NUMBERS}
    environment.filters |= {form.__name__: form for form in formats.OF_OTHERS}
    environment.filters["symbol"] = symbols.symbol
    environment.globals |= {
        "palette": palette,
        "plural": plain_value(formats.plural),
        "embedded": embedded,
        "packed": packed,
        "measured": measured,
        "can_be_played_with": can_be_played_with,
        "embedded_exact": lambda value: embedded(value, 17),
        "math": lambda tex: Markup(convert(tex, display="block")),
        "cite": lambda key: references.citation(key, references.works(templates / "works.toml")),
        "figure_number": references.figure_number,
        "file_uri": lambda file: data_uri(templates / file),
        "verbatim": lambda file: Markup((templates / file).read_text()),
    }
    return environment
