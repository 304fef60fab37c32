import pandas as pd
import pytest

from answers.words import rendered
from digitlab.answers import line_network
from digitlab.answers.section import Number

CONFIG = {
    "reading": {"pages": 4, "lines": 2, "digits": 10},
    "line_network": {"units": 64, "updates": 1800, "lines": 16},
}
GAPS = (8, 4, 1, 0, -1, -2)
CONDITIONS = [*(f"gap {gap}" for gap in GAPS), "photo", "photo, gap 0"]
# Of 20 digits on each of four pages: how many edits, by way.
EDITS = {"isolated": [0, 0, 0, 1], "cuts": [3, 4, 3, 4], "ctc_plain": [3, 3, 2, 3], "ctc": [1, 1, 1, 2]}


def tables(edits, found=80):
    """Summaries and pages of each way under every condition."""
    made = {}
    for way, own in edits.items():
        conditions = CONDITIONS if way != "ctc_plain" else CONDITIONS[:6]
        made[f"{way}_pages"] = pd.DataFrame(
            [
                {"condition": name, "page": page, "digits": 20, "edits": value}
                for name in conditions
                for page, value in enumerate(own(name) if callable(own) else own)
            ]
        )
        rows = []
        for name in conditions:
            total = sum(own(name) if callable(own) else own)
            row = {"condition": name, "pages": 4, "digits": 80, "edits": total, "found": found, "lines": 8}
            for share, value in (
                ("error", total / 80),
                ("precision", 0.98),
                ("recall", 0.97),
                ("line_recall", 1),
            ):
                row |= {share: value, f"{share}_low": value - 0.01, f"{share}_high": value + 0.01}
            rows.append(row)
        made[way] = pd.DataFrame(rows)
    return made


def made_up(found=80, **edits):
    summary = {"parameters": 557787, "sees": 28, "loss": 0.12, "lines": 28800}
    return line_network.answer(
        CONFIG, summary, summary | {"parameters": 234011, "loss": 0.15}, **tables(EDITS | edits, found)
    )


def test_it_is_ahead_of_cuts_where_it_errs_less_page_by_page():
    answer = made_up()
    assert (answer.verdict, answer.ahead_at, answer.behind_at) == ("at every gap", list(GAPS), [])
    by_gap = {line.gap: line for line in answer.gaps}
    assert by_gap[0].saved.value == pytest.approx((2 + 3 + 2 + 2) / 4 / 20)
    some = made_up(ctc=lambda name: [1, 1, 1, 2] if name in ("gap 0", "gap -2") else [3, 4, 4, 3])
    assert (some.verdict, some.ahead_at) == ("at some gaps", [0, -2])
    none = made_up(ctc=lambda name: [9, 9, 9, 8] if name == "gap 8" else [3, 4, 4, 3])
    assert (none.verdict, none.behind_at) == ("at no gap", [8])


@pytest.mark.parametrize(
    ("plain", "beside"), [([3, 3, 3, 4], "fewer"), ([0, 0, 0, 1], "more"), ([1, 2, 1, 1], "undecided")]
)
def test_the_lstm_adds_something_where_it_errs_less_than_the_columns(plain, beside):
    answer = made_up(ctc_plain=plain)
    assert answer.touching == answer.overlapping == beside


def test_numbers_are_of_the_way_and_page_that_they_are_said_of():
    answer = made_up(ctc=lambda name: [5, 5, 5, 5] if name == "photo, gap 0" else [1, 1, 1, 2])
    n = answer.numbers
    assert n["photo_touching"] == Number(0.25, "ctc", low=0.24, high=0.26, n=80, unit="share")
    assert n["photo"].value == n["touching"].value == 5 / 80
    assert n["touching_cuts"].value == 14 / 80
    assert n["touching_plain"].value == 11 / 80
    assert (n["precision"].value, n["recall"].value) == (0.98, 0.97)
    assert answer.narrowest == -2
    assert [line.condition for line in answer.degraded] == ["photo", "photo, gap 0"]
    assert answer.degraded[0].plain is None
    assert answer.digits == 80


def test_a_network_that_reads_nothing_has_no_precision():
    answer = made_up(found=0)
    assert answer.numbers["precision"].value is None
    assert "At a gap of −1, – of the boxes lie on a digit" in rendered(
        "line_network", {"line_network": answer}
    )


def test_the_page_says_how_well_lines_are_read_and_what_the_lstm_adds():
    text = rendered("line_network", {"line_network": made_up()})
    assert "The network of lines makes fewer errors than cuts at every gap." in text
    assert "At a gap of 0 it is 6.25% (5.2% to 7.2%) and 17.50%: 11.25 points (" in text
    assert "cannot tell the two apart" not in text
    assert "At a gap of 0 the network with an LSTM makes fewer errors than the columns alone; at" in text
    assert "98.0% of the boxes lie on a digit and 97.0% of the digits have one" in text
    behind = made_up(ctc=lambda name: [9, 9, 9, 8] if name == "gap 8" else [1, 1, 1, 2])
    text = rendered("line_network", {"line_network": behind})
    assert "fewer errors than cuts at gaps of 4, 1, 0, −1 and −2 pixels. It makes more at gaps of 8." in text
