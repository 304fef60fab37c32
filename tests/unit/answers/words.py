"""Sections as a reader sees them, from answers that tests make up."""

import importlib
import re
from functools import cache
from html import unescape

from conftest import ROOT

from answers.held import HELD
from digitlab.answers.networks import across, beside
from digitlab.answers.section import written
from digitlab.answers.sections import SECTIONS
from digitlab.report import page

TEMPLATES = ROOT / "workflow" / "report"
INDEX = (TEMPLATES / "index.html").read_text()


class AnySource(dict):
    """Any artifact has a path."""

    def __missing__(self, name):
        return f"results/{name}.json"


@cache
def made_up():
    """Of each section the answer that its own tests make up from small tables."""
    return {name: importlib.import_module(f"answers.test_{name}").made_up() for name in SECTIONS}


@cache
def source(template):
    """A section's template, with stand-ins for files and figures."""
    environment = page.environment_of(TEMPLATES)
    environment.globals |= {
        "figure_source": lambda stem: stem,
        "inlined": lambda stem, alt: stem,
        "caption": lambda stem: stem,
        "files_of": lambda section: [],
        "holds": lambda section, file: HELD[section, file],
    }
    return environment.get_template(f"{template}.html")


def told(answer):
    """An answer as it is written down, of three networks and an unaugmented one that say the same."""
    sources = {number.source: "results/{run}/any" for number in answer.numbers.values()}
    return written(answer, AnySource()) | {
        "replicates": across(answer, [answer, answer], sources),
        "unaugmented": written(beside(answer, answer, sources), AnySource()),
    }


TOLD = {}


def told_once(answer):
    """The same of an answer that is asked for again and again; not to be changed."""
    if id(answer) not in TOLD:
        TOLD[id(answer)] = answer, told(answer)  # the answer too: another may not get its id
    return TOLD[id(answer)][1]


def rendered(template, answers):
    """A section's text, with made-up answers; tags and runs of space left out."""
    common = made_up()
    return shown(
        template,
        {
            name: told_once(answer) if answer is common.get(name) else told(answer)
            for name, answer in answers.items()
        },
    )


def shown(template, values):
    """The same of answers as they are written down."""
    html = source(template).render(answers=values)
    return " ".join(unescape(re.sub(r"<script.*?</script>|<[^>]+>", " ", html, flags=re.DOTALL)).split())
