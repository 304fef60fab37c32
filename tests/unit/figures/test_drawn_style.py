import re
from xml.etree import ElementTree

import numpy as np
import pytest

from figures import style


@pytest.fixture(autouse=True)
def none_left_open():
    yield
    style.plt.close("all")


def figure():
    panels, both = style.panels(2, 2)
    for axes in both:
        axes.plot([1, 2], [2, 1], color=style.BLACK)
        axes.text(1, 1, "there", gid="part-node-h-1")
    return style.Panels([*panels, style.tile(np.zeros((28, 28)), "above")[0]])


def test_the_same_figure_is_the_same_bytes():
    assert style.rendered(figure()) == style.rendered(figure())


def test_panels_stand_in_rows_of_a_page_and_nothing_lies_outside():
    root = ElementTree.fromstring(style.rendered(figure()))
    panels = [
        [float(panel.get(key)) for key in ("x", "y", "width", "height")]
        for panel in root
        if panel.get("class") == "panel"
    ]
    assert len(panels) == 3
    (x1, y1, *_), (x2, y2, *_), (x3, y3, _, _) = panels
    assert (x1, y1, y2, x3) == (0, 0, 0, 0)
    assert x2 > 72 * style.PANEL - 1
    assert y3 > 72 * 2
    _, _, width, height = map(float, root.get("viewBox").split())
    assert max(x + w for x, _, w, _ in panels) == pytest.approx(width)
    assert max(y + h for _, y, _, h in panels) == pytest.approx(height)
    assert width <= 72 * style.ACROSS


def test_a_file_of_its_own_is_light_and_dark():
    text = style.rendered(figure()).decode()
    dark = re.search(r"prefers-color-scheme: dark\)\{svg\{(.*?)\}\}", text)[1]
    assert set(re.findall(r"var\((--[\w-]+)", text)) <= set(re.findall(r"(--[\w-]+):", dark))
    assert {variable for variable, _ in style.ROLES.values()} == set(re.findall(r"(--[\w-]+):", dark))
    # No ground of its own: the paper is the page's.
    assert not re.search(r"fill: (#fff|white)", text)


def test_what_the_pages_scripts_look_for_has_its_name():
    assert style.rendered(figure()).decode().count('data-part="node-h-1"') == 2


def test_powers_of_ten_are_words():
    _, axes = style.panel(2)
    axes.set(yscale="log", ylim=(1e-12, 1e5))
    style.powers(axes.yaxis)
    form = axes.yaxis.get_major_formatter()
    assert [form(value, 0) for value in (1e-12, 0.01, 1, 1000, 1e5, 20)] == [
        "10⁻¹²",
        "0.01",
        "1",
        "1000",
        "10⁵",
        "",
    ]


@pytest.mark.parametrize(("count", "line"), [(3, "None"), (4, "-")])
def test_a_line_needs_more_than_three_points(count, line):
    _, axes = style.panel(2)
    at = np.arange(count)
    style.by_number(axes, at, at + 1, at, at + 2, color=style.RED, marker="s")
    assert axes.lines[0].get_linestyle() == line
    assert axes.lines[0].get_ydata().tolist() == (at + 1).tolist()


def test_few_decades_have_words_at_1_2_and_5_of_each():
    fig, axes = style.panel(2)
    axes.set(yscale="log", ylim=(0.04, 1.1))
    style.few_decades(axes.yaxis)
    fig.draw_without_rendering()
    shown = [tick.label1.get_text() for tick in axes.yaxis.get_major_ticks() if 0.04 <= tick.get_loc() <= 1.1]
    assert shown == ["0.05", "0.1", "0.2", "0.5", "1"]
    assert not any(tick.label1.get_text() for tick in axes.yaxis.get_minor_ticks())
