"""The verdicts on the worked example's own figures, with what somebody may have done to them."""

from dataclasses import replace

import numpy as np
import pytest

from digitlab.check import causes, computed, figures, judge, slips, ways

from .injected import ASKED, solution

PARAMETERS = {
    "b": [-1, 1],
    "c": [0.5, -0.5],
    "W": [[1, -1], [0, 2]],
    "U": [[-1, 0], [1, -2]],
    "V": [[-2, 1], [-1, 0]],
    "x": [[1, 0], [0.5, 0.25], [0, 1]],
    "epsilon": 1e-4,
    "learning_rate": 0.002,
}
RIGHT = ways.right_way(PARAMETERS, False, False)


def judged(given, summed=False):
    return judge.judged(PARAMETERS, False, given, summed, asked=3)


def with_text(given, name, place, text):
    return [figures.written(name, place, text) if (f.name, f.place) == (name, place) else f for f in given]


def rows(judgement):
    return {(row.figure.name, row.figure.place): row for row in judgement.figures}


def test_figures_come_in_the_order_in_which_they_are_computed():
    given = solution(RIGHT, None)
    judgement = judged(given[::-1])
    assert [row.figure for row in judgement.figures] == given
    assert {row.verdict for row in judgement.figures} == {"right"}
    assert judgement.slips == []


def test_what_follows_from_a_wrong_figure_is_right_from_there_on():
    wrong = replace(RIGHT, tanh_slope=0.0)
    gradient = computed.figures([wrong])["gradient_unrolled"][0]
    # The step and the loss after it are worked from that gradient as it is written.
    written = np.array([float(f"{value:.4g}") for value in gradient])
    updated = np.array(PARAMETERS["b"]) - 0.002 * written
    loss = computed.figures([replace(RIGHT, biases=updated[None])])["loss"][0]
    given = solution(RIGHT)
    for place in range(2):
        given = with_text(given, "gradient_unrolled", (place,), f"{gradient[place]:.4g}")
        given = with_text(given, "updated_bias", (place,), f"{updated[place]:.10f}")
    found = rows(judged(with_text(given, "updated_loss", (), f"{loss:.9f}")))
    assert found["gradient_unrolled", (0,)].verdict == "explained"
    assert found["gradient_unrolled", (0,)].causes[0].slips == ("tanh_derivative_left_out",)
    assert found["updated_bias", (1,)].verdict == "right from there on"
    assert found["updated_loss", ()].verdict == "right from there on"
    assert found["updated_loss", ()].causes[0].own
    assert found["updated_loss", ()].causes[0].gives == pytest.approx(loss)


def test_a_slip_on_top_of_an_earlier_wrong_figure_is_found():
    given = with_text(solution(RIGHT), "gradient_unrolled", (1,), "0.87654321")
    given = with_text(given, "updated_bias", (1,), f"{1 + 0.002 * 0.87654321:.8f}")
    found = rows(judged(given))
    assert found["gradient_unrolled", (1,)].verdict == "unexplained"
    row = found["updated_bias", (1,)]
    assert row.verdict == "explained"
    assert row.causes[0].own
    assert {"step_up"} <= {name for cause in row.causes for name in cause.slips}
    assert "The rest follows from the earlier figures given." in row.causes[0].words


def test_a_difference_of_rounded_losses_is_a_rounding_carried_on():
    given = [f for f in solution(RIGHT, None) if f.name in ("loss_plus_epsilon", "loss_minus_epsilon")]
    given = [figures.written(f.name, f.place, f"{f.value:.6f}") for f in given]
    sides = {(f.name, f.place): f.value for f in given}
    quotient = (sides["loss_plus_epsilon", (1,)] - sides["loss_minus_epsilon", (1,)]) / 2e-4
    given += [figures.written("gradient_central_difference", (1,), f"{quotient:.6f}")]
    row = rows(judged(given))["gradient_central_difference", (1,)]
    assert row.verdict == "explained"
    assert row.causes[0].slips == (causes.ROUNDED,)


def test_a_typing_error_is_unexplained():
    found = rows(judged(with_text(solution(RIGHT), "loss", (), "3.0027081")))
    assert found["loss", ()].verdict == "unexplained"
    assert found["loss", ()].causes == ()
    assert [row.verdict for row in found.values()].count("right") == len(found) - 1


@pytest.mark.parametrize(
    ("text", "slip"), [("3.00", slips.CUT_OFF), ("3.007", None), ("3", slips.TOO_FEW_DIGITS)]
)
def test_how_a_figure_was_written_is_said(text, slip):
    row = rows(judged(with_text(solution(RIGHT), "loss", (), text)))["loss", ()]
    assert row.verdict == ("explained" if slip else "right")
    if slip:
        assert row.causes[0].slips == (slip,)


def test_single_precision_of_another_program_is_told_by_its_steps():
    quantum = causes.loss_quantum(3.0072081, 1e-4)
    assert quantum == pytest.approx(float(np.spacing(np.float32(3.0072081))) / 2e-4)
    value = quantum * (round(0.43401 / quantum) + 3)
    row = rows(judged([figures.written("gradient_central_difference", (1,), f"{value:.9f}")]))
    row = row["gradient_central_difference", (1,)]
    assert row.causes[0].slips == (slips.SINGLE,)
    assert "moves in steps of 0.0012" in row.causes[0].words
    between = rows(
        judged([figures.written("gradient_central_difference", (1,), f"{value + quantum / 2:.9f}")])
    )
    assert between["gradient_central_difference", (1,)].verdict == "unexplained"


def test_the_reading_of_the_loss_is_inferred_where_it_is_not_stated():
    for summed in (False, True):
        given = solution(ways.right_way(PARAMETERS, False, summed))
        judgement = judged(given, None)
        assert (judgement.summed, judgement.known) == (summed, "inferred")
        assert {row.verdict for row in judgement.figures} == {"right"}
        stated = judged(given, not summed)
        assert (stated.summed, stated.known) == (not summed, "stated")
        assert stated.slips[0] == (("last_for_sum", "sum_for_last")[summed],)
    outputs = [figure for figure in given if figure.name == "y_hat"]
    assert judged(outputs, None).known == "either"


def test_where_a_slip_left_nothing_right_the_reading_is_that_which_explains_more():
    for summed in (False, True):
        right = ways.right_way(PARAMETERS, False, summed)
        given = solution(replace(right, c=np.zeros(2)))
        judgement = judged(given, None)
        assert not any(
            row.verdict == "right" and row.figure.name != "updated_bias" for row in judgement.figures
        )
        assert (judgement.summed, judgement.known) == (summed, "inferred")
        assert set(judgement.slips) == {("c_left_out",)}


def test_a_step_by_the_difference_quotient_is_right():
    given = solution(replace(RIGHT, from_quotient=True), ASKED, ".13g")
    assert {row.verdict for row in judged(given).figures} == {"right"}


def test_the_simplest_cause_comes_first_and_all_are_named():
    # With one unit every component's sign is the step's own: that is no slip of its own.
    given = solution(replace(RIGHT, direction=1.0))
    for row in judged(given).figures:
        if row.verdict == "explained":
            sizes = [len(cause.slips) for cause in row.causes]
            assert sizes == sorted(sizes)
            assert row.causes[0].slips == ("step_up",)
    # Turning the sign of the only component that is not zero is turning the step.
    named = {cause.slips for row in judged(given).figures for cause in row.causes}
    assert ("sign_of_one_component",) in named


def test_pairs_are_tried_on_small_networks_alone(monkeypatch):
    assert judged(solution(RIGHT)).pairs
    monkeypatch.setattr(causes, "LARGEST_FOR_PAIRS", 11)
    given = solution(replace(RIGHT, direction=1.0, square=1.0))
    judgement = judged(given)
    assert not judgement.pairs
    assert all(len(cause.slips) < 2 for row in judgement.figures for cause in row.causes)


def test_few_digits_are_no_evidence():
    # 0.3 is what some slip gives, to one digit.
    row = rows(judged([figures.written("gradient_unrolled", (1,), "0.3")]))["gradient_unrolled", (1,)]
    assert row.verdict == "unexplained"


def test_what_slips_lead_to_is_computed_once_for_the_same_parameters():
    given = solution(replace(RIGHT, direction=1.0, square=1.0))
    causes.singles_of.cache_clear()
    causes.pairs_of.cache_clear()
    first, second = judged(given), judged(given)
    assert first == second
    assert (causes.pairs_of.cache_info().misses, causes.pairs_of.cache_info().hits) == (1, 1)
    other = judge.judged(PARAMETERS | {"c": [0.5, -0.25]}, False, given, False, asked=3)
    assert causes.pairs_of.cache_info().misses == 2
    assert other != first


def test_ways_are_the_same_where_every_field_is():
    again = ways.right_way(PARAMETERS, False, False)
    assert again == RIGHT
    assert len({again, RIGHT}) == 1
    for other in (replace(RIGHT, rate=0.1), replace(RIGHT, c=-RIGHT.c), replace(RIGHT, precision="single")):
        assert other != RIGHT
