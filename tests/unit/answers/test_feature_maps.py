import numpy as np
import pandas as pd
import pytest

from answers.words import made_up as all_made_up
from answers.words import rendered
from digitlab.answers import feature_maps
from digitlab.report import page

EXAMPLES = {
    "digits": [0, 8],
    "indices": [3, 61],
    "probabilities": [0.97, 0.92],
    "layer": 2,
    "channels": 6,
    "side": 5,
}


def channels(*effects):
    """A table of channels 5, 4, 3, ...: the order of the training images."""
    effects = np.array(effects)
    table = pd.DataFrame({"channel": range(5, 5 - len(effects), -1), "mean_second": 0.5})
    table["mean_first"] = 0.5 + effects / 10
    areas = {"auc": 0.99, "auc_low": 0.98, "auc_high": 0.995}
    return table.assign(effect_size=effects, effect_low=effects - 0.5, effect_high=effects + 0.25, **areas)


def place(part="centre", right=95, low=0.9, high=0.98, ink=(0.1, 0.2), at=(10.5, 12.5)):
    row = {"part": part, "right": right, "share": right / 100, "low": low, "high": high}
    row |= {"ink_first": ink[0], "ink_second": ink[1]}
    return row | {"pixel_row": at[0], "pixel_column": at[1]}


PLACES = [place("centre", 95), place("upper left", 93), place("lower left", 60, 0.5, 0.7)]


def ablated(separating=(4, 3, 2, 1), random=((0, 1, 0, 0), (1, 0, 1, 2)), counts=(1, 2, 4)):
    names = ("first_to_second", "second_to_first", "first_to_other", "second_to_other")
    rows = [
        {"channels": count, "kind": kind} | dict(zip(names, values, strict=True))
        for count in counts
        for kind, values in (("separating", separating), *(("random", draw) for draw in random))
    ]
    return pd.DataFrame(rows)


def probes(counts=(1, 2, 4)):
    rows = [
        {"channels": n, "kind": kind, "right": right - n, "images": 100}
        for n in counts
        for kind, right in (("random", 60), ("separating", 99))
    ]
    return pd.DataFrame(rows)


def answer(places=None, shown=2, **changed):
    separation = {"channels": 6, "window": 7, "train_digits": [600, 500], "test_digits": [60, 40]}
    given = {
        "examples": EXAMPLES,
        "separation": separation | {"places": places or PLACES},
        "channels": channels(-3, 2, 1.5, 1, -0.5, 0),
        "probes": probes(),
        "ablated": ablated(),
    }
    block = {"separation": {"channels_shown": shown, "random_draws": 2}}
    return feature_maps.answer(block, **given | changed)


def made_up():
    return answer()


def words(found):
    return rendered("feature_maps", {"feature_maps": found})


def first_screen(found):
    return rendered("findings", all_made_up() | {"feature_maps": found})


@pytest.mark.parametrize(
    ("separate", "layer", "verdict"),
    [(0, 8, "none"), (1, 8, "few"), (2, 8, "few"), (3, 8, "many"), (1, 4, "few"), (1, 3, "many")],
)
def test_over_how_many_channels_the_difference_is_spread(separate, layer, verdict):
    assert feature_maps.spread(separate, layer) == verdict


def test_channels_separate_by_more_than_one_deviation_in_either_direction():
    found = answer(channels=channels(-3, 1.01, 1, -1, 0.5, 0))
    assert (found.numbers["separating_channels"].value, found.numbers["separating_channels"].n) == (2, 6)
    assert found.verdict == "many"  # 2 of 6
    assert answer(channels=channels(1, 1, 1, 0, 0, 0)).verdict == "none"
    assert answer(channels=channels(1.1, 1, 1, 0, 0, 0)).verdict == "few"  # 1 of 6


def test_the_channel_that_separates_most_is_told_in_the_direction_of_the_larger_mean():
    found = answer()
    effect = found.numbers["effect"]
    assert (found.channels.best, found.channels.higher) == (5, 8)
    assert (effect.value, effect.low, effect.high, effect.n) == (3, 2.75, 3.5, 100)
    found = answer(channels=channels(3, -2, 1.5, 1, -0.5, 0))
    effect = found.numbers["effect"]
    assert found.channels.higher == 0
    assert (effect.value, effect.low, effect.high) == (3, 2.5, 3.25)
    small = answer(channels=channels(-0.1, 0, 0, 0, 0, 0)).numbers["effect"]
    assert small.low < 0 < small.value < small.high  # an interval across zero stays one
    area = found.numbers["auc"]
    assert (area.value, area.low, area.high) == (0.99, 0.98, 0.995)


def test_the_channels_shown_are_the_first_and_are_counted_by_direction():
    found = answer(channels=channels(-3, 2, -1.5, 1, -0.5, 0), shown=3).channels
    assert [row["channel"] for row in found.shown] == [5, 4, 3]
    assert (found.higher_first, found.higher_second) == (1, 2)


def test_effects_and_ranks_are_by_the_channels_number():
    found = answer().channels
    assert found.effects == [0, -0.5, 1, 1.5, 2, -3]
    assert found.ranks == [6, 5, 4, 3, 2, 1]


def test_a_channel_that_varies_in_neither_class_has_no_figure():
    table = channels(1, 2, 1.5, 1, -0.5, 0)
    table.loc[0, ["effect_size", "effect_low", "effect_high"]] = [np.inf, np.nan, np.inf]
    found = answer(channels=table)
    assert found.numbers["effect"].value is None
    assert found.channels.effects[5] is None
    assert found.channels.shown[0]["effect_low"] is None
    page.embedded(found.channels.effects)
    assert not {"nan", "inf"} & set(words(found).replace("−", " ").split())


@pytest.mark.parametrize(
    ("right", "lead", "by"), [([95, 93], "ahead", 2), ([95, 95, 90], "level", 0), ([95], "only", 0)]
)
def test_the_best_place_leads_the_next_or_is_level_with_it(right, lead, by):
    assert feature_maps.lead_of(right) == (lead, by)
    found = answer(places=[place(right=n) for n in right]).places
    assert (found.lead, found.ahead_by) == (lead, by)


@pytest.mark.parametrize(
    ("best", "worst", "verdict"),
    [
        (place(low=0.9), place(right=91, high=0.9), "not told apart"),
        (place(low=0.9), place(right=91, high=0.89), "nearly everywhere"),
        (place(low=0.9), place(right=90, high=0.89), "in some places"),
        (place(low=0.8), place(right=60, high=0.9), "not told apart"),
    ],
)
def test_where_the_difference_can_be_read(best, worst, verdict):
    assert feature_maps.where_readable(best, worst) == verdict


def test_the_point_named_is_where_the_ink_of_the_five_best_differs_most():
    rows = [place(ink=(0.5, 0.4), at=(n, n + 0.5)) for n in range(7)]
    rows[2] |= {"ink_first": 0.1, "ink_second": 0.5}
    rows[4] |= {"ink_first": 0.9, "ink_second": 0.4}
    rows[5] |= {"ink_first": 0.0, "ink_second": 1.0}  # the sixth is not looked at
    found = answer(places=rows)
    assert (found.places.row, found.places.column, found.places.compared) == (4, 4.5, 5)
    assert (found.numbers["ink_first"].value, found.numbers["ink_second"].value) == (0.9, 0.4)
    assert (found.numbers["ink_first"].n, found.numbers["ink_second"].n) == (60, 40)
    rows[1] |= {"ink_first": 0.4, "ink_second": 0.9}
    assert answer(places=rows).places.row == 1  # of equals the better place
    assert answer(places=rows[:2]).places.compared == 2


@pytest.mark.parametrize(("ink", "visible"), [((0.1, 0.6), False), ((0.1, 0.61), True), ((1.0, 0.4), True)])
def test_a_difference_of_more_than_half_is_one_that_the_eye_sees(ink, visible):
    assert answer(places=[place(ink=ink)]).places.visible is visible


def test_the_best_and_the_worst_place_are_the_first_and_the_last():
    found = answer()
    assert (found.places.best, found.places.worst, found.places.window) == ("centre", "lower left", 7)
    best, worst = found.numbers["best_place"], found.numbers["worst_place"]
    assert (best.value, best.low, best.high, best.n) == (0.95, 0.9, 0.98, 100)
    assert (worst.value, worst.low, worst.high, worst.n) == (0.6, 0.5, 0.7, 100)


@pytest.mark.parametrize(
    ("counts", "channels", "held"),
    [([1, 2, 4], 6, 2), ([1, 2, 4], 12, 4), ([1, 2, 4], 11, 2), ([1, 2], 2, 1), ([4, 8], 6, 4)],
)
def test_a_third_of_the_channels_is_ablated_at_most(counts, channels, held):
    assert feature_maps.how_many(counts, channels) == held


@pytest.mark.parametrize(
    ("swaps", "third", "random_swaps", "random_third", "verdict"),
    [
        (11, 0, 5, 0, "relied on"),
        (11, 50, 5, 50, "relied on"),
        (10, 0, 0, 0, "hardly needed"),  # one digit in a hundred is not more than that
        (5, 5, 0, 0, "hardly needed"),
        (5, 6, 0, 0, "third digit"),
        (12, 9, 6, 4, "third digit"),  # swaps are twice the random ones, no more
        (12, 8, 6, 4, "no more than others"),
        (12, 0, 6, 0, "no more than others"),
        (0, 12, 0, 5.5, "third digit"),
        (0, 12, 0, 6.0, "no more than others"),
        (0, 0, 9, 9, "hardly needed"),
    ],
)
def test_whether_the_network_relies_on_the_channels(swaps, third, random_swaps, random_third, verdict):
    assert feature_maps.use_of(swaps, third, random_swaps, random_third, 1000) == verdict


def test_what_ablation_changes_is_counted_for_the_channels_and_on_average_for_random_ones():
    found = answer()
    values = {name: number.value for name, number in found.numbers.items()}
    assert (found.ablation.channels, found.ablation.fewest, found.ablation.most) == (2, 1, 4)
    assert (values["first_to_second"], values["second_to_first"], values["third_label"]) == (4, 3, 3)
    assert (values["random_swaps"], values["random_third_label"]) == (1, 1.5)
    assert (found.numbers["first_to_second"].n, found.numbers["second_to_first"].n) == (60, 40)
    assert (values["probe_fewest"], values["probe_most"]) == (0.98, 0.95)
    assert found.ablation.use == "relied on"  # 7 of 100, against 1
    other = ablated()
    other.loc[(other.channels == 2) & (other.kind == "separating"), "first_to_second"] = 0
    other.loc[(other.channels == 2) & (other.kind == "separating"), "second_to_first"] = 2
    assert answer(ablated=other).ablation.use == "no more than others"  # 2 + 3, against 1 + 1.5
    other.loc[(other.channels == 2) & (other.kind == "separating"), "second_to_first"] = 3
    assert answer(ablated=other).ablation.use == "relied on"  # 3, against 1


def test_the_digits_are_those_of_the_examples_and_the_counts_those_of_the_images():
    found = answer(examples=EXAMPLES | {"digits": [7, 1]})
    assert found.question == "Which features tell a 7 from a 1?"
    assert answer().question == "Which features tell a 0 from an 8?"
    assert (found.first.digit, found.first.index) == (7, 3)
    assert (found.second.digit, found.second.index) == (1, 61)
    values = {name: number.value for name, number in found.numbers.items()}
    assert (values["probability_first"], values["probability_second"]) == (0.97, 0.92)
    assert (values["train_digits"], values["test_digits"]) == (1100, 100)
    assert (values["test_first"], values["test_second"]) == (60, 40)
    assert (found.map.layer, found.map.channels, found.map.last_channel, found.map.side) == (2, 6, 5, 5)


@pytest.mark.parametrize(
    ("places", "text"),
    [
        (PLACES, "best at the centre , 2 digits ahead of the next place"),
        ([place(right=95), place(right=94)], "best at the centre , 1 digit ahead of the next place"),
        ([place(right=95), place(right=95)], "best at the centre , level with the next place"),
        ([place(right=95)], "best at the centre , the only place"),
    ],
)
def test_the_first_screen_says_of_the_best_place_what_the_section_says(places, text):
    found = answer(places=places)
    assert text in words(found)
    assert text in first_screen(found)


def test_the_first_screen_says_so_where_the_section_cannot_tell_places_apart():
    same = answer(places=[place(), place(right=93)])
    for found, said in ((same, True), (answer(), False)):
        assert ("These digits cannot tell the places apart." in words(found)) is said
        assert ("These digits cannot tell the places apart." in first_screen(found)) is said


def test_counts_have_their_grammar():
    one = words(answer(ablated=ablated((1, 1, 1, 0))))
    assert "1 of the 0s becomes an 8 and 1 of the 8s becomes a 0, of 100 digits, and 1 gets a third" in one
    assert "switched off, 4 of the 0s become 8s and 3 of the 8s become 0s" in words(answer())
    assert "With the 2 most separating channels switched off" in words(answer())
    assert "with 2 random channels off" in words(answer())
    single = words(answer(ablated=ablated(counts=(1,)), probes=probes((1,))))
    assert "With the 1 most separating channel switched off" in single
    assert "on the mean of the one most separating channel tells" in words(answer())
    several = words(answer(ablated=ablated(counts=(2, 4)), probes=probes((2, 4))))
    assert "on the mean of the 2 most separating channels tells" in several
    assert "1 of the 6 channels separates the classes" in words(answer(channels=channels(2, 0, 0, 0, 0, 0)))
    assert "3 of the 6 channels separate the classes" in words(answer())
