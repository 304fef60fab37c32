import numpy as np
import pandas as pd
import pytest
from scipy import stats

from digitlab.reading import glyphs, misread

O, ZERO, I, ONE = (glyphs.CHARACTERS.index(character) for character in "O0I1")


def made_up_readings():
    """Two families with two copies of 0 and O: an error in each, three in the second."""
    rows = []
    for family, wrong in (("first", 1), ("second", 3)):
        for number, truth in enumerate([ZERO, O, ZERO, O]):
            other = O if truth == ZERO else ZERO
            label = other if number < wrong else truth
            rows.append({"copy": 1, "glyph": number, "file": f"{family} {number % 2}", "family": family})
            rows[-1] |= {"truth": truth, "label": label, "probability": 0.5 + number / 10}
            rows[-1] |= {"known": truth, "nearest": other}
    rows.append(rows[0] | {"truth": I, "label": ONE, "family": "first"})
    rows.append(rows[0] | {"truth": I, "label": I, "family": "second"})
    return pd.DataFrame(rows)


def test_pairs_count_either_way_and_their_interval_is_over_families():
    first, second = misread.pairs(made_up_readings())
    assert (first["pair"], first["errors"], first["readings"], first["families"]) == ("0O", 4, 8, 2)
    assert (second["pair"], second["errors"], second["families"]) == ("1I", 1, 1)
    shares = np.array([1 / 4, 3 / 4])
    low, high = stats.t.interval(0.95, 1, shares.mean(), stats.sem(shares))
    assert (first["mean"], first["low"], first["high"]) == pytest.approx((0.5, low, high))
    assert first["expected"]
    assert second["expected"]


def test_errors_are_shares_of_a_familys_readings():
    found = misread.errors(made_up_readings(), "label")
    assert found == {"first": pytest.approx(2 / 5), "second": pytest.approx(3 / 5)}
    assert misread.errors(made_up_readings(), "nearest") == {"first": 1, "second": 1}


def test_examples_take_turns_among_files_the_surest_first():
    table = made_up_readings()
    chosen = misread.examples(table, misread.pairs(table))
    assert chosen.pair.tolist() == ["0O"] * 4 + ["1I"]
    assert (chosen.label != chosen.truth).all()
    assert chosen.probability.tolist()[:4] == sorted(chosen.probability[:4], reverse=True)
    spelt = misread.spelt(chosen)
    assert spelt.truth.tolist()[-1] == "I"
    assert spelt.label.tolist()[-1] == "1"
    assert "known" not in spelt


def test_where_nothing_is_wrong_there_is_nothing_to_look_at():
    table = made_up_readings().assign(label=lambda own: own.truth)
    assert misread.pairs(table) == []
    assert len(misread.spelt(misread.examples(table, []))) == 0


def test_the_confusion_has_every_reading_once():
    counts = misread.confusion(made_up_readings())
    assert len(counts) == 36 * 36
    assert counts.readings.sum() == 10
    taken = {
        (row["truth"], row["label"]): row["readings"] for row in counts.to_dict("records") if row["readings"]
    }
    assert (taken["0", "O"], taken["O", "0"], taken["O", "O"], taken["I", "1"]) == (3, 1, 3, 1)


def test_the_summary_puts_it_together():
    random = np.random.default_rng(0)
    rows = [
        {"copy": copy, "glyph": glyph, "file": f"{family} {glyph % 2}", "family": family}
        | {"truth": glyph % 36, "label": int(random.choice([glyph % 36, 3]))}
        | {"known": glyph % 36, "nearest": int(random.choice([glyph % 36, 5])), "probability": 0.5}
        for copy in (0, 1, 2)
        for family in glyphs.FAMILIES
        for glyph in range(72)
    ]
    table = pd.DataFrame(rows)
    found = misread.summary(table)
    assert (found["glyphs"], found["files"], found["copies"], found["characters"]) == (360, 10, 2, 36)
    copies = table[table["copy"] > 0]
    wrong = copies.label != copies.truth
    assert found["errors"] == wrong.sum() == sum(row["errors"] for row in found["pairs"])
    by_family = [row["distorted"] for row in found["families"]]
    expected = [wrong[copies.family == family].mean() for family in glyphs.FAMILIES]
    assert by_family == pytest.approx(expected)
    low, high = stats.t.interval(0.95, 4, np.mean(expected), stats.sem(expected))
    assert [found["distorted"][key] for key in ("mean", "low", "high")] == pytest.approx(
        [np.mean(expected), low, high]
    )
    known = [row["known"] for row in found["families"]]
    assert known == [0] * 5
    assert found["unseen"]["p"] == pytest.approx(stats.ttest_rel(by_family, known).pvalue)
    nearest = [row["nearest"] for row in found["families"]]
    assert found["ahead"]["mean"] == pytest.approx(np.mean(nearest) - np.mean(by_family))
    assert len(found["unused"]) == len(glyphs.LEFT_OUT)
    assert found["expected_errors"] == sum(row["errors"] for row in found["pairs"] if row["expected"])
