import pytest

from answers.words import rendered
from digitlab.answers import weight_decay

RATES = {"learned_rate": {"start": 0.01, "steps": 35}}
CONFIG = {"weight_decay": {"epochs": 4, "learned": {"steps": 35, "target": 10}} | RATES}
WIDE = {
    "weights": 23820,
    "sizes": [1.0, 0.5, 0.3],
    "as_predicted": 1,
    "tails_off": 2,
    "last": 0.3,
    "times": 5.0,
}


def rates(*costs):
    return [{"own": 0.1 * k, "rate": 0.2, "cost": cost} for k, cost in enumerate(costs)]


SUMMARY = {
    "images": 60000,
    "dead_pixels": 67,
    "weights": 2010,
    "predicted": [1.0, 0.9, 0.81],
    "measured": [1.0, 0.91, 0.82],
    "largest_difference": 0.01,
    "crossed_zero_after": 14,
    "last_decay": -17.7,
    "last_weight": 22.6,
    "last_cost": -372.0,
    "wide": WIDE,
    "learned_rate": rates(25.0, 3.0, 1e9),
}


def made_up(**changed):
    return weight_decay.answer(CONFIG, SUMMARY | changed)


@pytest.mark.parametrize(
    ("steps", "verdict"), [(None, "not yet at zero"), (1, "below zero"), (14, "below zero")]
)
def test_lambda_is_below_zero_where_it_crossed_it(steps, verdict):
    assert weight_decay.descent(steps) == verdict
    assert made_up(crossed_zero_after=steps).verdict == verdict


def test_the_figures_are_those_at_the_end():
    result = made_up()
    values = {name: number.value for name, number in result.numbers.items()}
    ends = {"left_predicted": 0.81, "left_measured": 0.82, "fixed_rate_cost": 25.0}
    ends |= {"wide_weights": 23820, "as_predicted": 1, "tails_off": 2, "wide_last": 0.3, "wide_times": 5.0}
    others = ("predicted", "measured", "wide", "learned_rate")
    assert values == {name: SUMMARY[name] for name in SUMMARY if name not in others} | ends
    assert (result.epochs, result.steps, result.target) == (4, 35, 10)


@pytest.mark.parametrize(
    ("target", "last", "grown"),
    [(10, 10.1, True), (10, 10, False), (10, 9, False), (-10, -11, True), (-10, 9, False)],
)
def test_a_weight_has_grown_where_it_ends_larger_than_it_began(target, last, grown):
    config = {"weight_decay": {"epochs": 4, "learned": {"steps": 35, "target": target}} | RATES}
    assert weight_decay.answer(config, SUMMARY | {"last_weight": last}).grown == grown


def said(**changed):
    return rendered("weight_decay", {"weight_decay": made_up(**changed)})


def test_one_pixel_and_one_step_have_their_grammar():
    text = said()
    assert (
        "67 pixels of 60 000 training images are always black, so the gradient of the 2 010 weights" in text
    )
    assert "After 4 epochs, 81.00% of such a weight should be left, and 82.00% is; prediction" in text
    assert "falls to zero after 14 steps and on below it, to −17.7 at the end" in text
    assert "the weight has grown to 22.6 from 10, and the cost is −372." in text
    text = said(dead_pixels=1, weights=30, crossed_zero_after=1)
    assert (
        "1 pixel of 60 000 training images is always black, so the gradient of the 30 weights behind it"
        in text
    )
    assert "falls to zero after 1 step and on below it" in text
    assert "has not reached zero in 35 steps." in said(crossed_zero_after=None)
    assert "the weight is then 9.00 and was 10, and" in said(last_weight=9)


@pytest.mark.parametrize(
    ("costs", "verdict"), [((3.0, 2.0), "helps"), ((3.0, 1e9), "either"), ((25.0, None), "hurts")]
)
def test_descent_on_eta_helps_or_hurts_by_its_own_learning_rate(costs, verdict):
    assert weight_decay.learning(costs, 25.0) == verdict
    assert made_up(learned_rate=rates(25.0, *costs)).rate == verdict


def test_where_large_weights_tail_off_is_said():
    assert "up to epoch 1; from epoch 2 on it is more than twice as large as predicted" in said()
    assert "the root mean square ends at 0.30, 5.0 times that." in said()
    assert "nowhere in 2 epochs is it more" in said(wide=WIDE | {"tails_off": None})
    assert "With η = 0.01, the cost after 35 steps is 25.0. With η learned at 0.1 it is 3.00" in said()
