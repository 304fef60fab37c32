import pytest

from answers.words import rendered
from digitlab.answers import batch_norm
from digitlab.answers.section import Number

CONFIG = {"batch_norm": {"factors": [0.5, 1, 2]}}


def made_up(low=0.001, high=0.011, rate=0.2, lead=7, config=CONFIG, repeats=5):
    def side(mean, rate, published):
        accuracy = {"mean": mean, "low": mean - 0.01, "high": mean + 0.02}
        settings = {"learning_rate": rate, "momentum": 0.9}
        chosen = {"tried": 3, "lead": lead, "level": [{"learning_rate": 0.4}]}
        return chosen | {"settings": settings, "accuracy": accuracy, "published": published}

    summary = {"optimizer": "momentum", "repeats": repeats, "with": side(0.98, rate, 0.971)}
    summary |= {"validation_images": 9000}
    summary |= {"without": side(0.97, 0.1, 0.979), "difference": {"mean": 0.006, "low": low, "high": high}}
    return batch_norm.answer(config, summary)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.001, 0.011, "helps"),
        (-0.011, -0.001, "hurts"),
        (-0.001, 0.001, "undecided"),
        (0.0, 0.011, "undecided"),
        (-0.011, 0.0, "undecided"),
    ],
)
def test_what_it_does_is_told_by_an_interval_on_one_side_of_zero(low, high, verdict):
    assert batch_norm.effect(low, high) == verdict
    assert made_up(low, high).verdict == verdict


def test_with_and_without_are_not_exchanged():
    result = made_up()
    numbers = result.numbers
    assert numbers["accuracy_with"] == Number(0.98, "summary", low=0.97, high=1.0, n=5, unit="share")
    assert (numbers["accuracy_without"].value, numbers["accuracy_without"].low) == (0.97, 0.96)
    assert numbers["difference"] == Number(0.006, "summary", low=0.001, high=0.011, n=5, unit="points")
    assert (numbers["published_with"].value, numbers["published_without"].value) == (0.971, 0.979)
    assert (result.settings_with["learning_rate"], result.settings_without["learning_rate"]) == (0.2, 0.1)
    assert (result.optimizer, result.repeats) == ("SGD with momentum", 5)


def test_settings_have_no_commas_where_commas_part_them():
    text = rendered("batch_norm", {"batch_norm": made_up()})
    assert "another: learning rate 0.2 and momentum 0.9; without, learning rate 0.1 and momentum 0.9." in text
    assert (
        "With SGD with momentum it helps : 98.00% with, 97.00% without, a difference of 0.60 points" in text
    )
    assert "points (0.10 to 1.10; n = 5 pairs of networks). Of other optimizers this says nothing." in text
    assert "97.1% with, 97.90% without." in text


def test_the_same_settings_are_named_once():
    same = made_up(rate=0.1)
    assert not same.retuned
    text = rendered("batch_norm", {"batch_norm": same})
    assert "and came out the same: learning rate 0.1 and momentum 0.9." in text
    assert text.count("learning rate 0.1") == 1


def test_how_sure_the_choice_is_and_whether_it_lies_at_the_end_is_said():
    text = rendered("batch_norm", {"batch_norm": made_up()})
    assert (
        "leads the next that was tried by 7 images of 9 000, and cannot be told from one of the two" in text
    )
    assert made_up().at_end
    assert not made_up(rate=0.1).at_end
    assert not made_up(config={"batch_norm": {"factors": [2]}}).at_end
    assert "leads the next" not in rendered("batch_norm", {"batch_norm": made_up(lead=None)})


def test_an_interval_of_few_networks_is_said_to_be_one():
    text = rendered("batch_norm", {"batch_norm": made_up(repeats=2)})
    assert "With SGD with momentum it seems, from 2 seeds, to help : 98.00% with" in text
    assert "1.10; n = 2 pairs of networks, too few for an interval to be trusted)" in text
    assert (made_up(repeats=4).few, made_up(repeats=5).few) == (True, False)
    hurts = rendered("batch_norm", {"batch_norm": made_up(-0.011, -0.001, repeats=5)})
    assert "With SGD with momentum it hurts :" in hurts
