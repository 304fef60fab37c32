import pytest

from answers.words import rendered
from digitlab.answers import context
from digitlab.answers.section import Number
from digitlab.statistics import wilson

CONFIG = {"context": {"gap": [-4, -1]}}
KINDS = ("counting", "ascending", "check")
AFTER = "After that training the LSTM reads random lines "
SETS = ("random", *(f"{kind}{end}" for kind in KINDS for end in ("", " altered")))


def mean(value, half=0.002, n=400):
    return {"mean": value, "low": value - half, "high": value + half, "n": n}


def made_up(
    ascending=-0.01,
    check=0.001,
    counting=0.001,
    plain=-0.001,
    beyond=-0.009,
    cost=0.004,
    meant=(3, 90),
    p=1e-20,
):
    gained = {"counting": counting, "ascending": ascending, "check": check}
    reads = [
        {"network": network, "trained": trained, "read": read, "as_written": 300}
        | {"errors": mean(0.03 if trained == "random" else 0.02), "as_meant": meant[trained == "ascending"]}
        for network in ("lstm", "plain")
        for trained in ("random", *KINDS)
        for read in SETS
    ]
    compared = [
        {"network": network, "trained": trained, "read": read}
        | {"difference": mean(cost if read == "random" else gained[trained] if network == "lstm" else plain)}
        | {"only_control": 4, "only_context": 31, "p": 0.001}
        | {"meant_only_control": meant[0], "meant_only_context": meant[1], "meant_p": p}
        for network in ("lstm", "plain")
        for trained in KINDS
        for read in (trained, "random", f"{trained} altered")
    ]
    summary = {
        **{"lines": 400, "digits": 10, "updates": 300, "trained_lines": 16},
        **{"reads": reads, "compared": compared},
        "lstm": [{"trained": kind} | mean(beyond if kind == "ascending" else 0.0) for kind in KINDS],
    }
    return context.answer(CONFIG, summary)


@pytest.mark.parametrize(
    ("differences", "verdict", "helped"),
    [
        ((0.001, -0.01, 0.01), "some", ["ascending"]),
        ((-0.01, -0.01, -0.01), "all", ["counting", "ascending", "check"]),
        ((-0.01, 0.01, -0.01), "some", ["counting", "check"]),
        ((0.0019, -0.0019, 0.01), "none", []),
    ],
)
def test_context_is_used_where_errors_fall_beyond_their_interval(differences, verdict, helped):
    answer = made_up(**dict(zip(KINDS, differences, strict=True)))
    assert (answer.verdict, answer.helped) == (verdict, helped)
    told = {"helps": answer.helped, "hurts": answer.hurt, "undecided": answer.unsettled}
    assert sorted([*answer.helped, *answer.hurt, *answer.unsettled]) == sorted(KINDS)
    assert all(told[one.lstm.effect].count(one.name) == 1 for one in answer.kinds)
    assert answer.several == (len(helped) > 1)


@pytest.mark.parametrize(
    ("difference", "effect"), [(-0.01, "helps"), (0.01, "hurts"), (0.001, "undecided"), (0.002, "undecided")]
)
def test_fewer_errors_help_and_more_hurt(difference, effect):
    _, ascending, _ = made_up(ascending=difference, plain=difference, cost=difference).kinds
    assert ascending.lstm.effect == ascending.plain.effect == ascending.cost.effect == effect


@pytest.mark.parametrize(("beyond", "gains"), [(-0.01, "more"), (0.01, "less"), (0.0, "undecided")])
def test_the_lstm_gains_more_where_its_errors_fall_by_more(beyond, gains):
    assert made_up(beyond=beyond).kinds[1].gains == gains


@pytest.mark.parametrize(
    ("meant", "p", "verdict"),
    [((3, 90), 0.049, "imposes"), ((90, 3), 0.049, "spares"), ((3, 90), 0.05, "undecided")],
)
def test_context_is_imposed_where_chance_is_unlikely(meant, p, verdict):
    answer = made_up(meant=meant, p=p)
    assert answer.kinds[1].altered.imposes == verdict
    said = {
        "imposes": "the LSTM reads lines as they should be, not as written, more often than its control.",
        "spares": "the LSTM reads lines as they should be, not as written, less often than its control.",
        "undecided": "whether the LSTM reads lines as they should be more often than its control cannot be",
    }
    assert f"Numbers that count up: {said[verdict]}" in rendered("context", {"context": answer})


def test_figures_are_those_of_the_network_and_lines_that_they_are_said_of():
    _, ascending, check = made_up().kinds
    assert ascending.lstm.control == Number(
        0.03, "summary", low=0.03 - 0.002, high=0.03 + 0.002, n=400, unit="share"
    )
    assert ascending.lstm.context.value == 0.02
    assert ascending.lstm.difference.value == -0.01
    assert check.lstm.difference.value == 0.001
    assert ascending.plain.difference.value == -0.001
    assert ascending.cost.difference.value == 0.004
    low, high = wilson(90, 400)
    assert ascending.altered.meant_context == Number(
        0.225, "summary", low=low, high=high, n=400, unit="share"
    )
    assert ascending.altered.meant_control.value == 3 / 400


def test_the_table_has_a_row_for_each_network_and_set_of_lines():
    rows = made_up().rows
    assert [(row.network, row.read) for row in rows[:8]] == [
        *(("lstm", read) for read in SETS),
        ("plain", "random"),
    ]
    assert {name: number.value for name, number in rows[0].trained.items()} == {
        **{"random": 0.03, "counting": 0.02, "ascending": 0.02, "check": 0.02}
    }


def test_the_page_says_what_the_lstm_makes_of_each_kind():
    text = rendered("context", {"context": made_up()})
    assert "With numbers that count up the LSTM reads better than its control." in text
    assert "With digits that count up or a check digit nothing shows after 300 updates." in text
    assert "make only ten different strings" in text
    assert (
        "With numbers that count up it errs in 2.00% of the digits, its control in 3.00%: −1.00 points"
        in text
    )
    assert "Digits stand −4 to −1 pixels apart" in text
    assert "the LSTM reads lines as they should be, not as written, more often than its control." in text
    assert "a network that reads the other digits better gets there more often by chance alone." in text
    none = rendered("context", {"context": made_up(ascending=0.001)})
    assert "With no kind of context does the LSTM read better than its control. With digits" in none
    assert "or a check digit nothing shows" in none
    every = rendered("context", {"context": made_up(ascending=-0.01, check=-0.01, counting=-0.01)})
    assert "With every kind of context the LSTM reads better than its control." in every
    assert "A check digit: the network without the LSTM gains nothing that shows; which" in every
    assert "nothing shows after" not in every
    worse = rendered("context", {"context": made_up(check=0.01)})
    assert "With a check digit the LSTM reads worse than its control. With digits that count up" in worse


@pytest.mark.parametrize(
    ("plain", "beyond", "cost", "said"),
    [
        (-0.03, -0.001, 0.04, "gains too; which gains more is open. " + AFTER + "worse than its control."),
        (-0.03, -0.008, -0.04, "gains too; the LSTM gains more. " + AFTER + "better than its control."),
        (0.03, 0.008, 0.0, "loses; the LSTM gains less. On random lines nothing shows."),
        (0.0, -0.008, 0.0, "gains nothing that shows; the LSTM gains more. On random lines nothing shows."),
    ],
)
def test_the_bold_words_hold_what_is_gained_without_the_lstm_and_what_it_costs(plain, beyond, cost, said):
    text = rendered("context", {"context": made_up(plain=plain, beyond=beyond, cost=cost)})
    assert f"The network without the LSTM {said}" in text


def test_beside_the_bold_words_stand_their_intervals():
    text = rendered("context", {"context": made_up(plain=-0.03, beyond=-0.001, cost=0.04)})
    assert (
        "Without the LSTM it is −3.00 points (−3.20 to −2.80), and the difference of the two −0.10 (−0.30 to"
        " 0.10). On random lines the LSTM differs from its control by 4.00 points (3.80 to 4.20)." in text
    )


def test_the_page_says_what_it_costs():
    text = rendered("context", {"context": made_up()})
    assert (
        "the LSTM that learnt it makes more errors than its control: 2.00% against 3.00%, 0.40 points" in text
    )
    assert "cannot be told from its control" in rendered("context", {"context": made_up(cost=0.001)})
