import pandas as pd
import pytest

from answers.words import rendered
from digitlab.answers import calibration

CONFIG = {"cnn": {"label_smoothing": 0.05}, "calibration": {"bins": 15}}


def row(error, gap, half=0.01):
    found = {"confidence": 0.95 - gap, "gap": gap, "gap_low": gap - half, "gap_high": gap + half, "loss": 0.1}
    return found | {
        "error": error,
        "error_low": error - 0.002,
        "error_high": error + 0.002,
        "error_by_chance": 0.003,
    }


SUMMARY = {
    "digits": 200,
    "right": 190,
    "held_out": 80,
    "temperature": {"value": 0.5, "low": 0.4, "high": 0.6, "at_end": False},
    "as_trained": row(0.05, 0.05),
    "scaled": row(0.002, 0.0),
    "change": {"error": 0.048, "low": 0.04, "high": 0.05},
    "ranking": {"auc": 0.97, "low": 0.95, "high": 0.99},
    "worth": {
        **{"shown": 0.95, "within": 0.01, "digits": 60, "right": 59},
        **{"share": 59 / 60, "low": 0.91, "high": 0.999, "scaled": 0.998},
    },
}
BINS = pd.DataFrame(
    {
        "probabilities": ["as trained", "as trained", "scaled"],
        "above": [0.0, 0.5, 0.5],
        "up_to": [0.5, 1.0, 1.0],
        "digits": [0, 200, 200],
        "right": [0, 190, 190],
        "confidence": [None, 0.9, 0.95],
        "right_share": [None, 0.95, 0.95],
        "right_low": [None, 0.9, 0.9],
        "right_high": [None, 0.97, 0.97],
    }
)


def answer(config=None, **changed):
    return calibration.answer(CONFIG | (config or {}), SUMMARY | changed, BINS)


def made_up():
    return answer()


def words(found):
    return rendered("calibration", {"calibration": found})


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.01, 0.02, "underconfident"),
        (-0.02, -0.01, "overconfident"),
        (-0.01, 0.01, "even"),
        (0, 0.1, "even"),
    ],
)
def test_a_network_that_is_right_more_often_than_it_says_is_underconfident(low, high, verdict):
    assert calibration.confidence(low, high) == verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.01, 0.02, "smaller"), (-0.02, -0.01, "larger"), (-0.01, 0.01, "undecided")],
)
def test_the_error_is_smaller_only_where_the_interval_of_the_change_says_so(low, high, verdict):
    assert calibration.changed(low, high) == verdict
    assert answer(change={"error": 0, "low": low, "high": high}).scaled.change == verdict


def test_an_error_that_exact_probabilities_show_too_is_none_that_shows():
    assert calibration.left(0.003, 0.003) == "none that shows"
    assert calibration.left(0.0031, 0.003) == "some"
    assert answer().scaled.left == "none that shows"


def test_the_target_is_one_less_what_smoothing_gives_the_nine_others():
    assert answer().target == pytest.approx(0.955)
    assert "for 95.5% on the true class" in words(answer())
    assert answer({"cnn": {"label_smoothing": 0}}).target is None
    assert "Label smoothing" not in words(answer({"cnn": {"label_smoothing": 0}}))


def test_the_figures_are_those_of_the_summary():
    numbers = answer().numbers
    assert (numbers["accuracy"].value, numbers["accuracy"].n) == (0.95, 200)
    assert (numbers["temperature"].value, numbers["temperature"].n) == (0.5, 80)
    assert (numbers["error"].value, numbers["scaled_error"].value) == (0.05, 0.002)
    assert (numbers["error"].low, numbers["error"].high) == pytest.approx((0.048, 0.052))
    assert (numbers["worth_right"].value, numbers["worth_scaled"].value) == (59 / 60, 0.998)
    assert [row["digits"] for row in answer().reliability] == [200]


def test_no_image_held_out_is_said_and_no_temperature_is_quoted():
    found = answer(held_out=0, temperature=None, scaled=None, change=None)
    assert found.scaled is None
    assert "temperature" not in found.numbers
    text = words(found)
    assert "No training image was held out here" in text
    assert "with the temperature" not in text


def test_a_temperature_at_the_end_of_what_is_tried_has_no_interval():
    found = answer(temperature={"value": 0.05, "low": None, "high": None, "at_end": True})
    assert "the end of what was tried" in words(found)


def test_the_section_says_what_95_percent_elsewhere_is_worth():
    assert "shown there as 95% was worth 98.33% (91.00% to 99.90%): so many of the 60 test digits" in words(
        answer()
    )
    assert "No test digit's label has a probability near 95%" in words(answer(worth=None))


def test_without_errors_nothing_can_be_ranked():
    assert "of pairs" in words(answer())
    assert "of pairs" not in words(answer(ranking=None))


@pytest.mark.parametrize(
    ("value", "low", "high", "effect"),
    [
        (0.5, 0.4, 0.6, "raises"),
        (0.9, 0.8, 1.0, "undecided"),
        (1.02, 0.97, 1.08, "undecided"),
        (1.2, 1.1, 1.3, "lowers"),
        (0.05, None, None, "raises"),
        (20, None, None, "lowers"),
        (1, None, None, "undecided"),
    ],
)
def test_a_temperature_whose_interval_holds_1_cannot_be_told_from_it(value, low, high, effect):
    assert calibration.what_it_does(value, low, high) == effect
    found = answer(temperature={"value": value, "low": low, "high": high, "at_end": low is None})
    assert found.scaled.effect == effect
    assert ("cannot be told from 1" in words(found)) is (effect == "undecided")


def test_a_change_reads_as_a_sentence_whatever_its_sign():
    text = words(answer(change={"error": -0.0007, "low": -0.0016, "high": 0.0005}))
    assert (
        "no change that these digits can show (in 3 of 3 networks); "
        "before less after is −0.07 points (−0.16 to 0.05)." in text
    )
