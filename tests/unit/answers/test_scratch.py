import pandas as pd
import pytest

from answers.words import rendered
from digitlab.answers import scratch
from digitlab.answers.section import Number
from digitlab.statistics import wilson

CONFIG = {"scratch": {"hidden": 64, "epochs": 8, "batch_size": 32}}


def row(name, learning_rate, mean, behind=None, cost=0.04):
    spread = {"mean": mean, "low": mean - 0.01, "high": mean + 0.02}
    return {"name": name, "learning_rate": learning_rate, "cost": cost, "behind": behind} | spread


def led(by, corrected):
    return {"mean": by, "low": by - 0.001, "high": by + 0.001, "p": corrected / 2, "corrected": corrected}


def start(name, precision, apart_after, spread=0.0, share=0.36):
    return {
        "start": name,
        "precision": precision,
        "apart_after": apart_after,
        "spread": spread,
        "validation_accuracy": share,
    }


STARTS = [
    start("zeros", "float32", 197, 1.1, 0.74),
    start("zeros", "float64", None),
    start("equal", "float32", 255, 1.2, 0.73),
    start("equal", "float64", None),
    start("random", "float32", 1, 1.8, 0.95),
    start("random", "float64", 1, 1.8, 0.95),
]
SUMMARY = {
    "parameters": 50890,
    "train_images": 54000,
    "validation_images": 6000,
    "test_images": 10000,
    "repeats": 3,
    "rate": 1.0,
    "tried": [
        {"learning_rate": rate, "validation_accuracy": share} for rate, share in ((0.3, 0.96), (1, 0.975))
    ],
    "rates": [
        row("chosen", 1.0, 0.974),
        row("a tenth", 0.1, 0.953, led(0.021, 0.0008)),
        row("ten times", 10.0, 0.912, led(0.062, 0.014), cost=None),
    ],
    "errors": 255,
    "starts": STARTS,
    "updates": 2000,
    "variance": {"predicted": 0.112, "measured": 0.107},
    "gradients": [
        {"name": "W", "elements": 300, "error": 8e-11},
        {"name": "c", "elements": 10, "error": 4e-12},
    ],
}


def table(**errors):
    """Confusions of three digits by ``t`` and two digits: ``t24=5``: five 2s taken for 4s."""
    rows = [
        {"truth": t, "label": la, "digits": errors.get(f"t{t}{la}", 90 if t == la else 0)}
        for t in (2, 4, 7)
        for la in (2, 4, 7)
    ]
    return pd.DataFrame(rows)


OURS, CNN = table(t24=5, t27=9, t72=1), table(t47=2, t27=1)


def made_up(ours=OURS, cnn=CNN, **changed):
    return scratch.answer(CONFIG, SUMMARY | changed, ours, cnn)


def test_figures_have_their_intervals():
    numbers = made_up().numbers
    assert numbers["accuracy"] == Number(0.974, "summary", low=0.964, high=0.994, n=3, unit="share")
    low, high = wilson(255, 10000)
    assert numbers["error"] == Number(0.0255, "summary", low=low, high=high, n=10000, unit="share")
    assert numbers["cnn_errors"] == Number(3, "cnn", n=10000, unit="images")
    assert (numbers["gradient_error"].value, numbers["gradient_elements"].value) == (8e-11, 310)
    assert numbers["best_tried"] == Number(0.975, "summary", n=6000, unit="share")


@pytest.mark.parametrize(
    ("sides", "verdict"),
    [
        (["worse", "worse"], "over both"),
        (["level", "worse"], "over one"),
        (["better", "worse"], "over one"),
        (["level", "better"], "over neither"),
    ],
)
def test_the_lead_is_over_those_that_are_worse(sides, verdict):
    assert scratch.lead(sides) == verdict


def test_the_verdict_is_holms():
    assert made_up().verdict == "over both"
    unsure = [*SUMMARY["rates"][:2], row("ten times", 10.0, 0.912, led(0.06, 0.05))]
    assert made_up(rates=unsure).verdict == "over one"


@pytest.mark.parametrize(
    ("apart", "verdict"),
    [
        ((None, None, None, None), "in both"),
        ((9, None, None, None), "in float64"),
        ((None, None, None, 9), "in float32"),
        ((9, None, None, 9), "in neither"),
    ],
)
def test_symmetry_is_kept_where_no_equal_start_comes_apart(apart, verdict):
    rows = [
        start(name, precision, after)
        for (name, precision), after in zip(
            [("zeros", "float32"), ("zeros", "float64"), ("equal", "float32"), ("equal", "float64")],
            apart,
            strict=True,
        )
    ]
    assert made_up(starts=[*rows, *STARTS[4:]]).symmetry == verdict


def test_the_rate_may_lie_at_the_end_of_what_was_tried():
    assert made_up().at_end
    wider = [*SUMMARY["tried"], {"learning_rate": 3, "validation_accuracy": 0.9}]
    assert not made_up(tried=wider).at_end
    assert not made_up(tried=SUMMARY["tried"][1:]).at_end
    assert "lies at the end" in rendered("scratch", {"scratch": made_up()})


def test_pairs_are_those_that_either_network_confuses_most_beside_each_other():
    found = made_up().pairs
    assert [(p.truth, p.label, p.scratch, p.cnn) for p in found] == [
        (2, 7, 9, 1),
        (2, 4, 5, 0),
        (7, 2, 1, 0),
        (4, 7, 0, 2),
    ]


def test_the_most_confused_pair_is_the_same_where_one_of_the_most_is():
    assert made_up().same_pair is False
    assert made_up(cnn=table(t27=2, t47=2)).same_pair is True
    assert made_up(cnn=table()).same_pair is None
    assert made_up(ours=table(), cnn=table()).pairs == []


def test_what_has_diverged_has_a_dash():
    text = rendered("scratch", {"scratch": made_up()})
    assert "10 (ten times) – 91.20%" in text
    assert "0.1 (a tenth) 0.0400 95.30% 94.30% to 97.30% 2.10 2.00 to 2.20" in text


def test_what_came_apart_is_said_by_precision_with_its_updates():
    found = made_up().came_apart
    assert [(row.start, row.apart_after) for row in found["float32"]] == [("zeros", 197), ("equal", 255)]
    assert found["float64"] == []
    text = rendered("scratch", {"scratch": made_up()})
    assert (
        "Within 2 000 updates, 64 units that begin equal stay equal in 64 bits, and come apart in 32." in text
    )
    assert "First seen apart in 32 bits: all zero, after 197 updates; all equal, after 255 updates." in text
    assert "First seen apart in 64" not in text
    # On another machine it may be the other way round, or in one of the starts alone.
    turned = [start("zeros", "float32", None), start("zeros", "float64", 470), *STARTS[3:]]
    text = rendered("scratch", {"scratch": made_up(starts=turned)})
    assert "stay equal in 32 bits, and come apart in 64." in text
    assert "First seen apart in 64 bits: all zero, after 470 updates. Where" in text


def test_the_page_says_when_units_come_apart():
    text = rendered("scratch", {"scratch": made_up()})
    assert "all zero 32 bits 197 1.1 74.0%" in text
    assert "all equal 64 bits never 0 36.0%" in text
