import pytest

from answers.words import rendered
from digitlab.answers import own_pages
from digitlab.answers.own_pages import Character
from digitlab.statistics import wilson


def heights(*errors):
    rows = [
        {"height": height, "digits": 200, "edits": round(200 * error), "error": error}
        for height, error in errors
    ]
    return [row | dict(zip(("low", "high"), wilson(row["edits"], 200), strict=True)) for row in rows]


HEIGHTS = heights((6, 0.5), (10, 0.03), (20, 0.01), (80, 0.02))
LIMITS = {
    "heights": HEIGHTS,
    "doubt": 0.9,
    "digits": {"readings": 200, "doubtful": 6},
    "letters": {"readings": 210, "doubtful": 120},
}
PAGE = {
    **{"file": "mine/first.jpg", "name": "first", "kind": "JPEG", "width": 900, "height": 1200},
    **{"reduced": False, "dark": False, "height_read": 31.5},
    "lines": [{"text": "471", "doubtful": [1]}, {"text": "20", "doubtful": []}],
}
EMPTY = PAGE | {"file": "empty.png", "name": "empty", "kind": "PNG", "lines": [], "height_read": None}


def made_up(pages=(PAGE, EMPTY), **limits):
    return own_pages.answer({}, pages, LIMITS | limits)


def words(*pages, **limits):
    return rendered("own_pages", {"own_pages": made_up(pages or (PAGE, EMPTY), **limits)})


def test_every_page_has_its_lines_and_which_labels_are_doubtful():
    first, empty = made_up().pages
    assert first.lines[0] == [Character("4", False), Character("7", True), Character("1", False)]
    assert (first.number, first.digits, first.doubtful, first.outcome) == (1, 5, 1, "some doubtful")
    assert (empty.number, empty.digits, empty.outcome, empty.small) == (2, 0, "nothing", False)


@pytest.mark.parametrize(
    ("digits", "doubtful", "outcome"),
    [
        (0, 0, "nothing"),
        (9, 0, "sure"),
        (9, 4, "some doubtful"),
        (8, 4, "mostly doubtful"),
        (1, 1, "mostly doubtful"),
    ],
)
def test_an_outcome_is_told_by_how_many_are_doubtful(digits, doubtful, outcome):
    assert own_pages.outcome(digits, doubtful) == outcome


@pytest.mark.parametrize(
    ("errors", "lowest"),
    [
        (((6, 0.5), (10, 0.03), (20, 0.01)), 10),
        (((6, 0.02), (10, 0.031), (20, 0.01)), 20),
        (((6, 0.0), (20, 0.2)), None),
        (((20, 0.0), (6, 0.0)), 6),
    ],
)
def test_the_lowest_height_is_that_from_which_all_are_read(errors, lowest):
    assert own_pages.lowest_read(heights(*errors)) == lowest
    assert made_up(heights=heights(*errors)).lowest == lowest


def test_digits_lower_than_what_was_read_are_said_to_be_small():
    assert not made_up().pages[0].small
    small = PAGE | {"height_read": 9.0}
    assert made_up([small]).pages[0].small
    assert "Its digits are lower than 10 pixels" in words(small)
    assert "lower than" not in words()


@pytest.mark.parametrize(
    ("letters", "marked"),
    [((210, 120), "more"), ((900, 0), "fewer"), ((210, 6), "undecided"), ((0, 0), "undecided")],
)
def test_letters_are_told_from_digits_by_intervals_that_do_not_meet(letters, marked):
    part = dict(zip(("readings", "doubtful"), letters, strict=True))
    assert made_up(letters=part).marked == marked
    said = {
        "more": "Printed capitals are doubtful more often than digits are:",
        "fewer": "Printed capitals are doubtful less often than digits are:",
        "undecided": "Whether printed capitals are doubtful more often than digits are is not settled:",
    }
    assert said[marked] in words(letters=part)


def test_the_page_says_what_was_read_and_what_can_be():
    text = words()
    assert "5 digits read on 2 pages, 1 of them doubtful." in text
    assert "Doubtful is what either gives less than 90%." in text
    assert (
        "read with 3% errors or fewer from 10 pixels of height on. At 10 pixels it was 3.0% (1.4% to 6.4%"
        in text
    )
    assert (
        "Printed capitals are doubtful more often than digits are: of capitals 57% of 210 readings"
        " (50% to 64%), of digits 3.0% of 200 (1.4% to 6.4%)." in text
    )
    assert "JPEG, 900 × 1 200 pixels: 5 digits in 2 lines, 1 doubtful." in text
    assert "PNG, 900 × 1 200 pixels: no digit found." in text
    assert "4 7 1 20" in text


def test_a_dark_page_and_one_read_smaller_are_named():
    text = words(PAGE | {"dark": True, "reduced": True})
    assert "read smaller" in text
    assert "only dark writing on a light ground is found" in text


def test_where_nothing_was_measured_nothing_is_claimed():
    nothing = {"readings": 0, "doubtful": 0}
    text = words(EMPTY, heights=heights((20, 0.5)), letters=nothing, digits=nothing)
    assert "No digit was found." in text
    assert "were read with 3% errors or fewer at no height." in text
    assert "is not settled" in text
