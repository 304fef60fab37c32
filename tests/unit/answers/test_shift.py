import pandas as pd
import pytest

from answers.test_default_label import defaults
from answers.test_far_moves import ink, precision
from answers.test_steadiness import labels
from answers.words import made_up as all_answers
from answers.words import rendered
from digitlab.answers import shift

CNN = {"augmentation": {"translation": 0.08}, "pool": [2, 1, 2]}
OURS, UNAUGMENTED = ("augmented", "horizontal"), ("unaugmented", "horizontal")


def seen(label, p=0.9):
    return {"label": label, "probabilities": [p if d == label else (1 - p) / 9 for d in range(10)]}


def moved(left, right, pixels=3):
    views = {"original": seen(1), "left": seen(left), "right": seen(right)}
    return {"index": 5, "digit": 1, "pixels": pixels} | views


def table(same):
    """``same``: images of 100 that keep their label, by (network, axis, pixels, digit, before)."""
    names = ("network", "axis", "pixels", "digit", "before")
    rows = [dict(zip(names, key, strict=True)) | {"digits": 100, "same": n} for key, n in same.items()]
    shares = {
        "same_low": 0.2,
        "same_high": 0.9,
        "correct_share": 0.6,
        "correct_low": 0.5,
        "correct_high": 0.7,
    }
    return pd.DataFrame(rows).assign(divergence=0.5, **shares).eval("same_share = same / digits")


CONSISTENCY = table(
    {(*OURS, p, d, "any"): 90 + p for p in (-2, 2) for d in ("all", "1", "7")}
    | {(*UNAUGMENTED, p, d, "any"): 50 for p in (-2, 2) for d in ("all", "1")}
    | {(*OURS, p, "all", before): n for p in (-2, 2) for before, n in (("right", 95), ("wrong", 60))}
)
PREDICTIONS = pd.DataFrame({"axis": "vertical", "pixels": -2, "label": [1, 7, 4], "digits": [90, 3, 7]})
FILLS = pd.DataFrame(
    {
        "axis": ["horizontal", "horizontal", "vertical"],
        "pixels": [-2, 2, 2],
        "digits": [3, 4, 9],
        "other_label": [1, 0, 2],
        "correct_clamped": [3, 4, 8],
        "correct_zero": [2, 4, 7],
    }
)


def answer(**changed):
    config = {"cnn": CNN, "shift": {"all": {"grid_digits": 20}}}
    given = {
        "example": moved(1, 1, 2),
        "consistency": CONSISTENCY[CONSISTENCY.network == "augmented"],
        "unaugmented_consistency": CONSISTENCY[CONSISTENCY.network == "unaugmented"],
        "predictions": PREDICTIONS,
        "fills": FILLS,
        "labels": labels(kept=(20, 18), reach=2),
        "unaugmented_labels": labels(wrong=2, kept=(10, 6), reach=2),
        "precision": precision(),
        "ink": ink(),
        "defaults": defaults(),
        "unaugmented_defaults": defaults(7),
    }
    return shift.answer(config, **given | {"unaugmented": {"test_accuracy": 0.99}} | changed)


def made_up():
    return answer()


@pytest.mark.parametrize(
    ("left", "right", "verdict"), [(1, 1, "neither"), (7, 1, "left"), (1, 7, "right"), (7, 4, "both")]
)
def test_the_side_on_which_the_prediction_changes_is_named(left, right, verdict):
    assert shift.changed_sides(moved(left, right)) == verdict
    example = shift.one_digit(moved(left, right), CNN)
    assert example.expected == "hold"  # 0.08 x 28 pixels by augmentation and 2 by pooling
    assert example.as_expected is (verdict == "neither")
    assert (example.left.changed, example.right.changed) == (left != 1, right != 1)


def test_a_move_beyond_pooling_and_augmentation_is_expected_to_change_the_label():
    cnn = {"augmentation": {"translation": 0}, "pool": [2]}
    assert shift.one_digit(moved(1, 1, pixels=2), cnn).expected == "hold"
    assert shift.one_digit(moved(1, 1, pixels=3), cnn).expected == "change"
    assert shift.one_digit(moved(7, 1, pixels=3), cnn).as_expected
    assert not shift.one_digit(moved(1, 1, pixels=3), cnn).as_expected


@pytest.mark.parametrize(
    ("lost", "without", "augmented", "verdict"),
    [
        (0.01, 0.04, True, "little to prevent"),
        (0.01, 0.05, True, "prevents"),
        (0.05, 0.05, True, "no help"),
        (0.0, 0.0, True, "no help"),
        (0.01, 0.5, False, "none"),
    ],
)
def test_what_augmentation_does(lost, without, augmented, verdict):
    assert shift.what_augmentation_does(lost, without, augmented) == verdict


def test_all_digits_are_compared_no_farther_than_they_were_moved():
    answered = answer(example=moved(1, 1, pixels=5))
    assert (answered.everyone.pixels, answered.everyone.reach, answered.everyone.as_far) == (2, 2, False)
    assert answer().everyone.as_far
    numbers = answered.numbers
    assert (numbers["all_left"].value, numbers["all_right"].value) == (0.88, 0.92)
    assert (numbers["all_left"].low, numbers["all_left"].high, numbers["all_left"].n) == (0.2, 0.9, 100)
    assert (numbers["kept"].value, numbers["kept"].n) == (0.9, 200)
    assert numbers["all_left_unaugmented"].value == 0.5
    assert answered.everyone.augmentation == "prevents"
    assert numbers["prevented"].value == pytest.approx(11 / 12)  # 2 of 40 labels change instead of 24
    assert (numbers["right_before"].value, numbers["wrong_before"].value) == (0.95, 0.6)
    assert [row["pixels"] for row in answered.everyone.lowest] == [-2]
    assert (answered.everyone.taken_for["label"], answered.everyone.taken_for["digits"]) == (4, 7)


def test_no_wrong_digit_to_begin_with_leaves_nothing_to_compare():
    answered = answer(consistency=CONSISTENCY[CONSISTENCY.before != "wrong"])
    assert not answered.everyone.steady
    assert answered.numbers["wrong_before"].value is None


def test_a_class_that_is_never_taken_for_another_is_said_to_be_none():
    assert answer(predictions=PREDICTIONS.assign(digits=[100, 0, 0])).everyone.taken_for is None


def test_the_border_counts_images_and_those_that_get_another_label():
    border = answer().border
    assert (border.differing, border.other_label) == (7, 1)
    assert (border.most["axis"], border.most["digits"]) == ("vertical", 9)
    assert answer(fills=FILLS.assign(digits=0)).border.most is None


def test_digits_that_do_worst_alike_are_all_named():
    both = answer().everyone.lowest_digits
    assert [(row["digit"], row["pixels"]) for row in both] == [("1", -2), ("7", -2)]
    text = rendered("shift", all_answers() | {"shift": answer()})
    assert (
        "fewest do, 88.0% (20.0% to 90.0%), in several cases alike: 1s moved 2 pixels to the left; 7s moved 2"
        in text
    )
    level = CONSISTENCY[CONSISTENCY.network == "augmented"].copy()
    level.loc[level.digit == "all", "same"] = 90
    text = rendered("shift", all_answers() | {"shift": answer(consistency=level)})
    assert "together do worst 2 pixels to the left and 2 pixels to the right alike, where" in text
    three = CONSISTENCY[CONSISTENCY.network == "augmented"].copy()
    three.loc[three.digit == "1", "same"] = 80
    three.loc[(three.digit == "7") & (three.pixels == 2), "same"] = 80
    text = rendered(
        "shift", all_answers() | {"shift": answer(consistency=three.eval("same_share = same / digits"))}
    )
    assert "1s moved 2 pixels to the left or 2 pixels to the right; 7s moved 2 pixels to the right." in text
    worse = CONSISTENCY[CONSISTENCY.network == "augmented"].copy()
    worse.loc[(worse.digit == "7") & (worse.pixels == 2), "same"] = 10
    assert answer(consistency=three).everyone.ties == [
        {"digit": "1", "left": [2], "right": [2]},
        {"digit": "7", "left": [], "right": [2]},
    ]
    assert (answer().everyone.tied, answer(consistency=level).everyone.tied) == (False, True)
    assert answer(consistency=worse).everyone.ties == []
    [one] = answer(consistency=worse).everyone.lowest_digits
    assert (one["digit"], one["pixels"]) == ("7", 2)


def test_what_is_claimed_of_all_digits_counts_networks():
    text = rendered("shift", all_answers() | {"shift": answer()})
    alone = [claim for claim in shift.Shift.CLAIMS if " and " not in claim]
    assert text.count("(in 3 of 3 networks") == len(alone)
    assert "prevents 92% (70% to 98%) of these changes (in 3 of 3 networks)" in text
    assert "The interval is over digits, in this network; each of the three is compared with the same" in text
    assert "robustness (in 3 of 3 networks, each on the side where its precision is lower)." in text
    assert "makes 0 errors on 20 digits, one trained alike but without augmentation 2" in text
    assert "95.0% keep their label with it against 40.0% without" in text


def test_a_label_that_stays_is_set_against_the_default():
    said = answer()
    assert (said.far.survival, said.default.label) == ("default label", 1)
    assert answer(defaults=defaults(4)).far.survival == "drawn in"
    text = rendered("shift", all_answers() | {"shift": said})
    assert "of the 40 images called 1 only 50.0% (48.0% to 52.0%) are 1s, against 96.0% unmoved" in text
    assert "A blank image, to this network, is a 1 (88%)" in text
    assert "without augmentation a 7 (88%); even grey" in text
