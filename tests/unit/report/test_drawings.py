"""A figure in the page: its panels by themselves, no name of it twice, its words words."""

import re

import pytest

from digitlab.report import drawings
from figures import style


@pytest.fixture
def file(tmp_path):
    """A figure of two panels alike."""
    panels, both = style.panels(2, 2)
    for axes in both:
        axes.plot([1, 2, 3], [1, 3, 2], "o-", color=style.BLUE)
        axes.imshow([[0, 1], [1, 0]], extent=(1, 2, 1, 2))
        axes.set(title="Hidden & seen", xlabel="ε")
    path = tmp_path / "shift.svg"
    path.write_bytes(style.rendered(panels))
    return path


def test_each_panel_is_a_drawing_of_its_width_under_one_name(file):
    html = str(drawings.inlined(file, 'A "moved" 1 & more'))
    assert html.startswith(
        '<div class="panels" data-figure="shift" role="img" aria-label="A &#34;moved&#34; 1 &amp; more"><svg'
    )
    assert re.findall(r"--w:([\d.]+)", html) == ["4.3", "4.3"]
    assert html.count("<svg") == html.count("viewBox") == 2
    assert "<style" not in html


def test_words_stay_words_in_the_pages_own_font(file):
    html = str(drawings.inlined(file, "alt"))
    words = re.findall(r"<text[^>]*>([^<]+)</text>", html)
    assert words.count("Hidden &amp; seen") == words.count("ε") == 2
    assert "font-family" not in html
    sizes = {float(size) for size in re.findall(r"font-size: ([\d.]+)px", html)}
    assert sizes == {style.TEXT}


def test_colours_are_the_pages_variables(file):
    html = str(drawings.inlined(file, "alt"))
    assert f"stroke: var(--drawn-blue, {style.BLUE})" in html
    assert f"fill: var(--text, {style.BLACK})" in html
    assert "white" not in html
    assert "#fff" not in html


def test_no_name_stands_twice_and_what_is_referred_to_is_there(file, tmp_path):
    other = tmp_path / "occlusion.svg"
    other.write_bytes(file.read_bytes())
    html = "".join(drawings.inlined(path, "alt") for path in (file, other))
    names = re.findall(r'\bid="([^"]+)"', html)
    assert len(names) == len(set(names)) > 4
    referred = set(re.findall(r"(?:url\(#|href=\"#)([^\")]+)", html))
    assert referred == set(names)


def test_a_drawing_without_panels_is_one(tmp_path):
    path = tmp_path / "empty.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="36" height="8"/>')
    assert '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 8" style="--w:0.5"' in drawings.inlined(
        path, "nothing"
    )


def test_what_is_no_drawing_is_named(tmp_path):
    path = tmp_path / "broken.svg"
    path.write_text("<svg")
    with pytest.raises(ValueError, match=r"broken\.svg is not an SVG file"):
        drawings.inlined(path, "alt")
