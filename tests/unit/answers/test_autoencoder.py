import pytest

from answers.words import rendered
from digitlab.answers import autoencoder
from digitlab.answers.section import Number
from digitlab.statistics import wilson

CONFIG = {"autoencoder": {"hidden": 32, "epochs": 4, "batch_size": 128, "learning_rate": 0.02}}
PUBLISHED = {"scratch": {"autoencoder_decibels": 15.07}}


def mean(value, half=0.02, n=10000):
    if value is None:
        return {"mean": None, "low": None, "high": None, "n": 0}
    return {"mean": value, "low": value - half, "high": value + half, "n": n}


def network(code, value, over, output="logistic", optimizer="adam", rate=0.02, seed=1, **more):
    own = {"code": code, "output": output, "optimizer": optimizer, "learning_rate": rate, "seed": seed}
    found = {
        "decibels": mean(value),
        "over_components": mean(over),
        "over_mean": mean(more.pop("over_mean", 5)),
    }
    return own | {"parameters": 50000 + code} | found | more


def networks(second=1.4, linear=-0.28, gain=1.8, stays=0.24):
    return [
        network(3, 14.6, 1.5),
        network(3, 14.7, 1.55, seed=2),
        network(32, 20.1, 1.5),
        network(32, 19.9, second, seed=2),
        network(32, 18.3, linear, output="linear", logistic_over=mean(gain)),
        network(32, 12.1, -6.4, optimizer="momentum", rate=0.1, over_mean=stays),
        network(32, 16.0, -2.5, optimizer="momentum", rate=1, over_mean=4.2),
    ]


def made_up(rows=None, same=6187, beside=4443, p=1e-100, mean_image=11.86):
    summary = {
        "train_images": 60000,
        "test_images": 10000,
        "mean_image": mean(mean_image),
        "components": [{"code": 3, "decibels": mean(13.1)}, {"code": 32, "decibels": mean(18.6)}],
        "networks": rows or networks(),
        "map": {"digits": 10000, "same": same, "same_beside": beside, "p": p},
    }
    return autoencoder.answer(CONFIG, summary, PUBLISHED)


def test_each_size_has_its_first_networks_figures_and_what_holds_in_all():
    small, large = made_up().sizes
    assert (small.code, small.parameters, large.code) == (3, 50003, 32)
    assert large.network == Number(
        20.1, "summary", low=20.1 - 0.02, high=20.1 + 0.02, n=10000, unit="decibels"
    )
    assert large.components.value == 18.6
    assert (large.ahead.value, large.least, large.most) == (1.5, 1.4, 1.5)
    assert (large.wins, large.networks) == (2, 2)


@pytest.mark.parametrize(
    ("second", "verdict"), [(1.4, "at every size"), (0.01, "at some sizes"), (-1, "at some sizes")]
)
def test_a_size_is_won_where_every_network_is_ahead_beyond_its_interval(second, verdict):
    assert made_up(networks(second)).verdict == verdict


def test_no_size_is_won_where_no_network_is_ahead():
    rows = [row | {"over_components": mean(-1)} for row in networks()]
    assert made_up(rows).verdict == "at no size"


@pytest.mark.parametrize(
    ("lead", "side"), [(0.1, "ahead"), (-0.1, "behind"), (0.02, "level"), (None, "level")]
)
def test_a_side_is_told_by_an_interval_without_zero(lead, side):
    assert autoencoder.side(mean(lead)) == side
    assert made_up(networks(linear=lead)).linear == side
    assert made_up(networks(gain=lead)).output == side


@pytest.mark.parametrize(
    ("stays", "stuck"),
    [
        (0.24, "at some rates"),
        (0.499, "at some rates"),
        (0.5, "at no rate"),
        (-3, "at some rates"),
        (None, "at some rates"),
    ],
)
def test_momentum_is_stuck_within_half_a_decibel_of_the_mean_image(stays, stuck):
    assert made_up(networks(stays=stays)).stuck == stuck
    assert autoencoder.stuck([True, True]) == "at every rate"


@pytest.mark.parametrize(
    ("same", "beside", "p", "verdict"),
    [
        (60, 40, 0.049, "more"),
        (40, 60, 0.049, "fewer"),
        (60, 40, 0.05, "undecided"),
        (50, 50, 0.0, "undecided"),
    ],
)
def test_the_map_keeps_more_of_the_class_where_chance_is_unlikely(same, beside, p, verdict):
    assert autoencoder.mapped(same, beside, p) == verdict


def test_shares_have_wilsons_interval():
    low, high = wilson(6187, 10000)
    assert made_up().numbers["map_same"] == Number(
        0.6187, "summary", low=low, high=high, n=10000, unit="share"
    )


def test_the_page_says_that_what_was_published_is_of_other_data():
    text = rendered("autoencoder", {"autoencoder": made_up()})
    assert "Published for the assignment's shape are 15.07 dB, on other data" in text
    assert (
        "at 0.1 it comes to 12.10 dB, a lead of 0.24 dB over the mean image; at 1 it comes to 16.00" in text
    )
    assert "32 20.10 18.60 1.50 1.48 to 1.52 2 of 2 1.40 to 1.50" in text


def test_a_claim_says_of_how_many_networks_numbers_and_at_which_rate_it_is():
    text = rendered("autoencoder", {"autoencoder": made_up()})
    assert "At some of these rates that is less than half a decibel more than the mean image." in text
    assert (
        "At this learning rate, in one network of each, the logistic output is better than a linear" in text
    )
    assert (
        "By nearest neighbours, one network's code of 3 numbers keeps more of the class, of which it was"
        " never told, than as many components." in text
    )
    stuck = rendered("autoencoder", {"autoencoder": made_up(networks(stays=0.5))})
    assert "At each of these rates that is at least half a decibel more than the mean image." in stuck


def test_images_made_exactly_have_a_dash():
    text = rendered("autoencoder", {"autoencoder": made_up(mean_image=None)})
    assert "The mean image alone comes to – dB." in text
