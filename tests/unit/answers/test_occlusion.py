import pandas as pd
import pytest

from answers.test_default_label import defaults
from answers.words import made_up as all_answers
from answers.words import rendered
from digitlab.answers import occlusion
from digitlab.answers.networks import across

PUBLISHED = {
    "robustness": {
        "digit": 6,
        "solutions": {
            "a": {"part": "centre", "fooled": True},
            "b": {"part": "lower right", "fooled": False},
        },
    }
}
SHARE = {"vulnerable_share": 0.75, "vulnerable_low": 0.6, "vulnerable_high": 0.8}
EVERYONE = SHARE | {
    "digit": 6,
    "digits": 40,
    "positions": 100,
    "vulnerable": 30,
    "flipped_share": 0.125,
    "labels": [30, 0, 5, 100, 0, 200, 3500, 0, 5, 0],
    "ink_digits": 39,
    "ink_correlation": 0.5,
    "ink_correlation_low": 0.4,
    "ink_correlation_high": 0.6,
    "by_line": 0.3125,
    "by_line_low": 0.25,
    "by_line_high": 0.375,
    "by_monotone": 0.4375,
    "by_monotone_low": 0.4,
    "by_monotone_high": 0.5,
    "example_with_class": 0.9,
}


def marked(**changed):
    place = {"top": 14, "left": 7, "probability": 0.25, "label": 5, "highest": 0.5, "ink": 0.375}
    return place | {"part": "lower left"} | changed


def example(**changed):
    summary = {"index": 11, "digit": 6, "patch": 8, "stride": 7, "positions": 100, "below_half": 58}
    summary |= {"probability_uncovered": 0.96, "labels": {"3": 19, "6": 80, "8": 1}, "lowest": 0.25}
    places = [marked(), marked(top=0, part="centre", probability=0.4), marked(part="centre", probability=0.5)]
    return summary | {"marked": places} | changed


def parts(*rows):
    """``rows``: a part, the images that have it, the drop, that beyond ink, images where it is deepest and,
    where that is not the same, where the worst square lies in it.
    """
    rows = [row if len(row) == 6 else (*row, row[-1]) for row in rows]
    table = pd.DataFrame(rows, columns=["part", "digits", "drop", "beyond_ink", "deepest", "worst"])
    for name in ("drop", "beyond_ink"):
        table = table.assign(**{f"{name}_low": table[name] - 0.01, f"{name}_high": table[name] + 0.02})
    for name in ("deepest", "worst"):
        share = table[name] / 40
        ends = {f"{name}_low": share - 0.125, f"{name}_high": share + 0.25}
        table = table.assign(**{f"{name}_share": share} | ends)
    return table


PARTS = parts(
    ("lower left", 40, 0.5, 0.01, 12, 19),
    ("upper right", 3, 0.45, 0.5, 2),
    ("centre", 30, 0.4, 0.125, 20, 15),
    ("upper left", 4, 0.25, -0.1, 0),
    ("no ink", 40, 0.0, 0.75, 0, 1),
)
SIZES = pd.DataFrame([{"patch": patch, "digits": 20} | SHARE for patch in (4, 8, 12)])
SIZES.loc[2, ["vulnerable_share", "vulnerable_low", "vulnerable_high"]] = 1.0, 0.85, 1.0


def answer(**changed):
    given = {"example": example(), "everyone": EVERYONE, "parts": PARTS, "sizes": SIZES}
    given |= {"defaults": defaults(5), "published": PUBLISHED}
    return occlusion.answer({}, **given | changed)


def made_up():
    return answer()


@pytest.mark.parametrize(("below", "verdict"), [(0, "no part alone"), (1, "a part")])
def test_a_part_is_needed_where_hiding_it_leaves_less_than_one_half(below, verdict):
    assert answer(example=example(below_half=below)).verdict == verdict


def test_the_labels_that_are_seen_are_told_from_the_digits_own():
    answered = answer()
    assert answered.example.labels == [3, 6, 8]
    assert answered.example.elsewhere == [{"label": 3, "positions": 19}, {"label": 8, "positions": 1}]
    assert (answered.numbers["kept"].value, answered.numbers["kept"].n) == (80, 100)
    assert answered.numbers["kept_share"].value == 0.8
    never = answer(example=example(labels={"3": 100}))
    assert (never.numbers["kept"].value, never.numbers["kept_share"].value) == (0, 0)
    assert answer(example=example(labels={"6": 100})).example.elsewhere == []


def test_the_worst_place_is_the_first_with_its_cell_of_the_map():
    worst = answer().example.worst
    assert (worst.row, worst.column, worst.top, worst.left) == (2, 1, 14, 7)
    assert (worst.over, worst.changed) == ("ink", True)
    assert answer().example.last == 2  # 8 pixels fit at 0, 7 and 14
    kept = answer(example=example(marked=[marked(part="no ink", label=6)])).example.worst
    assert (kept.over, kept.changed) == ("background", False)


def test_parts_below_one_half_are_named_where_there_are_several():
    assert answer().example.parts == ["lower left", "centre"]
    level = [marked(), marked(part="centre", probability=0.5)]
    assert answer(example=example(marked=level)).example.parts == []
    twice = [marked(), marked(top=0)]
    assert answer(example=example(marked=twice)).example.parts == []


def test_the_labels_that_win_are_the_most_frequent_wrong_ones():
    everyone = answer().everyone
    assert [row["label"] for row in everyone.winners] == [5, 3, 0]
    assert everyone.more == 2
    few = answer(everyone=EVERYONE | {"labels": [0, 0, 5, 0, 0, 0, 100, 0, 5, 0]}).everyone
    assert ([row["label"] for row in few.winners], few.more) == ([8, 2], 0)
    assert answer(everyone=EVERYONE | {"labels": [0] * 10}).everyone.winners == []


def test_the_label_that_wins_is_told_to_be_the_default_or_not():
    assert answer().everyone.default == "wins"
    assert answer(defaults=defaults(3)).everyone.default == "does not win"
    assert answer(everyone=EVERYONE | {"labels": [0] * 10}).everyone.default is None
    assert answer().numbers["blank_probability"].value == 0.875


@pytest.mark.parametrize(
    ("correlation", "verdict"),
    [
        (None, None),
        (0.61, "typical"),
        (0.6, "partly typical"),
        (0.31, "partly typical"),
        (0.3, "not typical"),
        (-0.9, "not typical"),
    ],
)
def test_an_example_is_typical_by_its_correlation_with_the_class(correlation, verdict):
    everyone = answer(everyone=EVERYONE | {"example_with_class": correlation}).everyone
    assert everyone.typical == verdict


def test_the_fits_are_said_side_by_side_with_their_intervals():
    fitted = answer().numbers["by_monotone"]
    assert (fitted.value, fitted.low, fitted.high, fitted.n) == (0.4375, 0.4, 0.5, 39)
    text = rendered("occlusion", all_answers() | {"occlusion": answer()})
    assert "explains 44% of the variance of the fall on average (40% to 50%)" in text
    assert "31% (25% to 38%). So part of where it falls goes with the amount of ink" in text
    assert "what the network looks at" not in text


def test_other_networks_are_asked_of_the_part_that_comes_first_here():
    here = answer(parts=parts(("centre", 40, 0.4, 0, 30, 10), ("lower left", 40, 0.3, 0, 10, 30)))
    there = answer(parts=parts(("centre", 40, 0.4, 0, 8, 4), ("lower left", 40, 0.3, 0, 32, 36)))
    assert there.about(here) == {"commonest": 0.2, "worst": 0.9}
    assert here.about(here) == {"commonest": 0.75, "worst": 0.75}
    found = across(here, [there], {"parts": "results/{run}/parts.csv"})
    assert found["ranges"]["commonest"] == {"lowest": 0.2, "highest": 0.75}
    assert found["ranges"]["worst"] == {"lowest": 0.75, "highest": 0.9}
    none = answer(parts=parts(("upper right", 40, 0.4, 0, 40)))
    assert none.about(here) == {"commonest": 0.0, "worst": 0.0}


def test_each_part_has_its_own_number_of_digits():
    text = rendered("occlusion", all_answers() | {"occlusion": answer()})
    assert (
        "(interval 49.0 to 52.0; 40 6s with ink there), then the centre (40.0; 30); least, the upper" in text
    )
    assert "the upper left (25; 4)." in text


def test_the_smallest_and_the_largest_square_are_compared():
    answered = answer()
    assert (answered.everyone.smallest, answered.everyone.largest) == (4, 12)
    small, large = (answered.numbers[f"{name}_vulnerable"] for name in ("smallest", "largest"))
    assert (small.value, small.low, small.high, small.n) == (0.75, 0.6, 0.8, 20)
    assert (large.value, large.low) == (1.0, 0.85)


def test_figures_rest_on_the_images_that_were_covered():
    numbers = answer().numbers
    assert (numbers["covered"].value, numbers["flipped"].n, numbers["vulnerable"].n) == (4000, 4000, 40)
    assert (numbers["flipped"].value, numbers["vulnerable"].value) == (0.125, 30)
    assert (numbers["vulnerable_share"].low, numbers["vulnerable_share"].high) == (0.6, 0.8)
    assert (numbers["probability_uncovered"].value, numbers["lowest"].value) == (0.96, 0.25)


@pytest.mark.parametrize(("count", "words"), [(1, "loses its label"), (2, "lose their label")])
def test_one_digit_loses_its_label_and_two_lose_theirs(count, words):
    text = rendered(
        "occlusion", all_answers() | {"occlusion": answer(everyone=EVERYONE | {"vulnerable": count})}
    )
    assert f"{count} of 40 (75.0%, interval 60.0% to 80.0%) {words} at one position" in text


def test_what_others_name_is_set_beside_what_hiding_it_does_here():
    named = answer().everyone.named
    assert [(row["solution"], row["part"]) for row in named] == [("a", "centre"), ("b", "lower right")]
    assert (named[0]["ours"]["drop"], named[0]["ours"]["deepest_share"]) == (0.4, 0.5)
    assert named[1]["ours"] is None
    text = rendered("occlusion", all_answers() | {"occlusion": answer()})
    assert (
        "A's centre is number 3 of 4 by the mean fall and number 2 by the worst square; B's lower right is"
        in text
    )
    assert "A centre 40.0 (39.0 to 42.0) 30 37.5% (25.0% to 62.5%) B lower right no 6 has ink there" in text
    assert "us, fall lower left 50.0" in text
    never = parts(("centre", 30, 0.4, 0.125, 20, 0), ("lower left", 40, 0.5, 0.01, 12, 19))
    text = rendered("occlusion", all_answers() | {"occlusion": answer(parts=never)})
    assert "A's centre is number 2 of 2 by the mean fall, and no worst square lies there;" in text
    elsewhere = answer(published={"robustness": PUBLISHED["robustness"] | {"digit": 9}})
    assert elsewhere.everyone.named == []
    assert "What others found" not in rendered("occlusion", all_answers() | {"occlusion": elsewhere})
