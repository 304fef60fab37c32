import pytest

from answers.words import rendered
from digitlab.answers import momentum

SUMMARY = {
    "points": 100,
    "agree": 90,
    "off_border": 0,
    "on_border": 1,
    "differing": [{"eta": 0.05, "mu": -0.975, "ran": False, "factor": 1.0}],
    "above_one": 0,
    "below_minus_one": 0,
    "negative": 7,
    "largest_eta_negative": 1.9,
    "largest_eta_positive": 3.9,
}


def made_up(**changed):
    return momentum.answer({}, SUMMARY | changed)


@pytest.mark.parametrize(
    ("agree", "off_border", "verdict"),
    [
        (100, 0, "everywhere"),
        (99, 0, "but at the border"),
        (99, 1, "not everywhere"),
        (0, 100, "not everywhere"),
    ],
)
def test_points_agree_with_theory_everywhere_or_away_from_the_border_or_not(agree, off_border, verdict):
    assert momentum.agreement(100, agree, off_border) == verdict
    assert made_up(agree=agree, off_border=off_border).verdict == verdict


@pytest.mark.parametrize(
    ("converging", "negative", "positive", "verdict"),
    [
        (7, 1.9, 3.9, "smaller"),
        (7, 3.9, 3.9, "not smaller"),
        (7, 1.9, None, "not smaller"),
        (0, None, 3.9, "never"),
        (0, None, None, "never"),
    ],
)
def test_what_a_negative_momentum_allows(converging, negative, positive, verdict):
    assert momentum.negative(converging, negative, positive) == verdict
    changed = {"negative": converging, "largest_eta_negative": negative, "largest_eta_positive": positive}
    assert made_up(**changed).negative == verdict


def test_a_momentum_of_one_or_more_is_looked_at():
    assert not made_up().above_one
    assert made_up(above_one=1).above_one


def test_the_figures_are_the_summarys():
    values = [
        made_up(off_border=3, above_one=2).numbers[name].value
        for name in ("points", "agreeing", "off_border")
    ]
    assert values == [100, 90, 3]
    numbers = made_up(above_one=2).numbers
    assert (numbers["converging_above_one"].value, numbers["converging_negative"].value) == (2, 7)
    assert (numbers["largest_negative"].value, numbers["largest_positive"].value) == (1.9, 3.9)


def said(**changed):
    return rendered("momentum", {"momentum": made_up(**changed)})


def test_one_and_several_points_have_their_grammar():
    text = said()
    assert "90 do what the theory says; 1 differs, on the border itself, where rounding decides." in text
    assert "Where it differs: η = 0.05, μ = −0.975, where an error is multiplied by 1.0000 a step." in text
    assert "≥ 1, none converges: what was ever gained in speed is never lost." in text
    assert (
        "7 do, up to η = 1.90 on this grid (theory: below 2), against 3.90 (below 4) from 0 on: a negative"
        in text
    )
    text = said(agree=1, off_border=1, above_one=1, negative=1)
    assert "1 does what the theory says; 1 differs, away from the border." in text
    assert "1 differs, beside the border." in said(on_border=0)
    point = SUMMARY["differing"][0]
    text_of_three = said(differing=[point] * 3)
    assert "3 differ: 1 on the border itself, where rounding decides, 2 beside it, none away" in text_of_three
    assert "Where they differ: η" in text_of_three
    text_of_two = said(differing=[point] * 2, off_border=1)
    assert "2 differ: 1 on the border itself, where rounding decides, 1 away from it." in text_of_two
    assert "≥ 1, 1 point converges. With" in text
    assert "1 does, up to" in text
    assert "2 points converge. With" in said(above_one=2)
    assert "between −1 and 0, none does." in said(negative=0, largest_eta_negative=None)


def test_points_that_differ_are_named_where_they_are_few():
    point = SUMMARY["differing"][0]
    assert made_up().differing == [momentum.Point(0.05, -0.975, 1.0)]
    assert len(made_up(differing=[point] * momentum.NAMED).differing) == momentum.NAMED
    many = made_up(differing=[point] * (momentum.NAMED + 1))
    assert (many.differing, many.numbers["on_border"].n) == ([], momentum.NAMED + 1)
    assert "Where they differ" not in rendered("momentum", {"momentum": many})
