import re

import pytest

from answers.words import rendered
from digitlab.answers import letters

CONFIG = {"letters": {"updates": 300, "batch_size": 128}}
FAMILIES = [
    {"name": name, "files": files, "glyphs": 36 * files}
    | {"drawn": 0.02, "distorted": 0.036, "known": 0.017, "nearest": 0.49}
    for name, files in (("Computer Modern", 6), ("DejaVu Sans", 4), ("STIX", 4))
]
EXPECTED = ["0O", "1I", "6G", "IT", "5S"]


def pair(name, errors, mean=0.1, low=-0.03, high=0.23, **more):
    own = {"pair": name, "errors": errors, "readings": 440, "families": 2, "expected": name in EXPECTED}
    return own | {"mean": mean, "low": low, "high": high} | more


PAIRS = [pair("0O", 90), pair("1I", 40), pair("38", 16), pair("6G", 9), pair("0D", 8), pair("5S", 2)]


def interval(mean, low, high):
    return {"mean": mean, "low": low, "high": high, "p": 0.04}


def made_up(pairs=PAIRS, **changed):
    summary = {
        **{"glyphs": 504, "files": 14, "copies": 10, "characters": 36, "families": FAMILIES},
        **{"drawn": interval(0.02, -0.005, 0.045), "distorted": interval(0.036, 0.009, 0.063)},
        **{"known": interval(0.017, 0.005, 0.03), "nearest": interval(0.49, 0.42, 0.56)},
        **{"unseen": interval(0.019, 0.002, 0.036), "ahead": interval(0.457, 0.404, 0.51)},
        **{"errors": sum(row["errors"] for row in pairs), "expected_errors": 141, "expected": EXPECTED},
        "pairs": pairs,
        "unused": [
            {"file": "cmex10.ttf", "reason": "draws brackets"},
            {"file": "a.ttf", "reason": "has none of the characters"},
            {"file": "b.ttf", "reason": "has none of the characters"},
        ],
    }
    return letters.answer(CONFIG, summary | changed)


def words(**changed):
    return rendered("letters", {"letters": made_up(**changed)})


@pytest.mark.parametrize(
    ("top", "verdict"),
    [
        ([], "no errors"),
        (EXPECTED[::-1], "all"),
        ([*EXPECTED, "38"], "all and more"),
        (["0O", "38", "0D", "VW", "CG"], "some"),
        (["38", "0D"], "none"),
        (["1I"], "some"),
    ],
)
def test_the_verdict_is_how_many_of_the_expected_are_among_the_most_confused(top, verdict):
    assert letters.as_expected(EXPECTED, top) == verdict


@pytest.mark.parametrize(
    ("errors", "most"),
    [
        ((9, 8, 7, 6), ["0O", "1I", "38"]),
        ((9, 8, 7, 7, 7, 6), ["0O", "1I", "38", "6G", "0D"]),
        ((9, 9, 9, 9, 1), ["0O", "1I", "38", "6G"]),
        ((9, 8, 7), ["0O", "1I", "38"]),
        ((9, 8), ["0O", "1I"]),
        ((), []),
    ],
)
def test_pairs_tied_with_the_last_are_among_the_most_confused(errors, most):
    rows = [row | {"errors": count} for row, count in zip(PAIRS, errors, strict=False)]
    assert letters.most_confused(rows, 3) == most


def test_the_alphabet_does_not_decide_which_of_tied_pairs_are_named():
    pairs = [*PAIRS[:3], pair("0D", 9), pair("06", 9), pair("5S", 9), pair("CQ", 8)]
    found = made_up(pairs)
    assert found.found == ["0/O", "1/I", "5/S"]
    assert (found.most, found.tied) == (6, True)
    text = words(pairs=pairs)
    assert "Of the six pairs confused most, three were expected: 0/O, 1/I and 5/S." in text
    assert "Pairs with as many errors as the last of the five are named too." in text
    assert "named too" not in words()


def test_a_pair_below_the_most_confused_is_not_found():
    found = made_up()
    assert found.verdict == "some"
    assert (found.most, found.tied) == (5, False)
    assert found.found == ["0/O", "1/I", "6/G"]
    assert found.others == ["3/8", "0/D"]


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(0.002, 0.036, "more"), (-0.1, -0.01, "fewer"), (-0.01, 0.05, "undecided"), (0, 0.1, "undecided")],
)
def test_a_difference_is_told_by_an_interval_without_zero(low, high, said):
    part = interval((low + high) / 2, low, high)
    assert letters.difference(part) == said
    assert made_up(unseen=part).unseen == said
    assert made_up(ahead=part).ahead == said


def test_shares_have_intervals_where_a_share_can_be_and_differences_as_they_are():
    numbers = made_up(unseen=interval(0.01, -0.02, 0.04)).numbers
    assert (numbers["drawn"].low, numbers["drawn"].high, numbers["drawn"].n) == (0, 0.045, 3)
    assert (numbers["unseen"].low, numbers["unseen"].unit) == (-0.02, "points")
    [first, *_] = made_up().pairs
    assert (first.share.low, first.share.high, first.share.value) == (0, 0.23, 0.1)


def test_pairs_are_listed_up_to_a_number_and_the_rest_counted():
    many = [pair("0O", 30 - place) for place in range(letters.PAIRS_LISTED + 3)]
    found = made_up(many)
    assert len(found.pairs) == letters.PAIRS_LISTED
    assert found.pairs_left == 3
    assert made_up().pairs_left == 0
    assert "3 more pairs have errors." in words(pairs=many)


def test_files_are_left_out_by_reason():
    assert made_up().unused == {
        "draws brackets": ["cmex10.ttf"],
        "has none of the characters": ["a.ttf", "b.ttf"],
    }
    assert "what draws brackets (cmex10.ttf); what has none of the characters (a.ttf and b.ttf)." in words()


def test_the_page_says_what_was_expected_what_came_and_on_how_many():
    text = words()
    assert "We expected 0/O, 1/I, 6/G, I/T and 5/S to be confused most." in text
    assert "Of the five pairs confused most, three were expected: 0/O, 1/I and 6/G." in text
    assert "Not expected: 3/8 and 0/D." in text
    assert "504 glyphs, each with 10 distorted copies: 165 errors in 5 040 readings, 141 of them" in text
    assert "3.6% (0.9% to 6.3%) are wrong; mean and Student’s 95% interval over three families" in text
    assert "Unseen less known: 1.9 points (0.2 to 3.6)" in text
    assert "The networks learned from distorted glyphs." in text
    assert "0/O 90 440 2 of 3 10.0% 0.0% to 23.0% yes" in text


@pytest.mark.parametrize("ahead", [(0.4, 0.5), (-0.5, -0.4), (-0.1, 0.1)])
def test_the_nearest_glyph_is_never_compared_without_what_it_did_not_see(ahead):
    text = words(ahead=interval(sum(ahead) / 2, *ahead))
    assert re.search(r"of the glyphs as drawn, which saw no distortion[^.]* is (wrong|not settled)", text)


def test_where_nothing_is_misread_no_pair_is_named():
    text = words(pairs=[])
    assert "No character is misread." in text
    assert "Not expected" not in text
