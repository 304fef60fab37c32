"""The first screen's findings: one short sentence each, with what it rests on, whatever was found."""

import re
from dataclasses import replace
from html import unescape
from itertools import product

import pytest

from answers.words import made_up, source, told

ANSWERS = made_up()
MOST_WORDS = 25


def within(answer, path, **changed):
    """The answer with fields of a part replaced, the part by its dotted name; numbers by theirs."""
    if not path:
        return replace(answer, **changed)
    name, _, rest = path.partition(".")
    return replace(answer, **{name: within(getattr(answer, name), rest, **changed)})


def numbers(answer, **changed):
    """The answer with other figures: value, low, high and n of each."""
    own = dict(answer.numbers)
    for name, (value, low, high, n) in changed.items():
        own[name] = replace(own[name], value=value, low=low, high=high, n=n)
    return replace(answer, numbers=own)


# As long as they come: below zero, of ten thousand.
SHARE, POINTS = (0.1234, 0.1111, 0.1357, 10_000), (-0.1234, -0.1357, -0.1111, 10_000)


def shifts():
    base = numbers(
        ANSWERS["shift"],
        **dict.fromkeys(("kept_far", "kept_far_unaugmented"), SHARE),
        kept_more=POINTS,
    )
    yield within(base, "everyone", augmentation="none")
    for accuracy, kept in product(("higher", "alike", "lower"), ("more", "alike", "fewer")):
        yield within(base, "steadiness", accuracy=accuracy, kept=kept, pixels=5)


def transplants():
    base = numbers(ANSWERS["transplant"], over_mismatched=POINTS, over_noise=POINTS)
    for net in ("positive", "undecided", "negative"):
        yield within(base, "everyone.compared", net=net, not_beyond=[])
    yield within(base, "everyone.compared", net="positive", not_beyond=["black", "noise"])


def occlusions():
    base = numbers(ANSWERS["occlusion"], commonest=SHARE, worst=SHARE, vulnerable_share=SHARE)
    yield within(base, "everyone", ranking=None)
    for digit, deepest in product((6, 8), ("most", "differs", "depends", "undecided")):
        yield within(
            within(base, "", digit=digit),
            "everyone.ranking",
            deepest=deepest,
            commonest="upper left",
            worst="lower left",
        )


def calibrations():
    base = numbers(ANSWERS["calibration"], error=SHARE, scaled_error=SHARE, change=POINTS)
    base = within(base, "", target=0.955)
    for verdict in ("underconfident", "overconfident", "even"):
        yield within(base, "", verdict=verdict, scaled=None)
        for change in ("smaller", "larger", "undecided"):
            yield within(within(base, "", verdict=verdict), "scaled", change=change)


def memories():
    names = ("early_ungated", "early_gated", "early_reversed", "promised_solved")
    base = numbers(ANSWERS["memory"], **dict.fromkeys(names, SHARE))
    count = {"ungated": 10, "of_ungated": 12, "seeds": 3, "settings": 4, "gated_settings": 3}
    gated, turned = {"gated": 10, "of_gated": 12}, {"reversed": 10, "of_reversed": 12}
    for rest in (gated | turned, {"of_gated": 0} | turned, {"of_gated": 0, "of_reversed": 0}):
        yield within(base, "motif.early", told="tanh", **count, **rest)
    yield within(base, "motif.early", told="gated", **count, **gated)
    nothing = within(base, "motif", early=None)
    yield nothing
    for fate in ("lost", "kept", "grown"):
        yield within(within(nothing, "motif", promised=None), "", worked=fate)


VARIANTS = {
    "shift": [*shifts()],
    "transplant": [*transplants()],
    "occlusion": [*occlusions()],
    "calibration": [*calibrations()],
    "memory": [*memories()],
}


def said(alone=False, **changed):
    """Each finding as a reader sees it."""
    values = {name: told(answer) for name, answer in (ANSWERS | changed).items()}
    for value in values.values() if alone else ():
        value["replicates"] |= {"count": 1, "several": False}
    html = source("findings").render(answers=values)
    items = re.findall(r"<li>(.*?)</li>", html, re.DOTALL)
    # A number stays one word: what groups its digits is no space of the line.
    return [" ".join(re.split(r"[ \n]+", unescape(re.sub(r"<[^>]+>", "", item)).strip())) for item in items]


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("alone", [False, True])
def test_each_is_one_sentence_of_25_words_at_most(place, alone):
    name = [*VARIANTS][place]
    found = [said(alone, **{name: answer})[place] for answer in VARIANTS[name]]
    assert len(set(found)) == len(found)
    for text in found:
        assert len(text.split(" ")) <= MOST_WORDS, text
        assert re.fullmatch(r"[^.]+(?:\.\d[^.]*)*\.", text), text
        assert not re.search(r" [,.;)]|\( |None|  ", text), text


@pytest.mark.parametrize("place", range(5))
def test_each_has_its_interval_what_it_was_measured_on_and_in_how_many_networks(place):
    text = said()[place]
    assert re.search(r"\d+ (6s|digits|tanh networks?)|of \d+ \(", text)
    if place == 4:
        assert re.search(r"\(\d+ seeds? in \d+ settings?\)", text)
        assert "%" not in text
    else:
        assert re.search(r"\(.*\S+ to \S+", text)
        assert re.search(r"; 3 of 3 networks(, \S+ to \S+)?\)", text)


def test_they_rest_on_the_figures_of_their_sections():
    shift = ANSWERS["shift"].numbers
    own = numbers(
        ANSWERS["shift"],
        kept_far=(0.979, 0.976, 0.982, 10_000),
        kept_far_unaugmented=(0.803, 0.796, 0.811, 10_000),
        kept_more=(0.176, 0.168, 0.183, 10_000),
    )
    assert set(own.numbers) == set(shift)
    own = within(own, "steadiness", accuracy="alike", kept="more", pixels=5)
    assert said(shift=own)[0].replace("\u202f", "").replace("\u2009", "") == (
        "Augmentation adds no detectable accuracy; 5 pixels off more labels stay, 97.9% against 80.3% "
        "without (10000 digits: 16.8 to 18.3 points; 3 of 3 networks)."
    )
    own = numbers(
        ANSWERS["transplant"],
        over_mismatched=(0.0067, 0.0041, 0.0093, 500),
        over_noise=(0.0002, -0.0021, 0.0024, 500),
    )
    own = within(own, "everyone.compared", net="positive", side=8, not_beyond=["noise"])
    assert said(transplant=own)[1] == (
        "On 10 6s, pieces reach their class 0.67 points above mismatched ones (0.41 to 0.93), unproven above "
        "shuffled (−0.21 to 0.24; 3 of 3 networks)."
    )
    shape = within(own, "everyone.compared", not_beyond=[])
    assert "(0.41 to 0.93), 0.02 above shuffled (−0.21 to 0.24; 3 of" in said(transplant=shape)[1]
    own = numbers(ANSWERS["calibration"], change=(0.05, 0.048, 0.052, 10_000))
    own = within(own, "", target=0.955, scaled=replace(own.scaled, change="smaller"))
    assert said(calibration=own)[3].startswith("With label smoothing, one temperature lowers the ")
    assert "fall 4.8 to 5.2 points; 3 of 3 networks)." in said(calibration=own)[3]
    assert said(calibration=within(own, "", target=None))[3].startswith("One temperature lowers the ")
    own = within(ANSWERS["memory"], "motif.early", ungated=8, of_ungated=12, gated=0, of_gated=9)
    own = within(own, "motif.early", told="tanh and reversed", seeds=3, settings=4)
    assert said(memory=own)[4] == (
        "With under a millionth of gradient arriving initially, 8 of 12 tanh networks learned under Adam "
        "(3 seeds in 4 settings), 0 of 9 gated."
    )


def test_what_rests_on_too_few_networks_is_no_finding():
    few = within(ANSWERS["memory"], "motif.early", told="too few")
    assert said(memory=few)[4].startswith("Where a hundredth of the gradient or more reached back initially")
    fewer = within(few, "motif.promised", enough=False)
    assert said(memory=fewer)[4].startswith("Over 2")


def test_a_finding_that_does_not_hold_in_all_says_so():
    values = {name: told(answer) for name, answer in ANSWERS.items()}
    values["transplant"]["replicates"]["same"][
        "everyone.compared.net and everyone.compared.beyond_shuffled"
    ] = 2
    text = " ".join(source("findings").render(answers=values).split())
    assert "; 2 of 3 networks)." in text
