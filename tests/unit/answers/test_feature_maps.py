import numpy as np
import pandas as pd
import pytest

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
    areas |= {"threshold_share": 0.97, "threshold_low": 0.95, "threshold_high": 0.98}
    areas |= {"part": "centre", "part_digits": 30, "of_digits": 40, "excited_by": 8}
    areas |= {"strongest": 9, "strongest_digit": 8, "strongest_digits": 7}
    return table.assign(effect_size=effects, effect_low=effects - 0.5, effect_high=effects + 0.25, **areas)


def place(part="centre", right=95, alike=True, low=0.9, high=0.98, ink=(0.1, 0.2), gap=0.1, at=(10.5, 12.5)):
    row = {"part": part, "right": right, "share": right / 100, "low": low, "high": high, "alike": alike}
    row |= {"ink_first": ink[0], "ink_second": ink[1], "ink_gap": gap}
    return row | {"pixel_row": at[0], "pixel_column": at[1]}


PLACES = [place("centre", 95), place("upper left", 93), place("lower left", 60, False, 0.5, 0.7)]


def pixels(whole=(99, 0.01), central=(80, 0.01)):
    return [
        {"pixels": name, "numbers": count, "right": right, "share": right / 100, "low": 0.75, "high": 0.995}
        | {"difference": difference}
        for name, count, (right, difference) in (("all", 784, whole), ("central", 9, central))
    ]


NAMES = ("first_to_second", "second_to_first", "first_to_other", "second_to_other")


def ablated(separating=(4, 3, 2, 1), random=((0, 1, 0, 0), (1, 0, 1, 2)), counts=(1, 2, 4), zero=None):
    """``separating``: what changes at the mean, and at zero where nothing else is given."""
    rows = [
        {"baseline": baseline, "channels": count, "kind": kind} | dict(zip(NAMES, values, strict=True))
        for baseline, own in (("mean", separating), ("zero", zero or separating))
        for count in counts
        for kind, values in (("separating", own), *(("random", draw) for draw in random))
    ]
    return pd.DataFrame(rows)


def probes(counts=(1, 2, 4)):
    rows = [
        {"channels": n, "kind": kind, "right": right - n, "images": 100}
        | {"share": (right - n) / 100, "low": 0.5, "high": 0.995}
        for n in counts
        for kind, right in (("random", 60), ("separating", 99))
    ]
    return pd.DataFrame(rows)


def answer(places=None, shown=2, raw=None, **changed):
    separation = {"channels": 6, "window": 7, "train_digits": [600, 500], "test_digits": [60, 40]}
    given = {
        "examples": EXAMPLES,
        "separation": separation | {"places": places or PLACES, "pixels": raw or pixels()},
        "channels": channels(-3, 2, 1.5, 1, -0.5, 0),
        "probes": probes(),
        "ablated": ablated(),
    }
    block = {"separation": {"channels_shown": shown, "random_draws": 2}}
    return feature_maps.answer(block, **given | changed)


def made_up():
    return answer(ablated=ablated(zero=(0, 0, 6, 7)))


def words(found):
    return rendered("feature_maps", {"feature_maps": found})


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
    ("alike", "lead", "readable"),
    [
        ([True, False, False], "alone", "nearly everywhere"),
        ([True, True, False], "several", "nearly everywhere"),
        ([True, True, True], "all", "not told apart"),
        ([True], "only", "not told apart"),
    ],
)
def test_the_places_that_are_not_worse_are_a_set(alike, lead, readable):
    found = answer(places=[place(right=95 - n, alike=same) for n, same in enumerate(alike)]).places
    assert (found.lead, found.readable) == (lead, readable)
    assert (found.alike, found.count) == (sum(alike), len(alike))


def test_the_parts_of_the_set_are_named_once():
    rows = [place("centre"), place("middle left"), place("centre"), place("lower left", alike=False)]
    found = answer(places=rows)
    assert found.places.parts == ["centre", "middle left"]
    assert "These 3 lie at the centre and middle left." in words(found)


@pytest.mark.parametrize(
    ("worst", "verdict"), [(91, "nearly everywhere"), (90, "in some places"), (60, "in some places")]
)
def test_where_the_difference_can_be_read(worst, verdict):
    assert answer(places=[place(), place(right=worst, alike=False)]).places.readable == verdict


@pytest.mark.parametrize(
    ("right", "difference", "verdict"),
    [(94, 0.05, "more"), (94, 0.051, "no different"), (96, 0.01, "fewer"), (96, 0.2, "no different")],
)
def test_the_best_place_is_compared_with_raw_pixels(right, difference, verdict):
    found = answer(raw=pixels(whole=(right, difference)))
    assert (found.places.pixels, found.places.central) == (verdict, "more")
    found = answer(raw=pixels(central=(right, difference)))
    assert (found.places.pixels, found.places.central) == ("fewer", verdict)
    assert (found.places.pixel_count, found.places.central_count) == (784, 9)
    assert (found.numbers["pixels"].value, found.numbers["central_pixels"].value) == (0.99, right / 100)


def test_the_point_named_is_where_the_ink_differs_most_in_training_of_the_places_alike():
    rows = [place(ink=(0.5, 0.4), at=(n, n + 0.5)) for n in range(4)]
    rows[2] |= {"ink_gap": 0.4, "ink_first": 0.9}
    rows[1] |= {"ink_second": 1.0}  # test images do not choose
    rows[3] |= {"ink_gap": 0.9, "alike": False}
    found = answer(places=rows)
    assert (found.places.row, found.places.column) == (2, 2.5)
    assert (found.numbers["ink_first"].value, found.numbers["ink_second"].value) == (0.9, 0.4)
    assert (found.numbers["ink_first"].n, found.numbers["ink_second"].n) == (60, 40)
    rows[1] |= {"ink_gap": 0.4}
    assert answer(places=rows).places.row == 1  # of equals the better place


@pytest.mark.parametrize(("ink", "visible"), [((0.1, 0.6), False), ((0.1, 0.61), True), ((1.0, 0.4), True)])
def test_a_difference_of_more_than_half_is_one_that_the_eye_sees(ink, visible):
    assert answer(places=[place(ink=ink)]).places.visible is visible


def test_the_best_and_the_worst_place_are_the_first_and_the_last_chosen():
    found = answer()
    assert (found.places.best, found.places.worst, found.places.window) == ("centre", "lower left", 7)
    best, worst = found.numbers["best_place"], found.numbers["worst_place"]
    assert (best.value, best.low, best.high, best.n) == (0.95, 0.9, 0.98, 100)
    assert (worst.value, worst.low, worst.high, worst.n) == (0.6, 0.5, 0.7, 100)


@pytest.mark.parametrize(("low", "alone"), [(0.95, "does not suffice"), (0.951, "nearly suffices")])
def test_one_channel_nearly_suffices_where_its_threshold_is_surely_right_often(low, alone):
    found = answer(channels=channels(2.0, 1.5, 1.2).assign(threshold_low=low))
    assert found.channels.alone == alone
    text = rendered("feature_maps", {"feature_maps": found})
    assert f"many channels tell the two apart, and one alone {alone}" in text
    assert "not carried by one" not in text


def test_what_the_best_channel_answers_to_is_said():
    found = answer()
    assert (found.channels.part, found.channels.excited_by, found.channels.third) == ("centre", 8, False)
    assert (found.numbers["in_part"].value, found.numbers["in_part"].n) == (30, 40)
    assert (found.numbers["threshold"].value, found.numbers["threshold"].low) == (0.97, 0.95)
    assert (found.numbers["strongest_of_class"].value, found.numbers["strongest"].value) == (7, 9)
    assert [row["higher"] for row in found.channels.shown] == [8, 0]
    assert "of the 9 test digits with the strongest response, 7 are 8s." in words(found)
    table = channels(-3, 2, 1.5, 1, -0.5, 0)
    table.loc[[0, 1], "excited_by"] = 5, 3
    table.loc[0, "part"] = None
    found = answer(channels=table)
    assert (found.channels.part, found.channels.third, found.channels.third_digit) == (None, True, 2)
    assert "Yet of all ten digits a third one excites it most on average, the 5" in words(found)
    assert "two answer most to a third digit" in words(found)


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
    ("alike", "text"),
    [
        ([True, True, False], "best at the centre , though 2 of 3 places are not shown to be worse"),
        ([True, False], "best at the centre , and every other place is worse"),
        ([True, True], "best at the centre , and no other place is shown to be worse"),
        ([True], "best at the centre , the only place"),
    ],
)
def test_the_best_place_is_said_with_those_not_shown_to_be_worse(alike, text):
    assert text in words(answer(places=[place(alike=same) for same in alike]))


def test_it_is_said_where_the_places_cannot_be_told_apart():
    same = answer(places=[place(), place(right=93)])
    for found, said in ((same, True), (answer(), False)):
        assert ("These digits cannot tell the places apart." in words(found)) is said


def test_counts_have_their_grammar():
    one = words(answer(ablated=ablated((0, 1, 0, 0), zero=(1, 0, 0, 0))))
    assert "Ablating up to 4 of the most separating channels changes 1 of 100 labels at most" in one
    text = words(answer())
    assert "With 2 of the most separating channels held at their mean, 7 of 100 labels change sides;" in text
    assert "3 get a third label at the mean, 3 at zero, with random ones 1.5 and 1.5." in text
    assert "on the mean of the one most separating channel tells" in words(answer())
    several = words(answer(ablated=ablated(counts=(2, 4)), probes=probes((2, 4))))
    assert "on the mean of the 2 most separating channels tells" in several
    assert "1 of the 6 channels separates the classes" in words(answer(channels=channels(2, 0, 0, 0, 0, 0)))
    assert "3 of the 6 channels separate the classes" in words(answer())
