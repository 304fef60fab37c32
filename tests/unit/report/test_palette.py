"""The figures and the page have their colours from one place."""

import json
import re

import pytest
from conftest import ROOT

from digitlab.report import page, palette
from figures import style

WORKFLOW = ROOT / "workflow"
NAMED = {name: value for name, value in vars(palette).items() if name.isupper()}
SINGLE = {name: value for name, value in NAMED.items() if isinstance(value, str)}
EVERY = {value.lower() for value in SINGLE.values()} | {value.lower() for value in palette.DIGITS}
PLACES = list((WORKFLOW / "figures").glob("*.py"))
PLACES += [path for path in (WORKFLOW / "report").iterdir() if path.suffix in (".html", ".css", ".js")]


def test_figures_draw_with_the_palette():
    assert {name: getattr(style, name) for name in SINGLE} == SINGLE
    assert len(set(SINGLE.values())) == len(SINGLE) == 9
    assert list(style.DIGITS.colors) == list(palette.DIGITS)
    assert len(set(palette.DIGITS)) == 10


@pytest.mark.parametrize("path", PLACES, ids=lambda path: path.name)
def test_no_colour_of_the_palette_is_written_elsewhere(path):
    text = path.read_text().lower()
    assert [colour for colour in re.findall(r"#[0-9a-f]{6}\b", text) if colour in EVERY] == []
    if path.suffix == ".js":
        assert not re.search(r"#[0-9a-f]{6}\b|(\[\d+, \d+, \d+\][,\s]*){2}", text)


def test_the_style_sheet_and_the_script_are_given_their_colours():
    environment = page.environment_of(WORKFLOW / "report")
    head = environment.get_template("head.html").render(page_title="t")
    variables = dict(re.findall(r"--([\w-]+):\s*([^;]+);", head.split("</style>")[0]))
    assert {variables["blue"], variables["sky"], variables["pale"]} <= set(SINGLE.values())
    assert set(re.findall(r"var\(--([\w-]+)\)", head)) <= set(variables)
    play = (WORKFLOW / "report" / "play.html").read_text()
    [embedded] = re.findall(r'id="data-colours">(.*?)</script>', play, re.DOTALL)
    given = json.loads(environment.from_string(embedded).render())
    assert {given["harm"], *given["maps"][1:3]} <= set(SINGLE.values())
    assert play.index("data-colours") < play.index("verbatim(file")
