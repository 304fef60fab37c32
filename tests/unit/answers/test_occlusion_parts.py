import pytest
from scipy.stats import binomtest

from answers.test_occlusion import EVERYONE, PARTS, answer, parts
from answers.words import made_up as all_answers
from answers.words import rendered
from digitlab.answers import occlusion_parts


@pytest.mark.parametrize(
    ("explained", "verdict"),
    [
        (None, None),
        (0.67, "mostly"),
        (0.66, "partly"),
        (0.34, "partly"),
        (0.33, "mostly not"),
        (0.0, "mostly not"),
    ],
)
def test_the_ink_is_judged_by_what_the_monotone_fit_explains(explained, verdict):
    assert occlusion_parts.how_much_is_ink(explained) == verdict
    ranking = answer(everyone=EVERYONE | {"by_monotone": explained}).everyone.ranking
    assert ranking.by_ink == verdict


def test_which_part_is_deepest_is_told_by_the_commonest_and_by_its_share():
    ranking, commonest = answer().everyone.ranking, answer().numbers["commonest"]
    assert (ranking.commonest, ranking.worst, ranking.deepest) == ("centre", "lower left", "undecided")
    assert [(row["part"], row["deepest"]) for row in ranking.by_image] == [
        ("centre", 20),
        ("lower left", 12),
        ("upper right", 2),
        ("no ink", 0),
    ]
    worst = answer().numbers["worst"]
    assert (worst.value, worst.low, worst.high, worst.n) == (0.475, 0.35, 0.725, 40)
    assert (commonest.value, commonest.low, commonest.high, commonest.n) == (0.5, 0.375, 0.75, 40)
    rest = ("upper right", 40, 0.2, 0.02, 7)
    more = parts(("centre", 40, 0.4, 0.02, 25), ("lower left", 40, 0.3, 0.02, 8), rest)
    assert answer(parts=more).everyone.ranking.deepest == "differs"  # 62.5%, but from 50%
    most = parts(("centre", 40, 0.4, 0.02, 26), ("lower left", 40, 0.3, 0.02, 7), rest)
    assert answer(parts=most).everyone.ranking.deepest == "most"
    some = parts(("centre", 40, 0.4, 0.02, 26, 25), ("lower left", 40, 0.3, 0.02, 7, 8), rest)
    assert answer(parts=some).everyone.ranking.deepest == "differs"  # by one measure alone
    other = parts(("centre", 40, 0.4, 0.02, 40, 9), ("lower left", 40, 0.3, 0.02, 0, 31))
    assert answer(parts=other).everyone.ranking.deepest == "depends"
    # Where the worst square hides no ink, that is no part.
    inkless = parts(("centre", 40, 0.4, 0.02, 26, 10), ("no ink", 40, 0.3, 0.02, 0, 30))
    assert answer(parts=inkless).everyone.ranking.worst == "centre"


def test_parts_that_come_first_about_as_often_cannot_be_told_apart():
    near = parts(("centre", 951, 0.4, 0.02, 435, 310), ("lower left", 951, 0.3, 0.02, 125, 325))
    ranking = answer(parts=near).everyone.ranking
    assert (ranking.commonest, ranking.not_apart) == ("centre", [])
    [row] = ranking.worst_not_apart
    assert (ranking.worst, row["part"]) == ("lower left", "centre")
    assert row["p"] == pytest.approx(binomtest(310, 635).pvalue)
    assert ranking.deepest == "undecided"
    text = rendered("occlusion", all_answers() | {"occlusion": answer(parts=near)})
    assert f"cannot be told apart from the lower left (exact test, p = {row['p']:.2f})." in text
    assert "So one part may come first by either measure" in text
    # Where both others are told apart, the less sure of them may be so at the whole level; the surer at half.
    three = parts(("centre", 40, 0.4, 0, 20), ("lower left", 40, 0.3, 0, 8), ("upper right", 40, 0.2, 0, 2))
    assert 0.025 < binomtest(8, 28).pvalue < 0.05
    assert [row["part"] for row in answer(parts=three).everyone.ranking.not_apart] == []
    two = parts(("centre", 40, 0.4, 0, 20), ("lower left", 40, 0.3, 0, 9), ("upper right", 40, 0.2, 0, 8))
    names = [row["part"] for row in answer(parts=two).everyone.ranking.not_apart]
    assert names == ["lower left", "upper right"]


@pytest.mark.parametrize(("drop", "worst", "places"), [(0.4, 3, (2, 1)), (0.1, 0, (3, 3)), (0.5, 2, (1, 1))])
def test_a_parts_place_is_told_by_both_measures_and_equals_share_it(drop, worst, places):
    table = parts(
        ("centre", 40, drop, 0, 0, worst),
        ("lower left", 40, 0.5, 0, 0, 2),
        ("upper left", 40, 0.2, 0, 0, 1),
        ("no ink", 40, 0.9, 0, 0, 34),
    )
    [named, missing] = answer(parts=table).everyone.named
    assert (named["by_drop"], named["by_worst"]) == places
    assert (missing["by_drop"], missing["by_worst"]) == (None, None)


def test_parts_are_ranked_where_enough_images_have_them():
    ranking, numbers = answer().everyone.ranking, answer().numbers
    # 3 of 40 images are too few, 4 are a tenth; the background is no part.
    assert (ranking.most, ranking.second, ranking.least) == ("lower left", "centre", "upper left")
    assert [numbers[f"{name}_drop"].value for name in ("most", "second", "least")] == [0.5, 0.4, 0.25]
    assert (numbers["most_drop"].low, numbers["most_drop"].high) == (0.49, 0.52)
    assert (numbers["second_drop"].n, numbers["least_drop"].n) == (30, 4)
    two = answer(parts=PARTS[:3]).everyone.ranking
    assert (two.second, two.least) == ("centre", None)
    one = answer(parts=PARTS[:2]).everyone.ranking
    assert (one.most, one.second, one.least) == ("lower left", None, None)
    none = answer(parts=PARTS[4:])
    assert none.everyone.ranking is None
    assert none.numbers["most_drop"].value is None


def test_a_part_matters_beyond_its_ink_from_more_than_a_hundredth():
    assert answer().everyone.ranking.beyond_ink == "centre"
    beyond = answer().numbers["beyond_ink"]
    assert (beyond.value, beyond.low, beyond.high, beyond.n) == (0.125, 0.115, 0.145, 30)
    assert answer(parts=PARTS[:1]).everyone.ranking.beyond_ink is None
    assert answer(parts=PARTS[:1]).numbers["beyond_ink"].value is None
    level = parts(("centre", 40, 0.4, 0.02, 40), ("lower left", 40, 0.3, 0.02, 0))
    assert answer(parts=level).everyone.ranking.beyond_ink == "centre"
