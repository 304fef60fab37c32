import json

import jinja2
import numpy as np
import pytest

from digitlab.report import page


@pytest.fixture
def templates(tmp_path):
    (tmp_path / "index.html").write_text(
        "<p>{{ title }}</p><script>{{ embedded(numbers) }}</script>"
        "{% for file in download('table') %}<a href='{{ file.href }}'>{{ file.name }}</a>{% endfor %}"
    )
    (tmp_path / "broken.html").write_text("{{ nothing }}")
    return tmp_path


def test_strings_are_escaped_and_numbers_cannot_end_their_script(templates, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("a\n1\n")
    numbers = {"values": np.array([[0.123456789, 2]]), "text": "</script><b>", "none": None}
    html = page.render(templates, {"title": "<b>&", "numbers": numbers}, {}, downloads={"table": [table]})
    assert "<p>&lt;b&gt;&amp;</p>" in html
    script = html.split("<script>")[1].split("</script>")[0]
    assert json.loads(script) == {"values": [[0.123457, 2.0]], "text": "</script><b>", "none": None}
    assert "href='data:text/csv;base64,YQoxCg=='>table.csv" in html


def test_a_template_that_asks_for_what_is_not_there_is_an_error(templates):
    with pytest.raises(jinja2.UndefinedError, match="nothing"):
        page.render(templates, {}, {}, "broken.html")
