"""Pages keep the truth: what is drawn is where it is said to be, and whose it is."""

from dataclasses import replace

import numpy as np
import pytest

from digitlab.data.mnist import Split
from digitlab.errors import LeftOutError
from digitlab.reading import conditions, degraded, pages
from digitlab.reading.degraded import Look

CLEAN = Look(gap=4, gap_spread=0, jitter=0, noise=0.0)
LAYOUT = pages.Layout(lines=2, digits=3)


def digits(count=6, seed=0):
    """Blocks of ink of other sizes and places, a class each."""
    random = np.random.default_rng(seed)
    images = np.zeros((count, 28, 28), np.uint8)
    for image in images:
        top, left = random.integers(3, 8, 2)
        height, width = random.integers(8, 18, 2)
        image[top : top + height, left : left + width] = random.integers(120, 256)
    return pages.inked(Split(images, np.arange(count, dtype=np.uint8)))


def page(look=CLEAN, seed=1, some=None):
    some = some or digits()
    return pages.drawn(some, np.arange(6), LAYOUT, look, [seed])


def test_without_noise_a_page_is_its_digits_pasted_at_their_boxes():
    some, found = digits(), page()
    for number, (top, bottom, left, right) in enumerate(found.box):
        own = some.boxes[number]
        ink = some.images[number, own[0] : own[1], own[2] : own[3]] / 255
        expected = np.round(235 * (1 - 0.9 * ink))
        np.testing.assert_allclose(found.image[top:bottom, left:right], expected, atol=1)
    outside = np.ones(found.image.shape, bool)
    for top, bottom, left, right in found.box:
        outside[top:bottom, left:right] = False
    assert (found.image[outside] == 235).all()


def test_boxes_hold_the_pixels_that_a_digit_owns_and_no_box_is_larger():
    found = page(Look(gap=-2, slant=3, perspective=0.03, scale=1.3, sizes=0.1))
    for number, (top, bottom, left, right) in enumerate(found.box):
        rows, columns = np.nonzero(found.owner == number)
        assert (rows.min(), rows.max() + 1, columns.min(), columns.max() + 1) == (top, bottom, left, right)


@pytest.mark.parametrize("gap", [8, 1, 0, -3])
def test_the_gap_is_between_boxes(gap):
    found = page(replace(CLEAN, gap=gap))
    for line in (0, 1):
        own = np.flatnonzero(found.line == line)
        spaces = found.box[own[1:], 2] - found.box[own[:-1], 3]
        if gap >= 0:  # below it the owner of common pixels is the darker one
            assert spaces.tolist() == [gap, gap]
        else:
            assert (spaces >= gap).all()


def test_digits_that_overlap_still_follow_each_other():
    images = np.zeros((6, 28, 28), np.uint8)
    images[:, 8:20, 12:15] = 255
    some = pages.inked(Split(images, np.zeros(6, np.uint8)))
    found = page(replace(CLEAN, gap=-9), some=some)
    ends = [np.nonzero(found.owner == number)[1].max() for number in range(3)]
    assert np.diff(ends).tolist() == [2, 2]


def test_gaps_and_heights_spread_as_they_are_told_to():
    found = [page(replace(CLEAN, gap_spread=2, jitter=3), seed) for seed in range(40)]
    spaces = np.concatenate([p.box[[1, 2, 4, 5], 2] - p.box[[0, 1, 3, 4], 3] for p in found])
    assert set(spaces.tolist()) == {2, 3, 4, 5, 6}
    still = page().box[:, 0]
    assert set(np.concatenate([p.box[:, 0] - still for p in found]).tolist()) == set(range(-3, 4))


def test_every_pixel_of_ink_has_an_owner():
    some = digits()
    found = page(replace(CLEAN, gap=-6), some=some)
    both = [k for k in range(6) if (found.owner == k).any()]
    assert both == list(range(6))
    assert ((found.image < 235) == (found.owner >= 0)).all()


def test_a_page_of_one_seed_has_its_digits_at_the_same_heights_whatever_befalls_it():
    first, second = page(Look(gap=4)), page(Look(gap=4, noise=20, shade=0.5, blur=1.0))
    np.testing.assert_array_equal(first.box, second.box)
    assert (first.image != second.image).any()


def test_a_sheet_turned_by_a_right_angle_has_its_boxes_turned():
    still, turned = page(), page(replace(CLEAN, slant=90.0))
    height = len(still.image)
    for before, after in zip(still.box, turned.box, strict=True):
        top, bottom, left, right = before
        np.testing.assert_allclose(after, [left, right, height - bottom, height - top], atol=1)


def test_four_corners_go_where_they_are_sent_and_lines_stay_straight():
    before = np.array([[0, 0], [10, 0], [10, 6], [0, 6]], float)
    after = np.array([[1, 2], [12, 1], [9, 9], [0, 7]], float)
    projection = degraded.homography(before, after)
    np.testing.assert_allclose(degraded.mapped(projection, before), after, atol=1e-9)
    ends = degraded.mapped(projection, np.array([[0, 0], [5, 3], [10, 6.0]]))
    a, b = ends[1] - ends[0], ends[2] - ends[0]
    assert a[0] * b[1] - a[1] * b[0] == pytest.approx(0, abs=1e-9)


def test_a_broken_stroke_has_a_line_without_ink_and_keeps_most_of_it():
    some = digits()
    whole = page(CLEAN, some=some)
    broken = page(replace(CLEAN, broken=1.0), some=some)
    for number in range(6):
        kept = (broken.owner == number).sum() / (whole.owner == number).sum()
        assert 0.5 < kept < 1


def test_shade_takes_light_away_and_contrast_ink():
    paper = np.zeros((60, 80), np.float32)
    shaded = degraded.photographed(paper, replace(CLEAN, shade=0.6), np.random.default_rng(0))
    assert shaded.max() <= 235
    assert shaded.min() < 235 * 0.7
    faint = degraded.photographed(paper + 1, replace(CLEAN, contrast=0.35), np.random.default_rng(0))
    assert set(faint.ravel().tolist()) == {round(235 * (1 - 0.9 * 0.35))}


def test_images_without_ink_are_on_no_page():
    images = np.zeros((3, 28, 28), np.uint8)
    images[1, 4, 5] = 200
    found = pages.inked(Split(images, np.array([7, 8, 9], np.uint8)))
    assert (found.index.tolist(), found.labels.tolist()) == ([1], [8])
    assert found.boxes.tolist() == [[4, 5, 5, 6]]
    with pytest.raises(LeftOutError, match="no training image has ink above 60"):
        pages.inked(Split(np.zeros((2, 28, 28), np.uint8), np.zeros(2, np.uint8)), "training")


def test_no_digit_comes_twice_before_all_have_come():
    taken = conditions.in_turn(7, 17, [3])
    assert len(taken) == 17
    assert sorted(taken[:7]) == sorted(taken[7:14]) == list(range(7))


def test_conditions_have_the_same_digits_on_the_same_page():
    some = digits(20)
    first, second = (
        list(conditions.measured(some, LAYOUT, 2, name, seed=5)) for name in ("gap 8", "photo, gap 0")
    )
    for a, b in zip(first, second, strict=True):
        np.testing.assert_array_equal(a.index, b.index)
    assert (first[0].index != first[1].index).any()


def test_pages_to_fit_on_are_unlike_each_other_and_the_same_again():
    some = digits(20)
    first = list(conditions.fitted(some, LAYOUT, 3, [5, 1]))
    again = list(conditions.fitted(some, LAYOUT, 3, [5, 1]))
    other = list(conditions.fitted(some, LAYOUT, 3, [5, 2]))
    for a, b in zip(first, again, strict=True):
        np.testing.assert_array_equal(a.image, b.image)
    assert len({p.image.shape for p in first + other}) > 3
