import base64
import io
import itertools
import re
from xml.etree import ElementTree

import pandas as pd
import pytest
from PIL import Image

from digitlab.report import drawings
from figures import own_pages

SVG = "{http://www.w3.org/2000/svg}"
WIDTH, HEIGHT = 400, 200
TABLE = pd.DataFrame(
    [
        {"line": 1, "label": 4, "doubtful": False, "top": 20, "bottom": 60, "left": 40, "right": 60},
        {"line": 1, "label": 7, "doubtful": True, "top": 22, "bottom": 62, "left": 70, "right": 90},
        {"line": 2, "label": 0, "doubtful": False, "top": 100, "bottom": 140, "left": 50, "right": 80},
    ]
)


def picture():
    file = io.BytesIO()
    Image.new("L", (200, 100), 200).save(file, "WEBP")
    return file.getvalue()


def drawn(table=TABLE):
    content = own_pages.page(picture(), WIDTH, HEIGHT, table)
    return content, ElementTree.fromstring(content).findall(f"{SVG}svg[@class='panel']")


def corners(panel):
    """Left, top, width and height of every box, in the panel's points."""
    found = []
    for path in panel.iter(f"{SVG}path"):
        numbers = r"M([\d.-]+) ([\d.-]+)h([\d.-]+)v([\d.-]+)h[\d.-]+z"
        found += [tuple(map(float, box)) for box in re.findall(numbers, path.get("d"))]
    return found


def test_every_box_lies_where_its_digit_is_on_the_page():
    _, (overview, _) = drawn()
    scale = own_pages.WIDTH / WIDTH
    expected = [
        (scale * row.left, scale * row.top, scale * (row.right - row.left), scale * (row.bottom - row.top))
        for row in TABLE.itertuples()
    ]
    found = sorted(corners(overview))
    for box, other in zip(found, sorted(expected), strict=True):
        assert box == pytest.approx(other, abs=0.1)


def test_the_picture_stands_in_the_drawing_once_as_it_was():
    content, (overview, lines) = drawn()
    [image] = overview.iter(f"{SVG}image")
    kind, data = image.get("href").split(",")
    assert kind == "data:image/webp;base64"
    assert base64.b64decode(data) == picture()
    assert not list(lines.iter(f"{SVG}image"))
    assert len(content) < 1.4 * len(data) + 8000
    assert {use.get("href") for use in lines.iter(f"{SVG}use")} == {f"#{image.get('id')}"}


def test_each_label_stands_under_its_digit_and_doubt_is_marked():
    _, (_, lines) = drawn()
    texts = [(text.text, float(text.get("x")), float(text.get("y"))) for text in lines.iter(f"{SVG}text")]
    assert [text for text, _, _ in texts] == ["4", "0", "7?"]
    boxes = corners(lines)
    for (_, x, y), (left, top, width, height) in zip(texts, [boxes[0], boxes[2], boxes[1]], strict=True):
        assert x == pytest.approx(left + width / 2, abs=0.15)
        assert y > top + height
    dashed = [path for path in lines.iter(f"{SVG}path") if "dasharray: 3" in path.get("style")]
    assert len(dashed) == 1
    assert len(corners(lines)) == 3


def test_a_part_of_a_line_shows_what_lies_under_its_boxes():
    _, (_, lines) = drawn()
    [first, second] = lines.iter(f"{SVG}use")
    x, y, larger = map(float, re.findall(r"[\d.-]+", first.get("transform")))
    left, top, *_ = corners(lines)[0]
    # The picture is drawn as wide as a panel: so a pixel of the file is WIDTH / its width there.
    on_page = own_pages.WIDTH / WIDTH
    assert x + larger * on_page * TABLE.left[0] == pytest.approx(left, abs=0.2)
    assert y + larger * on_page * TABLE.top[0] == pytest.approx(top, abs=0.2)
    assert float(re.findall(r"[\d.-]+", second.get("transform"))[1]) != y


def test_long_lines_are_parted_where_labels_would_not_fit():
    line = [
        {
            "line": 1,
            "label": 1,
            "doubtful": False,
            "top": 0,
            "bottom": 20,
            "left": 12 * n,
            "right": 12 * n + 9,
        }
        for n in range(100)
    ]
    _, (_, lines) = drawn(pd.DataFrame(line))
    places = [(float(text.get("y")), float(text.get("x"))) for text in lines.iter(f"{SVG}text")]
    assert len(places) == 100
    rows = sorted({y for y, _ in places})
    assert len(rows) > 2
    for row in rows:
        across = sorted(x for y, x in places if y == row)
        assert min((b - a for a, b in itertools.pairwise(across)), default=9) >= 7
        assert max(across) <= own_pages.WIDTH


def test_more_parts_than_fit_are_counted(monkeypatch):
    monkeypatch.setattr(own_pages, "PARTS", 1)
    _, (_, lines) = drawn()
    assert "and 1 more" in [text.text for text in lines.iter(f"{SVG}text")]


def test_a_page_without_digits_is_drawn_as_it_is():
    _, [overview] = drawn(TABLE.head(0))
    assert not corners(overview)
    assert len(list(overview.iter(f"{SVG}image"))) == 1


def test_the_page_keeps_colours_and_references(tmp_path):
    path = tmp_path / "own_page_1.svg"
    path.write_bytes(drawn()[0])
    html = str(drawings.inlined(path, "a page"))
    assert 'id="own_page_1-page"' in html
    assert 'href="#own_page_1-page"' in html
    assert "url(#own_page_1-part0)" in html
    for colour, *_ in own_pages.LOOKS.values():
        assert f"stroke: {colour};" in html
