"""The worked example's quantities are written as a book writes them, every one that is published."""

import re

import pytest
import yaml
from conftest import ROOT

from digitlab.report.symbols import symbol
from digitlab.sequences import published

REFERENCE = yaml.safe_load((ROOT / "workflow/reference/published_answers.json").read_text())


def plain(name):
    """With ``_`` and ``^`` for what stands low and high."""
    return re.sub(r"</?i>|</su[bp]>", "", symbol(name)).replace("<sub>", "_").replace("<sup>", "^")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("db1.a2[3]", "∂a_2^(3)/∂b_1"),
        ("dL_dh3[2]", "∂L/∂h_2^(3)"),
        ("gradient_unrolled_by_step[2,1]", "∂L^(2)/∂b_1"),
        ("y_hat[3,1] + y_hat[3,2]", "ŷ_1^(3) + ŷ_2^(3)"),
        ("loss_at_b2_minus_epsilon", "L at b_2 − ε"),
        ("updated_bias[1]", "b_1 after a step"),
    ],
)
def test_a_quantity_is_written_as_in_a_book(name, written):
    assert plain(name) == written


def test_every_published_quantity_has_a_symbol_of_its_own():
    names = {row["quantity"] for row in published.compared(REFERENCE)}
    assert len({symbol(name) for name in names}) == len(names) > 40


def test_an_unknown_quantity_is_named():
    with pytest.raises(ValueError, match="no symbol stands for riddle"):
        symbol("riddle")
