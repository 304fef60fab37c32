import json

import pytest
from conftest import ROOT

from digitlab import regions
from digitlab.answers.others import solutions

REFERENCE = json.loads((ROOT / "workflow/reference/published_answers.json").read_text())


@pytest.mark.parametrize(("digit", "known"), [(6, ["a", "b"]), (9, [])])
def test_they_are_set_beside_the_digit_that_they_looked_at(digit, known):
    assert list(solutions(REFERENCE, digit)) == known


def test_what_they_name_is_a_part_of_a_digit():
    for said in solutions(REFERENCE, 6).values():
        assert said["part"] in regions.NAMES
        assert isinstance(said["fooled"], bool)
