"""Lines are found, straightened, and what is in a strip is where it was on the page."""

import numpy as np
import pytest

from digitlab.reading import chains, lines
from digitlab.reading.degraded import Look
from digitlab.reading.ink import Ink, Pieces, ink
from reading.made import page

LOOKS = {
    "clean": Look(gap=4),
    "overlapping": Look(gap=-2),
    "turned": Look(gap=4, slant=4.0),
    "turned back": Look(gap=4, slant=-4.0),
    "bent": Look(gap=4, perspective=0.03),
    "enlarged": Look(gap=4, scale=2.0),
    "reduced": Look(gap=4, scale=0.7),
    "photo": Look(gap=2, slant=2.0, scale=1.4, blur=0.7, noise=8.0, shade=0.5, contrast=0.6),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_every_line_is_a_strip_of_its_own_digits_in_their_order(look):
    own = page(look, lines=3, digits=9)
    found = lines.strips(ink(own.image))
    assert len(found) == 3
    for number, strip in enumerate(found):
        there = strip.sampled(own.owner)
        inked = (strip.ink > 0.24) & (there >= 0)
        assert set(own.line[np.unique(there[inked])]) == {number}
        middles = [
            np.nonzero(inked & (there == digit))[1].mean() for digit in np.flatnonzero(own.line == number)
        ]
        assert middles == sorted(middles)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_box_in_a_strip_goes_back_to_its_digits_box_on_the_page(look):
    own = page(look, lines=2, digits=6)
    for strip in lines.strips(ink(own.image)):
        there = np.where(strip.ink > 0.24, strip.sampled(own.owner), -1)
        for digit in np.unique(there[there >= 0]):
            rows, columns = np.nonzero(there == digit)
            box = np.array([rows.min(), rows.max() + 1, columns.min(), columns.max() + 1])
            # A turned box's upright one is larger, by its height times the angle.
            turned = 1.6 * abs(np.sin(np.deg2rad(look.slant))) * 24
            slack = 0.5 + 2 * look.scale + turned + 40 * look.perspective
            assert np.abs(np.array(strip.page_box(box)) - own.box[digit]).max() <= slack


def test_characters_in_a_strip_are_as_high_as_mnists():
    for scale in (0.6, 1.0, 2.5):
        for strip in lines.strips(ink(page(Look(gap=4, scale=scale)).image)):
            rows = np.flatnonzero((strip.ink > 0.24).any(1))
            assert abs(np.ptp(rows) + 1 - 20) <= 7  # their heights on the line differ by up to six


def test_straightening_levels_a_slope_and_gives_the_way_back():
    amount = np.zeros((80, 120), np.float32)
    x = np.arange(20, 100)
    slope = 0.1
    y = np.round(30 + slope * x).astype(int)
    for offset in (-1, 0, 1):
        amount[y + offset, x] = 1
    turned, back = lines.straightened(Ink(amount, 0.01), slope, 1.5)
    rows, columns = np.nonzero(turned.amount > 0.5)
    assert abs(np.polyfit(columns, rows, 1)[0]) < 0.01
    on_page = np.c_[columns, rows, np.ones(len(rows))] @ back.T
    assert np.abs(on_page[:, 1] - (30 + slope * on_page[:, 0])).max() < 2.5
    assert np.ptp(columns) == pytest.approx(1.5 * np.hypot(79, 79 * slope), abs=3)


def test_paper_alone_has_no_lines():
    assert lines.strips(ink(np.full((100, 100), 230, np.uint8))) == []


def boxes(*rows):
    return np.array(rows, float)


def test_neighbours_are_one_line_and_what_lies_below_is_another():
    upper = [(10, 30, 20 * k, 20 * k + 14) for k in range(5)]
    lower = [(50, 70, 20 * k, 20 * k + 14) for k in range(5)]
    found = chains.chained(boxes(*upper, *lower), 20)
    assert len(found.curves) == 2
    assert len(set(found.line[:5])) == len(set(found.line[5:])) == 1
    assert found.line[0] != found.line[5]


def test_a_wide_space_does_not_end_a_line_and_a_small_piece_belongs_to_it():
    row = [(10, 30, x, x + 14) for x in (0, 20, 40, 160, 180, 200)]
    found = chains.chained(boxes(*row, (12, 15, 62, 66)), 20)
    assert found.line.tolist() == [0] * 7
    assert len(found.curves) == 1


def test_two_columns_side_by_side_are_two_lines():
    row = [(10, 30, x, x + 14) for x in (0, 20, 40, 260, 280, 300)]
    found = chains.chained(boxes(*row), 20)
    assert len(found.curves) == 2
    assert len(set(found.line[:3])) == len(set(found.line[3:])) == 1


def test_a_speck_far_from_every_line_is_in_none():
    row = [(10, 30, x, x + 14) for x in (0, 20, 40)]
    assert chains.chained(boxes(*row, (90, 93, 62, 66)), 20).line[-1] == -1


def test_the_slope_is_the_median_of_lines():
    def line(fall, top):
        return [(top + fall * x, top + 20 + fall * x, x, x + 14) for x in range(0, 200, 20)]

    every = boxes(*line(0.05, 10), *line(0.05, 50), *line(-0.02, 90))
    found = chains.chained(every, 20)
    assert len(found.curves) == 3
    assert found.slope(every) == pytest.approx(0.05, abs=0.003)


def test_a_curve_is_not_drawn_away_by_one_that_lies_apart():
    x = np.arange(12.0)
    y = 3 + 0.5 * x
    y[4] += 30
    found = chains.curve(x, y)
    assert np.polyval(found, 8) == pytest.approx(7, abs=0.3)
    assert chains.curve(np.array([2.0, 2, 2, 2]), np.array([1.0, 2, 3, 4])).shape == (1,)


def test_a_wide_pieces_height_is_that_of_its_parts():
    label = np.zeros((60, 200), np.int32)
    for column in range(160):  # 20 high, falling by a pixel every eight columns
        label[10 + column // 8 : 30 + column // 8, column] = 1
    found = chains.typical_height(Pieces(label, np.array([[10, 49, 0, 160]])))
    assert 20 <= found <= 25
    with pytest.raises(ValueError, match="no pieces"):
        chains.typical_height(Pieces(label, np.zeros((0, 4), int)))
