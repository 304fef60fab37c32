"""One HTML file from templates and artifacts."""

import base64
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
from latex2mathml.converter import convert
from markupsafe import Markup

from digitlab.report import formats

KINDS = {
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".csv": "text/csv",
}


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


def render(
    templates: Path,
    artifacts: Mapping[str, Any],
    figures: Mapping[str, Path],
    name: str = "index.html",
    downloads: Mapping[str, Sequence[Path]] | None = None,
) -> str:
    """The page.

    Args:
        templates: folder with the page's template and what it includes.
        artifacts: what the templates read, by name; strings in it are escaped.
        figures: file by stem, put into the page.
        name: of the page's template.
        downloads: files by the artifacts' names that a reader can take from the page.

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
    environment.filters["get_from"] = lambda key, mapping: mapping[key]
    environment.globals["plural"] = formats.plural
    environment.globals["figure_source"] = lambda stem: data_uri(figures[stem])
    environment.globals["download"] = lambda artifact: [
        {"name": path.name, "path": path.as_posix(), "href": data_uri(path)}
        for path in (downloads or {})[artifact]
    ]
    environment.globals["embedded"] = embedded
    environment.globals["embedded_exact"] = lambda value: embedded(value, 17)
    environment.globals["math"] = lambda tex: Markup(convert(tex, display="block"))
    environment.globals["verbatim"] = lambda file: Markup((templates / file).read_text())
    return environment.get_template(name).render(**artifacts)
