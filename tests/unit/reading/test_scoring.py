"""Scores by hand, and edit distances beside the definition."""

from functools import cache

import numpy as np
import pytest

from digitlab.reading import scoring
from digitlab.reading.pages import Page
from digitlab.reading.scoring import Reading


def by_definition(first, second):
    """Levenshtein's distance as it is defined."""

    @cache
    def distance(i, j):
        if not i or not j:
            return i + j
        return min(
            distance(i - 1, j) + 1,
            distance(i, j - 1) + 1,
            distance(i - 1, j - 1) + (first[i - 1] != second[j - 1]),
        )

    return distance(len(first), len(second))


def test_the_edit_distance_is_the_one_of_the_definition():
    random = np.random.default_rng(0)
    for _ in range(200):
        first, second = (random.integers(0, 3, random.integers(0, 9)).tolist() for _ in range(2))
        assert scoring.edit_distance(first, second) == by_definition(first, second)


def page(boxes, lines, labels=None, shape=(60, 100)):
    """A page of blocks."""
    owner = np.full(shape, -1, np.int32)
    for number, (top, bottom, left, right) in enumerate(boxes):
        owner[top:bottom, left:right] = number
    labels = np.arange(len(boxes)) if labels is None else np.array(labels)
    return Page(np.zeros(shape, np.uint8), owner, np.array(lines), labels, labels, np.array(boxes))


THREE = [(10, 30, 0, 20), (10, 30, 25, 45), (10, 30, 50, 70)]


def read(*boxes_and_labels):
    return [[Reading(label, box, 1.0) for box, label in boxes_and_labels]]


def test_boxes_found_and_read_are_right():
    found = read(*zip(THREE, (0, 1, 2), strict=True))
    assert scoring.outcomes(page(THREE, [0, 0, 0]), found) == ["right"] * 3
    counts = scoring.scored(page(THREE, [0, 0, 0]), found)
    assert (counts["edits"], counts["hits"], counts["found"], counts["right"]) == (0, 3, 3, 3)
    assert (counts["lines"], counts["lines_found"], counts["lines_hit"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("found", "outcomes", "spurious", "edits"),
    [
        (read((THREE[0], 9), (THREE[1], 1), (THREE[2], 2)), ["misread", "right", "right"], 0, 1),
        (read(((10, 30, 0, 45), 5), (THREE[2], 2)), ["merged", "merged", "right"], 0, 2),
        (
            read(((10, 30, 0, 9), 5), ((10, 30, 11, 20), 6), (THREE[1], 1), (THREE[2], 2)),
            ["split", "right", "right"],
            0,
            2,
        ),
        (read(((10, 19, 0, 20), 0), (THREE[1], 1), (THREE[2], 2)), ["cropped", "right", "right"], 0, 0),
        (read((THREE[1], 1), (THREE[2], 2)), ["missed", "right", "right"], 0, 1),
        (read(*zip(THREE, (0, 1, 2), strict=True), ((40, 50, 80, 95), 7)), ["right"] * 3, 1, 1),
        ([], ["missed"] * 3, 0, 3),
    ],
    ids=["misread", "merged", "split", "cropped", "missed", "spurious", "nothing"],
)
def test_each_way_to_fail_is_told(found, outcomes, spurious, edits):
    own = page(THREE, [0, 0, 0])
    assert scoring.outcomes(own, found) == outcomes
    counts = scoring.scored(own, found)
    assert (counts["spurious"], counts["edits"]) == (spurious, edits)
    assert sum(counts[name] for name in scoring.OUTCOMES) == counts["digits"] == 3


def test_lines_are_read_each_beside_its_own_and_one_without_is_all_edits():
    boxes = [*THREE, (40, 58, 0, 20), (40, 58, 25, 45)]
    own = page(boxes, [0, 0, 0, 1, 1])
    upper = read(*zip(boxes[:3], (0, 1, 2), strict=True))
    lower = read(*zip(boxes[3:], (3, 9), strict=True))
    counts = scoring.scored(own, lower + upper)  # whatever their order
    assert (counts["edits"], counts["lines_hit"]) == (1, 2)
    together = [upper[0] + lower[0]]
    counts = scoring.scored(own, together)
    assert (counts["edits"], counts["lines_found"], counts["lines_hit"]) == (2 + 2, 1, 1)
    counts = scoring.scored(own, [*upper, *lower, *read(((2, 6, 90, 99), 4))])
    assert (counts["edits"], counts["lines_found"]) == (2, 3)


def test_overlaps_are_counted_pixels():
    random = np.random.default_rng(1)

    def boxes(count):
        ends = np.sort(random.integers(0, 12, (count, 2, 2)), -1)
        ends[..., 1] += 1
        return ends.reshape(count, 4)

    true, found = boxes(8), boxes(7)

    def pixels(box):
        mask = np.zeros((14, 14), bool)
        mask[box[0] : box[1], box[2] : box[3]] = True
        return mask

    both, of_true, of_found = scoring.overlaps(true, found)
    for i, a in enumerate(map(pixels, true)):
        for j, b in enumerate(map(pixels, found)):
            common = (a & b).sum()
            assert both[i, j] == pytest.approx(common / (a | b).sum())
            assert of_true[i, j] == pytest.approx(common / a.sum())
            assert of_found[i, j] == pytest.approx(common / b.sum())


def test_digits_touch_where_pixels_are_neighbours_corners_included():
    own = page(
        [(10, 20, 0, 10), (20, 30, 10, 20), (10, 20, 21, 30), (40, 50, 40, 50), (40, 50, 51, 60)], [0] * 5
    )
    assert scoring.touch(own).tolist() == [True, True, False, False, False]
    assert scoring.touch(page([(0, 9, 10, 20), (9, 18, 1, 10)], [0, 0])).tolist() == [True, True]
    assert scoring.touch(page([(0, 9, 0, 5), (0, 9, 5, 9)], [0, 0])).tolist() == [True, True]


def test_a_digit_is_in_pieces_where_not_even_corners_join_them():
    own = page([(10, 30, 0, 20), (10, 30, 30, 50), (10, 30, 60, 80)], [0, 0, 0])
    own.owner[19:21, 0:20] = -1  # apart
    own.owner[10:20, 30:40] = own.owner[20:30, 40:50] = -1  # two squares that meet in a corner
    own.owner[28:30, 60:80] = -1
    own.owner[29, 79] = 2  # a speck
    assert scoring.in_pieces(own).tolist() == [True, False, False]


def test_what_fails_is_counted_against_what_touches_and_what_is_in_pieces():
    boxes = [(10, 30, 0, 20), (10, 30, 20, 40), (10, 30, 50, 70), (10, 30, 75, 95)]
    own = page(boxes, [0] * 4)
    own.owner[19:21, 50:70] = -1
    found = read((boxes[0], 0), ((10, 30, 20, 40), 9), (boxes[2], 9), (boxes[3], 3))
    counts = scoring.scored(own, found)
    told = {name: (counts[name], counts[f"{name}_failed"]) for name in ("touch", "pieces", "neither")}
    assert told == {"touch": (2, 1), "pieces": (1, 1), "neither": (1, 0)}
