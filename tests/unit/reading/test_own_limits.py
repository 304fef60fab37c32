import numpy as np
import pytest

from digitlab.data import bundled
from digitlab.reading import glyphs, own_limits, pages
from digitlab.reading.ink import pieces
from digitlab.reading.scoring import Reading


@pytest.fixture(scope="module")
def digits():
    return pages.inked(bundled.dataset(1).test)


def test_digits_of_every_height_and_letters_are_read_and_counted(digits, monkeypatch):
    monkeypatch.setattr(own_limits, "HEIGHTS", (10, 20, 40))
    heights, told = [], []

    def reader(page):
        found = pieces(page)
        heights.append(np.median(np.diff(found.boxes[:, :2])))
        return [[Reading(1, (0.0, 1.0, 0.0, 1.0), 0.95), Reading(2, (0.0, 1.0, 0.0, 1.0), 0.5)]]

    found = own_limits.studied(digits, glyphs.glyphs(), reader, 1, told.append)
    assert told == list(range(1, own_limits.count_of_pages() + 1))
    assert [row["height"] for row in found["heights"]] == [10, 20, 40]
    per_height = np.array(heights[:6]).reshape(3, 2).mean(1)
    np.testing.assert_allclose(per_height, [10, 20, 40], rtol=0.2)
    # Of 100 digits a page two were read: at least 98 edits each.
    for row in found["heights"]:
        assert row["digits"] == 200
        assert 196 <= row["edits"] <= 200
        assert row["low"] <= row["error"] <= row["high"]
    assert found["digits"] == found["letters"] == {"readings": 4, "doubtful": 2}
    assert found["doubt"] == 0.9


def test_a_page_read_as_it_is_has_no_edits(digits):
    page = pages.drawn(digits, np.arange(100), own_limits.LAYOUT, own_limits.LOOK, [1])
    lines = [[Reading(int(label), (0.0,) * 4, 1.0) for label in page.label[page.line == n]] for n in range(4)]
    assert own_limits.edits_of(page.label, lines) == 0
    lines[2][3:5] = [Reading((page.label[53] + 1) % 10, (0.0,) * 4, 1.0)]
    assert own_limits.edits_of(page.label, lines) == 2


def test_pages_of_letters_have_no_digit_on_them(monkeypatch):
    drawn = []
    monkeypatch.setattr(
        pages, "drawn", lambda characters, own, *rest: drawn.append(characters) or pages.Page(*[None] * 6)
    )
    list(own_limits._of_letters(glyphs.glyphs(), 1))
    assert len(drawn) == own_limits.PAGES
    assert len(drawn[0]) == 26 * 22
    assert set(drawn[0].labels) == set(range(10, 36))


@pytest.mark.parametrize("scale", [0.3, 1, 2.5])
def test_a_page_nearer_or_further_away_keeps_its_proportions_and_light(scale):
    page = np.random.default_rng(0).integers(100, 200, (40, 90), np.uint8)
    found = own_limits.as_high(page, scale)
    assert found.shape == (round(40 * scale), round(90 * scale))
    assert found.mean() == pytest.approx(page.mean(), abs=1.5)
