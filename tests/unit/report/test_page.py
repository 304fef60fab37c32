import base64
import json
from pathlib import Path

import jinja2
import numpy as np
import pytest

from digitlab.report import page


@pytest.fixture
def templates(tmp_path):
    (tmp_path / "index.html").write_text(
        "<p>{{ title }}</p><script>{{ embedded(numbers) }}</script>"
        "{% for file in files_of('table') %}<a href='{{ data_uri(file) }}'>{{ file.name }}</a>{% endfor %}"
    )
    (tmp_path / "broken.html").write_text("{{ nothing }}")
    return tmp_path


def test_strings_are_escaped_and_numbers_cannot_end_their_script(templates, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("a\n1\n")
    numbers = {"values": np.array([[0.123456789, 2]]), "text": "</script><b>", "none": None}
    html = page.render(templates, {"title": "<b>&", "numbers": numbers}, {}, files={"table": [table]})
    assert "<p>&lt;b&gt;&amp;</p>" in html
    script = html.split("<script>")[1].split("</script>")[0]
    assert json.loads(script) == {"values": [[0.123457, 2.0]], "text": "</script><b>", "none": None}
    assert "href='data:text/csv;base64,YQoxCg=='>table.csv" in html


def test_a_template_that_asks_for_what_is_not_there_is_an_error(templates):
    with pytest.raises(jinja2.UndefinedError, match="nothing"):
        page.render(templates, {}, {}, "broken.html")


def test_a_file_that_a_page_embeds_is_named_with_its_folder_where_names_recur(templates):
    files = {"maps": [Path(f"results/{folder}/maps.npz") for folder in ("shown", "means")]}
    for name, text in (("one", "shown/maps.npz"), ("none", "other.npz"), ("several", "maps.npz")):
        (templates / f"{name}.html").write_text("{{ holds('maps', '" + text + "') }}")
    assert page.render(templates, {}, {}, "one.html", files, str) == "results/shown/maps.npz"
    for name in ("none", "several"):
        with pytest.raises(ValueError, match="unpack"):
            page.render(templates, {}, {}, f"{name}.html", files, str)


def test_packed_arrays_come_back_as_they_were():
    arrays = {"weight": np.array([[-3, 127]], np.int8), "indices": np.array([70000]), "none": np.zeros(0)}
    parts = json.loads(page.packed(arrays))
    assert parts["weight"]["shape"] == [1, 2]
    assert np.frombuffer(base64.b64decode(parts["weight"]["data"]), np.int8).tolist() == [-3, 127]
    assert parts["indices"]["type"] == "int32"
    assert np.frombuffer(base64.b64decode(parts["indices"]["data"]), "<i4").tolist() == [70000]
    with pytest.raises(ValueError, match="large holds 4294967296"):
        page.packed({"large": np.array([2**32])})


def test_a_card_has_the_number_the_line_and_what_it_rests_on(tmp_path):
    (tmp_path / "findings.html").write_text(
        '<ol><li>Of <a href="#shift">all</a>\n <strong>{{ share }}</strong> (9 digits; 1 to 2).</li>'
        '<li><a href="#memory">Where</a> <strong>3 of 4</strong> (x) learned, 5 (y).</li></ol>'
    )
    first, second = page.cards(page.environment_of(tmp_path), {"share": "<7%"})
    assert (first.number, first.section, first.evidence) == ("&lt;7%", "shift", "9 digits; 1 to 2")
    assert first.line == 'Of <a href="#shift">all</a> <strong>&lt;7%</strong>.'
    # What it rests on stands in two places: it stays where it is.
    assert (second.number, second.evidence) == ("3 of 4", None)
    assert second.line.endswith("(x) learned, 5 (y).")
