import pytest

from answers.words import rendered
from digitlab.answers import live


def tried(bits=8, images=1000, equal=998, near_ties=2, largest=0.0275):
    return {"bits": bits, "images": images, "equal": equal, "near_ties": near_ties, "largest": largest}


def answer(*forms):
    config = {"cnn": {"channels": [5, 6, 7, 8]}}
    return live.answer(config, {"near_tie": 0.01, "weights": 9000, "tried": list(forms)})


def made_up():
    return answer(tried(near_ties=1), tried(bits=16, equal=999, near_ties=1, largest=0.00021))


@pytest.mark.parametrize(
    ("equal", "near_ties", "verdict"), [(1000, 0, "equal"), (998, 2, "near-ties"), (998, 1, "others")]
)
def test_a_label_that_differs_is_a_near_tie_or_it_is_not(equal, near_ties, verdict):
    result = answer(tried(equal=equal, near_ties=near_ties))
    assert result.verdict == verdict
    assert result.numbers["differ"].value == 1000 - equal
    assert result.smaller is None


def test_the_form_that_is_used_is_the_last_that_was_tried():
    result = made_up()
    assert (result.bits, result.verdict) == (16, "near-ties")
    assert (result.smaller.bits, result.smaller.changed) == (8, 1)
    assert result.numbers["largest"].value == 0.0003
    assert [(maps.layer, maps.channels) for maps in result.maps] == [(1, 5), (3, 7)]


def test_it_is_said_how_many_labels_are_equal_and_why_not_fewer_bits():
    text = rendered("live", {"live": made_up()})
    assert "9 000 weights, rounded to 16 bits" in text
    assert "With 8 bits 1 test digit would get another label" in text
    assert "999 of 1 000 test digits" in text
    assert "The rest: 1 near-tie, the two likeliest labels less than 1 point apart." in text
    assert "by more than 0.03 points" in text
