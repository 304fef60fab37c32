import pytest

from answers import test_data
from answers.words import rendered
from digitlab.answers import optimizers
from digitlab.answers.section import Number

CONFIG = {
    "optimizers": {
        "hidden": [30, 20],
        "epochs": 6,
        "batch_size": 100,
        "validation_share": 0.125,
        "grid": {
            "sgd": {"learning_rate": [0.1, 0.2, 0.4]},
            "momentum": {"learning_rate": [0.1, 0.2], "momentum": [0.9]},
            "adagrad": {"learning_rate": [0.03]},
            "adam": {"learning_rate": [0.001, 0.003, 0.01]},
        },
    }
}
RATES = {"sgd": 0.2, "momentum": 0.1, "adagrad": 0.03, "adam": 0.01}
PUBLISHED = {"sgd": 0.97, "momentum": 0.96, "adagrad": 0.99, "adam": 0.98}


METRICS = {"parameters": 300_000, "test_errors": 40}


def row(name, mean, low=None, high=None, corrected=0.01, lead=4, level=(), best_errors=200):
    behind = None
    if low is not None:
        behind = {"mean": (low + high) / 2, "low": low, "high": high, "p": 0.001, "corrected": corrected}
    settings = {"learning_rate": RATES[name]} | ({"momentum": 0.9} if name == "momentum" else {})
    interval = {"mean": mean, "low": mean - 0.01, "high": mean + 0.02}
    chosen = {"validation": mean - 0.001, "tried": 3, "lead": lead, "level": list(level)}
    return {"name": name, **interval, "behind": behind, "settings": settings} | (
        chosen | {"published": PUBLISHED[name], "best_errors": best_errors}
    )


RANKED = [
    row("adam", 0.975, level=[{"learning_rate": 0.003}]),
    row("sgd", 0.97, -0.01, 0.03, corrected=0.2),
    row("momentum", 0.96, 0.001, 0.02),
    row("adagrad", 0.95, 0.01, 0.04, lead=None),
]


def answer(ranked=RANKED, config=CONFIG, cnn=METRICS):
    summary = {"ranked": ranked, "repeats": 5, "confidence": 0.95, "parameters": 90_000}
    summary |= {"validation_images": 9000, "test_images": 10_000}
    return optimizers.answer(config, summary, cnn, METRICS | {"test_errors": 50})


def made_up():
    return answer()


def test_the_best_and_those_that_it_beats_and_those_that_are_level_are_named():
    result = answer()
    assert (result.best, result.worse, result.level) == ("Adam", ["SGD with momentum", "AdaGrad"], ["SGD"])
    assert result.better == []
    assert result.numbers["best_accuracy"] == Number(
        0.975, "summary", low=0.965, high=0.995, n=5, unit="share"
    )
    assert result.numbers["validation_lead"].value == pytest.approx(0.005)
    assert (result.hidden, result.epochs, result.batch_size, result.validation_share) == (
        [30, 20],
        6,
        100,
        0.125,
    )
    assert (result.repeats, result.confidence) == (5, 0.95)


def test_the_best_published_need_not_be_the_best_here():
    result = answer()
    assert (result.published_best, result.numbers["best_published"].value) == ("AdaGrad", 0.99)
    assert [line.published.value for line in result.ranked] == [0.98, 0.97, 0.96, 0.99]


def test_every_row_has_its_own_figures():
    rows = answer().ranked
    assert [line.label for line in rows] == ["Adam", "SGD", "SGD with momentum", "AdaGrad"]
    assert rows[0].behind is None
    assert (rows[1].behind.value, rows[1].behind.low, rows[1].behind.high) == (
        pytest.approx(0.01),
        -0.01,
        0.03,
    )
    assert (rows[1].behind.unit, rows[1].behind.n) == ("points", 5)
    assert [line.accuracy.value for line in rows] == [0.975, 0.97, 0.96, 0.95]
    assert rows[2].settings == {"learning_rate": 0.1, "momentum": 0.9}


@pytest.mark.parametrize(
    ("value", "corrected", "side"),
    [
        (0.005, 0.049, "worse"),
        (0.005, 0.05, "level"),
        (-0.005, 0.049, "better"),
        (-0.005, 0.2, "level"),
        (0.0, 0.0, "level"),
        (0.005, None, "level"),
    ],
)
def test_a_lead_counts_where_chance_corrected_for_all_comparisons_does_not_give_it(value, corrected, side):
    assert optimizers.side(Number(value, "summary"), corrected) == side


def test_one_that_is_better_on_the_test_images_is_said_to_be():
    result = answer([RANKED[0], row("sgd", 0.98, -0.02, -0.01)])
    assert (result.better, result.worse, result.verdict) == (["SGD"], [], "over none")
    assert "SGD is better there." in said(result)


def test_settings_that_cannot_be_told_apart_are_said_to_be():
    text = said(answer())
    assert "for Adam another is as good, for all that one seed shows." in text
    assert "97.40% 4 1 of 2 Learning rate 0.01 (at the end of its grid)" in text
    assert "– 0 of 2 Learning rate 0.03" in text


@pytest.mark.parametrize(("wrong", "kind"), [(40, "fewer"), (190, "as many"), (300, "more")])
def test_whether_convolutions_do_better_is_told_by_intervals_that_lie_apart(wrong, kind):
    result = answer(cnn=METRICS | {"test_errors": wrong})
    assert result.convolutions == kind
    assert [row.errors for row in result.networks] == [wrong, 50, 200, 200, 200, 200]
    assert [row.parameters for row in result.networks][:3] == [300_000, 300_000, 90_000]
    assert result.networks[2].label == "fully connected, Adam"


@pytest.mark.parametrize(
    ("worse", "level", "verdict"),
    [(3, 0, "over all"), (1, 0, "over all"), (2, 1, "over some"), (0, 3, "over none"), (0, 0, "over all")],
)
def test_how_many_the_best_beats(worse, level, verdict):
    assert optimizers.lead(worse, level) == verdict


def test_the_verdict_follows_the_rows():
    assert answer().verdict == "over some"
    assert answer([RANKED[0], *RANKED[2:]]).verdict == "over all"
    assert answer(RANKED[:2]).verdict == "over none"


@pytest.mark.parametrize(
    ("chosen", "tried", "edge"),
    [
        (0.1, [0.1, 0.2, 0.4], True),
        (0.4, [0.2, 0.4, 0.1], True),
        (0.2, [0.1, 0.2, 0.4], False),
        (0.1, [0.1], False),
    ],
)
def test_the_end_of_a_grid_is_its_lowest_or_highest_value_of_several(chosen, tried, edge):
    assert optimizers.at_edge(chosen, tried) == edge


def test_those_at_the_end_of_their_grid_are_named():
    assert answer().at_edge == ["Adam", "SGD with momentum"]


def said(result):
    """The section's text, on MNIST itself."""
    return rendered("optimizers", {"data": test_data.made_up(), "optimizers": result})


def test_one_and_several_have_the_grammar_of_their_number():
    text = said(answer())
    assert "chosen for Adam and SGD with momentum lie at the ends of their grids: another" in text
    assert "more than some of the others: SGD with momentum and AdaGrad. Five seeds can show no" in text
    assert "no difference from SGD." in text
    assert "two fully connected hidden layers of 30 and 20 ReLU units, 6 epochs" in text
    config = {"optimizers": CONFIG["optimizers"] | {"hidden": [30], "epochs": 1}}
    text = said(answer([row("adam", 0.975), RANKED[1], row("adagrad", 0.9, 0.01, 0.02)], config))
    assert "The settings chosen for Adam lie at the end of their grid: another" in text
    assert "more than some of the others: AdaGrad. Five seeds can show no difference from SGD." in text
    assert "one fully connected hidden layer of 30 ReLU units, 1 epoch" in text


def test_what_the_config_says_is_said_as_it_is():
    text = said(answer())
    assert "chosen on 12.5% of the training images" in text
    assert "Student's over 5 seeds, 95%" in text
    assert "Learning rate 0.1 and momentum 0.9" in text
    assert "97.50% 96.50% to 99.50% – – – 98.00% 97.40%" in text
    assert "97.00% 96.00% to 99.00% 1.00 −1.00 to 3.00 0.20 97.00%" in text
