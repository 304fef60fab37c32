"""One HTML file from templates and artifacts."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from latex2mathml.converter import convert
from markupsafe import Markup

from digitlab.report import formats

KINDS = {".png": "image/png", ".svg": "image/svg+xml"}


def data_uri(path: Path) -> str:
    """A figure's file as a URI that holds it."""
    return f"data:{KINDS[path.suffix]};base64,{base64.b64encode(path.read_bytes()).decode()}"


def render(
    templates: Path, artifacts: Mapping[str, Any], figures: Mapping[str, Path], name: str = "index.html"
) -> str:
    """The page.

    Args:
        templates: folder with the page's template and what it includes.
        artifacts: what the templates read, by name; strings in it are escaped.
        figures: file by stem, put into the page.
        name: of the page's template.

    Raises:
        jinja2.UndefinedError: a template asks for something that is not there.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for filter_ in (
        "article",
        "count",
        "fixed",
        "listed",
        "number",
        "percent",
        "power_of_ten",
        "probability",
        "side",
        "tex_column",
        "tex_matrix",
        "word",
    ):
        environment.filters[filter_] = getattr(formats, filter_)
    environment.filters["zip"] = zip
    environment.globals["plural"] = formats.plural
    environment.globals["figure_source"] = lambda stem: data_uri(figures[stem])
    environment.globals["math"] = lambda tex: Markup(convert(tex, display="block"))
    environment.globals["verbatim"] = lambda file: Markup((templates / file).read_text())
    return environment.get_template(name).render(**artifacts)
