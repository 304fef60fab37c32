"""The page of `snakemake check` in Chromium: narrow and wide, light and dark, for everyone."""

from dataclasses import replace

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT

from digitlab.check import answer_file, computed, figures, sheets, ways
from digitlab.report import page

PARAMETERS = {
    "b": [-1, 1],
    "c": [0.5, -0.5],
    "W": [[1, -1], [0, 2]],
    "U": [[-1, 0], [1, -2]],
    "V": [[-2, 1], [-1, 0]],
    "x": [[1, 0], [0.5, 0.25], [0, 1]],
    "epsilon": 1e-4,
    "learning_rate": 0.002,
    "candidate": "tanh",
} | dict.fromkeys((f"{gate}_bias" for gate in ways.GATES), 0.5)


def given(lstm, **slip):
    """Every figure, with a slip."""
    way = replace(ways.right_way(PARAMETERS, lstm, False), **slip)
    found = computed.figures([way])
    texts = [
        (name, place, f"{value[0][place]:.7g}")
        for name, value in found.items()
        for place in np.ndindex(value.shape[1:])
    ]
    return answer_file.Given(PARAMETERS, None, tuple(figures.written(*parts) for parts in texts))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The page of two files, one with a title that takes much room."""
    networks = {"rnn": given(False, tanh_slope=0.0), "lstm": given(True, squashed=False)}
    long = answer_file.Answers("Aquitelongword" * 12, "A comment.\nIn two lines.", ("b",), networks)
    right = answer_file.Answers(None, None, (), {"rnn": given(False), "lstm": given(True)})
    of = [sheets.sheet("long", "long.yaml", long, 3), sheets.sheet("right", "right.yaml", right, 3)]
    path = tmp_path_factory.mktemp("check") / "check.html"
    overview = {"check": sheets.overview(of)}
    path.write_text(page.render(ROOT / "workflow/report", values=overview, figures={}, name="check.html"))
    return path


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_the_page_is_for_everyone_at_every_width(browser, written, width, scheme):
    tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    faults = []
    tab.on("pageerror", lambda fault: faults.append(str(fault)))
    tab.goto(written.as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    found = Axe().run(tab).response["violations"]
    serious = [
        f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found if v["impact"] in ("serious", "critical")
    ]
    assert serious == []
    assert faults == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert tab.locator("table.class tbody tr").count() == 2
    assert tab.locator(".group .why").first.inner_text().startswith("explained")
    tab.close()
