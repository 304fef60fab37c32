import json

import pandas as pd
import pytest
from scipy import stats

from answers.words import rendered
from digitlab.answers import reading
from digitlab.statistics import fisher, mean_interval, wilson

CONFIG = {"reading": {"pages": 4, "lines": 2, "digits": 25}}
SEGMENTS = {
    "segments": [100] * 10 + [1500],
    "digits": 20,
    "lines": 16,
    "edges": 6400,
    "characters": 320,
    "reachable": 316,
}
GAPS = ("gap 8", "gap 4", "gap 2", "gap 1", "gap 0", "gap -1", "gap -2")
CONDITIONS = (*GAPS, "noise", "broken strokes", "photo", "photo, gap 0")
ABLATIONS = (*GAPS, "photo", "photo, gap 0")
# Edits on each of four pages of 50 digits, by way and, where they are unlike the others', by condition.
EDITS = {
    "isolated": {"": [0, 1, 0, 1]},
    "components_dilated": {"": [20, 22, 25, 21]},
    "components": {"": [2, 1, 3, 2], "gap 0": [18, 20, 15, 17], "gap 1": [6, 5, 7, 6]},
    "cuts_plain": {"": [7, 5, 6, 8]},
    "cuts_further": {"": [3, 4, 3, 4]},
    "cuts_junk": {"": [2, 1, 2, 2]},
    "cuts": {"": [1, 0, 1, 0], "gap 0": [2, 1, 2, 3], "gap -2": [8, 9, 7, 10]},
}
# Failures by kind in a condition; its digits that touch and those in pieces, each with those that failed.
KINDS = {"misread": 3, "merged": 20, "split": 4, "cropped": 2, "missed": 1}
BROKEN = {"touch": 40, "touch_failed": 25, "pieces": 30, "pieces_failed": 12, "neither": 130}


def pages(way, names, edits=None):
    rows = []
    for name in names:
        found = (edits or EDITS)[way]
        for page, wrong in enumerate(found.get(name, found[""])):
            rows.append({"condition": name, "page": page, "digits": 50, "edits": wrong})
    return pd.DataFrame(rows)


def summary(table, **counts):
    rows = []
    for name, own in table.groupby("condition", sort=False):
        share, low, high = mean_interval((own.edits / own.digits).to_numpy())
        row = {"condition": name, "changes": json.dumps({"gap": 4, "noise": 20.0}), "pages": len(own)}
        row |= {"digits": 200, "edits": int(own.edits.sum()), "found": 190, "lines": 8}
        row |= {"error": share, "error_low": max(low, 0), "error_high": high}
        for part, value in (("precision", 0.98), ("recall", 0.97), ("line_recall", 1.0)):
            row |= {part: value, f"{part}_low": value - 0.01, f"{part}_high": min(1, value + 0.01)}
        row |= KINDS | BROKEN | {"right": 170, "spurious": 5} | counts
        rows.append(row)
    return pd.DataFrame(rows)


def made_up(edits=None, segments=SEGMENTS, **counts):
    edits = EDITS | (edits or {})
    tables = {}
    for way in edits:
        names = ABLATIONS if way.startswith("cuts_") else CONDITIONS
        names = ("alone", *names) if way == "isolated" else names
        tables[f"{way}_pages"] = pages(way, names, edits)
        tables[way] = summary(tables[f"{way}_pages"], **(counts if way == "components" else {}))
    return reading.answer(CONFIG, segments, **tables)


def test_lines_have_every_way_that_was_measured_and_gaps_come_widest_first():
    found = made_up()
    assert [line.gap for line in found.gaps] == [8, 4, 2, 1, 0, -1, -2]
    assert [line.condition for line in found.degraded] == ["noise", "broken strokes", "photo", "photo, gap 0"]
    assert [cell.way for cell in found.gaps[0].cells] == list(reading.WAYS)
    assert [cell.way for cell in found.degraded[0].cells] == ["components_dilated", "components", "cuts"]
    assert found.gaps[4].cells[1].edits == 70
    assert found.degraded[0].changes == {"gap": 4, "noise": 20.0}


def test_errors_have_their_intervals_over_pages():
    number = made_up().numbers["touching_components"]
    share, low, high = mean_interval(pd.Series([18, 20, 15, 17]).to_numpy() / 50)
    assert (number.value, number.low, number.high, number.n) == (share, low, high, 200)


def test_ways_are_compared_page_by_page():
    number = made_up().numbers["touching_saved"]
    saved = pd.Series([16, 19, 13, 14]) / 50
    expected = stats.t.interval(0.95, 3, saved.mean(), stats.sem(saved))
    assert (number.value, number.low, number.high) == pytest.approx((saved.mean(), *expected))


@pytest.mark.parametrize(
    ("cuts", "verdict"),
    [
        ({"": [0, 0, 0, 0]}, "at every gap"),
        ({"": [2, 1, 3, 2], "gap 1": [6, 5, 7, 6], "gap 0": [1, 0, 1, 1]}, "at some gaps"),
        ({"": [2, 1, 3, 2], "gap 1": [6, 5, 7, 6], "gap 0": [18, 20, 15, 17]}, "at no gap"),
        ({"": [30, 31, 30, 32]}, "at no gap"),
    ],
)
def test_the_verdict_counts_gaps_at_which_cuts_make_fewer_errors(cuts, verdict):
    found = made_up({"cuts": cuts})
    assert found.verdict == verdict
    assert found.ahead_at == (["0"] if verdict == "at some gaps" else found.ahead_at)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ([0, 0, 0, 0], "fewer"),
        ([9, 9, 9, 8], "more"),
        ([2, 1, 3, 2], "undecided"),
        ([1, 2, 3, 2], "undecided"),
    ],
)
def test_a_way_is_told_from_another_by_an_interval_without_zero(second, said):
    assert made_up({"cuts_plain": {"": second}}).alone == said


def test_what_each_part_of_cutting_saves_is_told_at_a_gap_of_four():
    found = made_up()
    assert (found.alone, found.junk, found.weights, found.floor) == ("more", "fewer", "fewer", "undecided")
    assert found.further == "fewer"
    # The class for junk is told from the further training that it came with.
    assert found.numbers["further_saved"].value == pytest.approx((26 - 14) / 200)
    assert found.numbers["junk_saved"].value == pytest.approx((14 - 7) / 200)
    text = rendered("reading", {"reading": found})
    assert "segments saves errors; reading its class for junk saves errors; weighing paths" in text


def test_pieces_of_widened_ink_are_told_beside_cuts():
    assert (made_up().widened_alike, made_up().widened_ahead) == ([], [])
    near = {"components_dilated": {"": [9, 9, 9, 9], "gap 8": [1, 1, 1, 0], "gap 4": [0, 0, 0, 0]}}
    cuts = {"cuts": {"": [1, 1, 1, 1], "gap 8": [1, 0, 1, 1], "gap 4": [4, 2, 4, 3]}}
    found = made_up(near | cuts)
    assert (found.widened_alike, found.widened_ahead, found.behind_at) == (["8"], ["4"], ["4"])
    text = rendered("reading", {"reading": found})
    assert (
        "They make more at gaps of 4. Pieces of widened ink cannot be told from cuts at 8. Pieces of" in text
    )


def test_an_assumption_is_counted_both_ways():
    test = made_up().touch
    assert (test.condition, test.broken.value, test.kept.value) == ("gap 1", 25 / 40, 5 / 160)
    assert test.of_failed.value == 25 / 30
    assert (test.broken.low, test.broken.high) == wilson(25, 40)
    assert test.p == fisher(25, 40, 5, 160)
    assert test.verdict == "fail more"
    assert made_up().pieces.broken.value == 12 / 30


@pytest.mark.parametrize(
    ("failed", "broken", "kept_failed", "kept", "verdict"),
    [
        (30, 40, 5, 160, "fail more"),
        (1, 100, 30, 100, "fail less"),
        (2, 40, 8, 160, "undecided"),
    ],
)
def test_an_assumption_matters_where_chance_is_unlikely(failed, broken, kept_failed, kept, verdict):
    p = fisher(failed, broken, kept_failed, kept)
    assert reading.assumed(failed, broken, kept_failed, kept, p) == verdict


def test_where_no_digit_breaks_an_assumption_nothing_is_said_of_it():
    found = made_up(touch=0, touch_failed=0).touch
    assert (found.broken.value, found.p, found.verdict) == (None, None, "undecided")
    assert "Of 0 digits that touch another, – are not read rightly" in rendered(
        "reading", {"reading": made_up(touch=0, touch_failed=0)}
    )


def test_the_page_says_how_many_digits_pages_and_networks():
    text = rendered("reading", {"reading": made_up()})
    assert "At a gap of 0 pixels, cuts misread, miss or add 4.00% of the digits" in text
    assert "200 digits on 4 pages each, one network, intervals over pages" in text
    assert "Cuts make fewer errors than pieces at" in text
    assert "A gap of 4 pixels, noise of 20 grey levels." in text
    assert "Of 40 digits that touch another, 62.5% are not read rightly as pieces" in text
    assert "it was trained further, on 2 500 segments" in text.replace("\u202f", " ")
