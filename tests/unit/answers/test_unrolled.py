import numpy as np
import pytest

from digitlab.answers import unrolled

READING = {
    "loss": 3.0,
    "gradient_central_difference": [0.11, 0.2],
    "gradient_unrolled": [0.1, 0.2],
    "updated_bias": [-1.5, 1.5],
    "updated_loss": 2.5,
}


@pytest.mark.parametrize(
    ("before", "after", "step"), [(3, 2.9, "lowers"), (3, 3.1, "raises"), (3, 3, "does not change")]
)
def test_a_step_lowers_raises_or_does_not_change_the_loss(before, after, step):
    assert unrolled.change(before, after) == step


def test_a_reading_has_its_own_figures():
    found = unrolled.reading(READING | {"summed": {}})
    assert {name: getattr(found, name) for name in READING} == READING


@pytest.mark.parametrize(
    ("steps", "units", "shown"), [(12, 4, True), (13, 4, False), (12, 5, False), (1, 1, True), (4, 12, False)]
)
def test_tables_are_shown_of_what_a_page_has_room_for(steps, units, shown):
    assert unrolled.legible(steps, units) is shown


def test_a_table_has_a_row_for_each_component_counted_from_one():
    arrays = {"L": [1, 2], "h": [[1, 2], [3, 4]], "dh": np.arange(8).reshape(2, 2, 2), "unused": [0, 0]}
    lines = unrolled.by_step(arrays, ("dh", "L", "h"))
    assert [(line.symbol, line.i, line.j, line.by_step) for line in lines] == [
        ("dh", "1", "1", [0, 4]),
        ("dh", "1", "2", [1, 5]),
        ("dh", "2", "1", [2, 6]),
        ("dh", "2", "2", [3, 7]),
        ("L", "", "", [1, 2]),
        ("h", "1", "", [1, 3]),
        ("h", "2", "", [2, 4]),
    ]


def test_the_largest_difference_is_that_of_any_pair_whatever_its_sign():
    assert unrolled.largest_difference([([1, 2], [1, 2.5]), ([3], [2])]) == 1
    assert unrolled.largest_difference([([1, 2], [1, 2])]) == 0
