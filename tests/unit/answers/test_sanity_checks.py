import pytest

from answers.words import made_up as all_made_up
from answers.words import rendered
from digitlab.answers import sanity_checks


def stage(layers, absolute=0.5, correlation=0.1, half=0.2, draws=4):
    row = {"layers": layers, "draws": draws}
    for name, value in (("correlation", correlation), ("absolute", absolute)):
        low, high = (None, None) if value is None else (value - half, value + half)
        row |= {name: value, f"{name}_low": low, f"{name}_high": high}
    return row


def agreed(name, over, correlation, ink):
    """A row in which the difference to the ink has an interval a tenth to either side."""
    row = {"map": name, "over": over, "images": 9}
    beyond = None if None in (correlation, ink) else correlation - ink
    for label, value in (("correlation", correlation), ("beyond", beyond)):
        low, high = (None, None) if value is None else (value - 0.1, value + 0.1)
        row |= {label: value, f"{label}_low": low, f"{label}_high": high}
    return row


def summary(stages=None, squares=(0.7, 0.2, 0.8), **changed):
    names = ("integrated gradients", "gradient times input", "the ink itself")
    agreement = [
        agreed(name, over, value, squares[2])
        for name, value in zip(names, squares, strict=True)
        for over in ("pixels with ink", "all pixels", "squares")
    ]
    made = {"digit": 6, "patch": 8, "stride": 2, "images": 9, "draws": 4, "steps": 5}
    made |= {"halves": {"splits": 7, "correlation": 0.9, "low": 0.8, "high": 0.95}}
    made |= {"stages": stages or [stage(1, 0.9), stage(2, 0.7), stage(3)], "agreement": agreement}
    return made | changed


def answer(**changed):
    return sanity_checks.answer({}, summary(**changed))


def made_up():
    return answer()


def words(found):
    return rendered("sanity_checks", all_made_up() | {"sanity_checks": found})


@pytest.mark.parametrize(
    ("absolute", "verdict"),
    [(0.71, "the digit"), (0.7, "both"), (0.31, "both"), (0.3, "the network"), (None, "undefined")],
)
def test_what_the_map_is_about_is_told_by_what_all_random_layers_leave(absolute, verdict):
    assert sanity_checks.about(absolute) == verdict
    found = answer(stages=[stage(1, 0.99), stage(2, absolute)])
    assert found.verdict == verdict
    assert found.numbers["all_random"].value == absolute
    assert words(found)


@pytest.mark.parametrize(
    ("correlation", "direction"),
    [(0.3, "positive"), (0.2, "undecided"), (-0.1, "undecided"), (-0.3, "negative"), (None, "undecided")],
)
def test_the_direction_is_told_by_the_interval_over_draws(correlation, direction):
    assert answer(stages=[stage(1), stage(2, correlation=correlation)]).direction == direction


@pytest.mark.parametrize(
    ("squares", "verdict"),
    [
        ((0.7, 0, 0.59), "beyond the ink"),
        ((0.7, 0, 0.61), "as the ink"),
        ((0.7, 0, 0.79), "as the ink"),
        ((0.7, 0, 0.81), "below the ink"),
        ((0.31, 0, 0.9), "below the ink"),
        ((0.3, 0, 0.9), "hardly"),
        ((0.3, 0, -0.9), "hardly"),
        # The interval is a tenth to either side.
        ((-0.09, 0, 0.2), "hardly"),
        ((-0.11, 0, 0.2), "weakly opposed"),
        ((-0.3, 0, 0.2), "weakly opposed"),
        ((-0.31, 0, 0.2), "opposed"),
        ((None, 0, 0.9), "undefined"),
        ((0.5, 0, None), "undefined"),
    ],
)
def test_maps_agree_more_than_the_ink_as_much_or_less(squares, verdict):
    found = answer(squares=squares)
    assert found.integrated == verdict
    assert answer(squares=(squares[1], squares[0], squares[2])).gradient == verdict
    assert words(found)


def test_figures_are_those_of_the_first_and_the_last_stage():
    numbers = answer().numbers
    assert (numbers["output_random"].value, numbers["all_random"].value) == (0.9, 0.5)
    assert (numbers["all_random"].low, numbers["all_random"].high, numbers["all_random"].n) == (0.3, 0.7, 4)
    assert (numbers["all_random_signed"].value, numbers["halves"].value) == (0.1, 0.9)
    assert (numbers["integrated_squares"].value, numbers["integrated_squares"].n) == (0.7, 9)
    assert [numbers[f"{name}_squares"].value for name in ("gradient", "ink")] == [0.2, 0.8]
    assert numbers["integrated_beyond"].value == pytest.approx(-0.1)
    assert numbers["gradient_beyond"].high == pytest.approx(-0.5)
    assert (numbers["halves"].low, numbers["halves"].high) == (0.8, 0.95)
    # One network's: nothing is said of others.
    assert sanity_checks.SanityChecks.CLAIMS == ()
    assert "networks)" not in words(answer())


def test_layers_are_named_from_the_output_down():
    assert [row["name"] for row in answer().stages] == ["output", "output to convolution 2", "all"]


def test_a_table_has_a_row_for_each_map():
    rows = answer().agreement
    assert [row["map"] for row in rows] == ["integrated gradients", "gradient times input", "the ink itself"]
    assert rows[0]["squares"]["correlation"] == 0.7
