"""Slips put into right solutions of random problems: are they named, and is who made none left in peace?

The whole of it, ten problems a slip, one a pair, and 1,000 right solutions, takes a few minutes:
``DIGITLAB_LONG=1`` with ``-s``, which prints what was counted. Without it a share is run.
"""

import os
from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from digitlab.check import figures, judge, slips, ways

from .injected import ASKED, EIGHT, drawn, numbers, one_of, solution
from .test_slips import PROGRAMS, Program

LONG = bool(os.environ.get("DIGITLAB_LONG"))
SETS, PAIRS_OF, RIGHT = (10, 1, 1000) if LONG else (2, 33, 60)  # of 33 pairs one in the short form
TRIES = 400
OF_LSTM = {
    *("gates_exchanged", "other_candidate", "output_not_squashed", "forget_bias_elsewhere"),
    *("state_for_output", "sigma_derivative_left_out"),
}
READINGS = {"last_for_sum": True, "sum_for_last": False}


def problem(random, lstm, *names):
    """Parameters, a reading of the loss in which these slips can be made, and the right way."""
    parameters = drawn(random)
    summed = next((READINGS[name] for name in names if name in READINGS), bool(random.integers(2)))
    return parameters, summed, ways.right_way(parameters, lstm, summed)


def with_slip(random, slip, lstm):
    """A problem and its solution with one slip that changes a figure of it; None where there is no such."""
    for _ in range(TRIES):
        parameters, summed, way = problem(random, lstm, slip.name)
        made = one_of(random, slip.ways(way))
        given = made and solution(made)
        if given and numbers(given) != numbers(solution(way)):
            return parameters, summed, given
    return None


def with_pair(random, one, other, lstm, tries=15):
    """The same with two slips that each change what the other leads to."""
    for _ in range(tries):
        parameters, summed, way = problem(random, lstm, one.name, other.name)
        first = one_of(random, one.ways(way))
        second = first and one_of(random, other.ways(first))
        given = second and solution(second)
        alone = [solution(made) for slip in (one, other) for made, _ in slip.ways(way)]
        if given and numbers(given) not in [numbers(of) for of in (solution(way), *alone)]:
            return parameters, summed, given
    return None


@pytest.mark.parametrize("lstm", [False, True], ids=["rnn", "lstm"])
def test_a_slip_alone_is_named_first(lstm):
    random = np.random.default_rng(11)
    made, first, everywhere, other = Counter(), Counter(), Counter(), Counter()
    for slip in slips.CATALOGUE:
        for _ in range(SETS):
            found = with_slip(random, slip, lstm)
            if not found:
                continue
            parameters, summed, given = found
            judgement = judge.judged(parameters, lstm, given, summed, asked=3)
            made[slip.name] += 1
            named = judgement.slips
            first[slip.name] += named[:1] == [(slip.name,)]
            everywhere[slip.name] += set(named) == {(slip.name,)}
            if named[:1] != [(slip.name,)]:
                other[slip.name, *(named[0] if named else ())] += 1
            assert not [row for row in judgement.figures if row.verdict == "unexplained"]
    counts = made.total(), first.total(), everywhere.total()
    print(
        f"\n{'lstm' if lstm else 'rnn'}: {counts[0]} solutions with one of {len(made)} slips, named first in"
    )
    print(f"{counts[1]}, in {counts[2]} of them alone; others first: {dict(other)}")
    assert set(made) == {slip.name for slip in slips.CATALOGUE} - (set() if lstm else OF_LSTM)
    assert first.total() >= 0.95 * made.total()
    # Another epsilon may move a quotient by less than two right computations of it lie apart.
    assert all(first[name] >= 0.7 * made[name] - 0.5 for name in made)


@pytest.mark.parametrize("lstm", [False, True], ids=["rnn", "lstm"])
def test_a_slip_of_another_program_is_named(lstm):
    # Written by a program of torch's, which shares nothing with what explains it.
    random = np.random.default_rng(14)
    counted = Counter()
    for name, programs in PROGRAMS.items():
        for program in [program for program in programs if program is not None] * SETS:
            parameters, summed, _ = problem(random, lstm, name)
            parameters |= {"candidate": "tanh"}
            way = ways.right_way(parameters, lstm, summed)
            [slip] = [slip for slip in slips.CATALOGUE if slip.name == name]
            if not list(slip.ways(way)) or (program.get("no_recurrent_gates") and not lstm):
                continue
            found = Program(**{"summed": summed} | program).figures(parameters, lstm)
            given = [
                figures.written(figure, place, format(float(value[place]), EIGHT))
                for figure, value in found.items()
                for place in np.ndindex(value.shape)
            ]
            if numbers(given) == numbers(solution(way)):
                continue
            named = judge.judged(parameters, lstm, given, summed, asked=3).slips
            counted.update({"made": 1, "first": named[:1] == [(name,)], name: 1})
    print(f"\n{'lstm' if lstm else 'rnn'}: of another program, {dict(counted)}")
    assert counted["first"] >= 0.95 * counted["made"]


@pytest.mark.parametrize("lstm", [False, True], ids=["rnn", "lstm"])
def test_a_pair_of_slips_is_among_the_named(lstm):
    random = np.random.default_rng(12)
    of_this = [slip for slip in slips.CATALOGUE if lstm or slip.name not in OF_LSTM]
    of_pairs = list(combinations(of_this, 2))[::PAIRS_OF]
    counted = Counter()
    for one, other in of_pairs:
        found = with_pair(random, one, other, lstm)
        if not found:
            continue
        parameters, summed, given = found
        judgement = judge.judged(parameters, lstm, given, summed, asked=3)
        causes = [row.causes for row in judgement.figures if row.causes]
        both = {one.name, other.name}
        as_pair = any(set(cause.slips) == both for of_figure in causes for cause in of_figure)
        each = both <= {name for of_figure in causes for name in of_figure[0].slips}
        counted.update({"made": 1, "as a pair": as_pair, "each first": each, "either": as_pair or each})
    print(f"\n{'lstm' if lstm else 'rnn'}: pairs {dict(counted)}")
    assert counted["made"] > 0.6 * len(of_pairs)
    assert counted["either"] >= 0.8 * counted["made"]


def test_nobody_is_accused_of_a_right_solution():
    random = np.random.default_rng(13)
    accused, figures = 0, 0
    for number in range(RIGHT):
        lstm = bool(number % 2)
        parameters, summed, way = problem(random, lstm)
        form = ("#.8g", ".8g", ".5g", ".12g", ".17g")[number // 2 % 5]
        given = solution(way, ASKED if number % 4 < 2 else None, form)
        judgement = judge.judged(parameters, lstm, given, None if number % 3 else summed, asked=3)
        accused += any(row.verdict != "right" for row in judgement.figures)
        figures += len(given)
    print(f"\n{accused} of {RIGHT} right solutions with {figures} figures accused")
    assert accused == 0
