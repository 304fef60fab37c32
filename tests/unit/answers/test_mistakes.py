from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from answers.words import rendered, shown, told
from digitlab.answers import mistakes

CONFIG = {"cnn": {"augmentation": {"rotation": 8, "shear": 0}}, "mistakes": {"shown": 2}}
COMPARED = {"errors": 3, "other_errors": 7, "only": 1, "only_other": 5, "p": 0.22}
SUMMARY = {"digits": 200, "crowding": 0.01, "unaugmented": COMPARED}
WRONG = pd.DataFrame(
    {
        "index": [7, 4, 90],
        "truth": [4, 4, 2],
        "label": [9, 9, 7],
        "probability_of_label": [0.9, 0.8, 0.5],
        "probability_of_truth": [0.05, 0.1, 0.4],
    }
)
OTHER = WRONG.assign(index=[4, 7, 11], label=[9, 8, 7])


def matrix(errors):
    """A table of 20 digits of each class, less these errors by (truth, label)."""
    counts = 20 * np.eye(10, dtype=int)
    for (truth, label), number in errors.items():
        counts[truth, label] += number
        counts[truth, truth] -= number
    truths, labels = np.indices((10, 10))
    return pd.DataFrame({"truth": truths.ravel(), "label": labels.ravel(), "digits": counts.ravel()})


def by_digit(recalls):
    rows = [
        {
            "digit": d,
            "digits": 20,
            "labelled": 20,
            "right": 19,
            "precision_share": 0.95,
            "recall_share": share,
        }
        | {"precision_low": 0.9, "precision_high": 0.99, "recall_low": low, "recall_high": high}
        for d, (share, low, high) in recalls.items()
    ]
    return pd.DataFrame(rows)


ERRORS = {(4, 9): 2, (2, 7): 1}
DIGITS = by_digit({2: (0.95, 0.9, 0.97), 4: (0.9, 0.8, 0.94), 7: (1.0, 0.95, 1.0)})


def answer(config=None, summary=None, **changed):
    given = {
        "confusion": matrix(ERRORS),
        "digits": DIGITS,
        "wrong": WRONG,
        "every": [WRONG, OTHER],
    }
    return mistakes.answer(CONFIG | (config or {}), SUMMARY | (summary or {}), **given | changed)


def made_up():
    return answer()


def words(found):
    return rendered("mistakes", {"mistakes": found})


def test_the_pair_that_is_commoner_is_named_and_no_other():
    text = rendered("mistakes", {"mistakes": answer()})
    assert "and one pair, 4 as 9, is commoner than an even spread would give (in 3 of 3 networks)." in text
    assert "In each of 3 networks the 4 is found least often." in text
    found = told(answer())
    found["replicates"]["unlike"]["extremes.least"] = 2
    text = shown("mistakes", {"mistakes": found})
    assert "In 2 of 3 networks another digit is found least often." in text
    tied = rendered("mistakes", {"mistakes": answer(confusion=matrix({(4, 9): 2, (2, 7): 2}))})
    assert "and two pairs, equally common, are each commoner than an even spread would give" in tied
    even = answer(summary={"crowding": 0.5})
    text = rendered("mistakes", {"mistakes": even})
    assert "and no pair of digits is shown to be commoner than an even spread would give." in text


@pytest.mark.parametrize(
    ("errors", "chance", "verdict"),
    [(0, 1.0, "none"), (3, 0.049, "gathered"), (3, 0.05, "scattered"), (90, 0.0, "gathered")],
)
def test_errors_gather_where_chance_seldom_crowds_them_so(errors, chance, verdict):
    assert mistakes.crowded(errors, chance) == verdict


@pytest.mark.parametrize(
    ("only", "without", "chance", "augmented", "verdict"),
    [
        (1, 9, 0.02, True, "fewer"),
        (9, 1, 0.02, True, "more"),
        (1, 9, 0.05, True, "undecided"),
        (0, 0, 1.0, True, "undecided"),
        (1, 9, 0.02, False, "none"),
    ],
)
def test_augmentation_is_judged_by_the_images_that_one_network_alone_gets_wrong(
    only, without, chance, augmented, verdict
):
    assert mistakes.what_augmentation_costs(only, without, chance, augmented) == verdict


def test_the_pairs_come_by_their_errors_and_the_first_is_the_most_confused():
    found = answer(confusion=matrix({(9, 4): 2, (4, 9): 2, (0, 6): 5}))
    assert [(p["truth"], p["label"], p["digits"]) for p in found.pairs] == [(0, 6, 5), (4, 9, 2), (9, 4, 2)]
    assert found.most == [mistakes.Pair(0, 6)]
    assert "So often is a 0 taken for a 6 (in 3 of 3 networks)." in words(found)
    assert (found.numbers["most_confused"].value, found.pairs_left) == (5, 0)
    many = answer(confusion=matrix({(d, (d + 1) % 10): 1 for d in range(10)}))
    assert (len(many.pairs), many.pairs_left) == (mistakes.PAIRS_LISTED, 10 - mistakes.PAIRS_LISTED)
    assert "and 2 more pairs with as many or fewer" in words(many)


def test_pairs_that_tie_are_said_to_tie():
    found = answer(confusion=matrix({(9, 4): 2, (4, 9): 2, (0, 6): 1}))
    assert found.most == [mistakes.Pair(4, 9), mistakes.Pair(9, 4)]
    text = words(found)
    assert "In each of two of the 90 ordered pairs of digits there are 2," in text
    assert "Two pairs tie, so often each: a 4 taken for a 9, a 9 taken for a 4 (in 3 of 3 networks)." in text
    assert "digits, 2 in each of two, is not more than" in words(replace(found, verdict="scattered"))


def test_an_even_spread_puts_the_errors_into_ninety_pairs():
    full = by_digit(dict.fromkeys(range(10), (0.9, 0.8, 0.95)))
    assert answer(digits=full).numbers["evenly"].value == pytest.approx(3 / 90)


def test_the_surest_are_shown_and_the_rest_is_counted():
    found = answer()
    assert [row["index"] for row in found.wrong] == [7, 4]
    assert found.surest["index"] == 7
    assert found.wrong_left == 1
    assert "1 further one, less sure, is in the table to take away" in words(found)
    assert "These are all of them." in words(answer({"mistakes": {"shown": 3}}))


def test_what_all_networks_get_wrong_is_counted_by_image_and_by_label():
    found = answer()
    assert found.shared == mistakes.Shared(networks=2, in_any=4, in_all=2, same_label=1)
    assert [row["networks"] for row in found.wrong] == [2, 2]
    assert (
        "get 4 images wrong between them; 2 of these are wrong in every one, 1 with the same label"
        in words(found)
    )
    alone = answer(every=[WRONG])
    assert alone.shared is None
    assert "between them" not in words(alone)
    assert "wrong in" not in words(alone)


def test_the_digits_found_least_and_most_often_are_apart_where_their_intervals_do_not_meet():
    found = answer()
    assert found.extremes == mistakes.Extremes(4, 7, apart=True)
    assert (found.numbers["lowest_recall"].value, found.numbers["lowest_recall"].n) == (0.9, 20)
    close = by_digit({4: (0.9, 0.8, 0.95), 7: (1.0, 0.95, 1.0)})
    assert answer(digits=close).extremes == mistakes.Extremes(4, 7, apart=False)


def test_a_network_without_errors_has_words():
    none = COMPARED | {"errors": 0, "only": 0, "other_errors": 0, "only_other": 0, "p": 1.0}
    found = answer(
        summary={"crowding": 1.0, "unaugmented": none},
        confusion=matrix({}),
        wrong=WRONG.head(0),
        every=[WRONG.head(0)] * 2,
    )
    assert (found.verdict, found.most, found.surest, found.pairs) == ("none", [], None, [])
    assert found.shared == mistakes.Shared(networks=2, in_any=0, in_all=0, same_label=0)
    assert "There is no error to look at." in words(found)


def test_a_digit_that_is_never_given_as_label_has_a_dash():
    digits = DIGITS.astype({"labelled": float})
    digits.loc[0, ["precision_share", "precision_low", "precision_high"]] = np.nan
    assert "– – to –" in words(answer(digits=digits))


def test_claims_are_fields():
    found = made_up()
    assert replace(found, most=[mistakes.Pair(4, 9)]).most == found.most
    assert set(mistakes.Mistakes.CLAIMS) == {"verdict and most", "most", "augmentation", "extremes.least"}
