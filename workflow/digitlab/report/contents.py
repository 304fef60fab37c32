"""The sections of the page, each finished, and what leads to them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import jinja2
from markupsafe import Markup

from digitlab.answers.chapters import chapter_of
from digitlab.answers.left_out import is_left_out, was_not_run
from digitlab.report import headings, terms
from digitlab.report.terms import Term

HEAD = re.compile(r'<section id="([^"]+)">\s*<h2>(.*?)\s*(?:<span|</h2>)', re.DOTALL)


@dataclass(frozen=True)
class Content:
    """A section of the page: what leads to it, the chapter it stands in, and itself."""

    id: str
    title: Markup
    part: str | None
    chapter: str
    html: Markup


def sections(
    environment: jinja2.Environment, values: Mapping[str, Any], known: Mapping[str, Term]
) -> list[Content]:
    """The sections that have an answer and a template, in the order of the answers.

    One whose step was not run does not appear. Title and id are those of the rendered section, so that the
    contents cannot differ from it. Of one that was left out they are its name, and why stands in its place.

    Args:
        environment: where the templates are.
        values: what they read, by name; ``answers`` among them.
        known: terms to mark.

    Raises:
        KeyError: a section stands in no chapter.
    """
    templates = set(environment.list_templates())
    found = []
    for name, answer in values["answers"].items():
        if f"{name}.html" not in templates or was_not_run(answer):
            continue
        part = None
        if is_left_out(answer):
            title = name.replace("_", " ").capitalize()
            section = {"id": name.replace("_", "-"), "title": title, "why": answer["why"]}
            html = environment.get_template("left_out.html").render(section=section)
        else:
            html = environment.get_template(f"{name}.html").render(**values)
            # "Problem 3 (1) to (5)" is the whole of 3.
            part = re.sub(r"^Problem | \(1\) to .*", "", answer["problem"]) if answer["problem"] else None
        [(own, title)] = HEAD.findall(html)
        html = headings.named_tables(headings.anchored(closed_up(html), own), own)
        html = terms.marked(html, known)
        found.append(Content(own, Markup(title), part, chapter_of(name), Markup(html)))
    return found


def closed_up(html: str) -> str:
    """A text whose stops stand right behind its words, also where what would stand between was left out."""
    parts = terms.PARTS.findall(html)
    return "".join(
        part if part.startswith("<") else re.sub(r"\s+(?=[.,;:](\s|$))", "", part) for part in parts
    )


def by_chapter(found: Sequence[Content]) -> list[tuple[str, list[Content]]]:
    """Chapters with the sections of theirs that are in the page; one without any is not there."""
    return [(chapter, list(of)) for chapter, of in groupby(found, key=lambda section: section.chapter)]
