import pandas as pd
import pytest

from answers.words import rendered
from digitlab.answers import compared
from digitlab.answers.section import Number
from digitlab.statistics import wilson


def row(name, errors, multiplications, optimizer=None, train_images=1000):
    sizes = {"images": 10000, "parameters": 5000, "train_images": train_images, "epochs": 3}
    return {
        "name": name,
        "optimizer": optimizer,
        "errors": errors,
        "multiplications": multiplications,
    } | sizes


ROWS = [
    row("scratch", 255, 100),
    row("plain", 200, 200, "adam"),
    row("normed", 190, 200, "adam"),
    row("quick", 110, 3000),
    row("cnn", 40, 20000, train_images=2000),
]
SHARES = {
    "scratch": (0.9, 0.97, 0.974),
    "plain": (0.96, 0.975, 0.974),
    "normed": (0.97, 0.971, 0.973),
    "quick": (0.95, 0.98, 0.989),
    "cnn": (0.98, 0.99, 0.996),
}


def beside(first, second, alone, corrected):
    counts = {"first_alone": alone[0], "second_alone": alone[1], "p": corrected / 3}
    return {"first": first, "second": second, "corrected": corrected} | counts


# Pairs of the others come between those of the best.
PAIRS = [
    beside("scratch", "cnn", (220, 5), 1e-9),
    beside("scratch", "quick", (160, 15), 1e-8),
    beside("plain", "cnn", (170, 10), 1e-7),
    beside("normed", "cnn", (160, 10), 1e-6),
    beside("quick", "cnn", (31, 12), 0.0216),
]


def made_up(rows=ROWS, pairs=PAIRS, **shares):
    curves = pd.DataFrame(
        [
            {"name": name, "epoch": epoch, "accuracy": share, "images": "test"}
            for name, given in (SHARES | shares).items()
            for epoch, share in enumerate(given, 1)
        ]
    )
    return compared.answer({}, {"networks": rows, "pairs": pairs}, curves)


def test_a_network_reaches_the_level_at_its_first_epoch_there():
    assert [row.reached for row in made_up().rows] == [3, 2, None, 2, 1]
    # Also where the network that sets it had been as far before.
    assert made_up(scratch=(0.9, 0.974, 0.974)).rows[0].reached == 2


@pytest.mark.parametrize(
    ("shares", "verdict"),
    [
        ((0.98, 0.99, 0.996), "fewer"),
        ((0.5, 0.6, 0.974), "as many"),
        ((0.5, 0.6, 0.97), "never"),
        ((0.5, 0.6, 0.7, 0.99), "more"),
    ],
)
def test_the_verdict_is_of_the_reports_network(shares, verdict):
    assert made_up(cnn=shares).verdict == verdict


def test_work_is_in_units_of_the_network_that_sets_the_level():
    found = {row.name: row.work for row in made_up().rows}
    # Epochs x images x multiplications an image.
    assert found == {
        "scratch": 1.0,
        "plain": pytest.approx(2 * 200 / 300),
        "normed": None,
        "quick": pytest.approx(2 * 3000 / 300),
        "cnn": pytest.approx(2000 * 20000 / (3 * 1000 * 100)),
    }


def test_errors_have_wilsons_interval():
    low, high = wilson(40, 10000)
    assert made_up().rows[-1].error == Number(0.004, "summary", low=low, high=high, n=10000, unit="share")


def test_the_network_with_the_fewest_errors_is_told_from_others_by_pairs():
    # 44 of 10000 and 63 have overlapping intervals; on the same images they are told apart all the same.
    close = [*ROWS[:3], row("quick", 63, 3000), row("cnn", 44, 20000)]
    found = made_up(close)
    assert found.rows[3].error.low < found.rows[4].error.high
    assert (found.best, found.lead, found.level) == ("cnn", "alone", [])
    assert [b.name for b in found.beside] == ["scratch", "plain", "normed", "quick"]
    assert found.beside[-1] == compared.Beside("quick", 12, 31, 0.0216)
    assert found.compared_pairs == 5


def test_pairs_are_seen_from_the_best_whichever_stands_first():
    best = made_up([*ROWS[:3], row("quick", 4, 3000), ROWS[4]])
    assert best.best == "quick"
    assert best.beside == [
        compared.Beside("scratch", 15, 160, 1e-8),
        compared.Beside("cnn", 31, 12, 0.0216),
    ]


@pytest.mark.parametrize(
    ("corrected", "lead"),
    [
        ([0.01, 0.049], "alone"),
        ([0.01, 0.05], "with others"),
        ([0.05, 0.9], "with all"),
    ],
)
def test_the_lead_is_by_corrected_probabilities(corrected, lead):
    assert compared.lead(corrected) == lead


def test_the_page_says_from_which_networks_the_best_is_told():
    text = rendered("compared", {"compared": made_up()})
    assert "the network of this report, and McNemar's test tells it from each of the others." in text
    assert "quick convolutional, 12 against 31, p = 0.022." in text
    level = [*PAIRS[:3], beside("normed", "cnn", (6, 4), 1.0), beside("quick", "cnn", (8, 5), 0.8)]
    assert (
        "the network of this report; McNemar's test does not tell it from the fully connected network"
        " with batch norm or the quick convolutional network."
        in rendered("compared", {"compared": made_up(pairs=level)})
    )
    none = [beside(first, "cnn", (6, 5), 1.0) for first in ("scratch", "plain", "normed", "quick")]
    assert "tells it from none of the others" in rendered("compared", {"compared": made_up(pairs=none)})


def test_the_page_says_how_many_epochs():
    text = rendered("compared", {"compared": made_up()})
    assert "Fewer here: 1 epoch against 3, with 133 times the multiplications. Layers are not" in text
    assert (
        "The level is 97.40%: what the network from scratch is right for at its end, of its held-out" in text
    )
    assert "fully connected, Adam 200" in text
    never = rendered("compared", {"compared": made_up(cnn=(0.1, 0.2))})
    assert "It never comes as far as the network from scratch." in never
    assert "As many here: 3 epochs against 3" in rendered("compared", {"compared": made_up(cnn=(0, 0, 1))})
