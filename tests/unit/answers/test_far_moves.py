import pandas as pd
import pytest
from scipy.stats import binomtest

from digitlab.answers import far_moves


def ink(cut=(0.6, 0.02, 0.0, 0.01, 0.5)):
    shares = {"cut_share": cut, "lost": [0.3, 0.1, 0, 0.05, 0.2]}
    table = pd.DataFrame({"pixels": [-2, -1, 0, 1, 2], "digits": 100} | shares)
    return table.assign(cut_low=table.cut_share - 0.01, cut_high=table.cut_share + 0.02)


def precision(left=0.5, right=0.75, given=40):
    """Of a 1 and a 7, moved two pixels either way; ``given``: images called 1 there."""
    rows = []
    for digit in (1, 7):
        for pixels, share in ((-2, left), (0, 0.96), (2, right)):
            row = {"pixels": pixels, "digit": digit, "members": 30, "given": given if pixels else 31}
            row |= {"recall_share": 0.875, "recall_low": 0.75, "recall_high": 0.9375}
            row |= {"precision_share": share, "precision_low": share - 0.02, "precision_high": share + 0.02}
            rows.append(row)
    return pd.DataFrame(rows)


def test_ink_is_cut_off_from_the_first_move_either_way_that_does_it():
    found, numbers = far_moves.ink(ink())
    assert (found.some, found.most, found.worst) == (1, 2, -2)
    assert (numbers["cut_far"].value, numbers["cut_far"].low, numbers["cut_far"].n) == (0.6, 0.59, 100)
    assert numbers["lost_far"].value == 0.3
    little = far_moves.ink(ink((0.5, 0.01, 0.0, 0.01, 0.2)))[0]
    assert (little.some, little.most) == (2, None)
    none = far_moves.ink(ink((0.0, 0.0, 0.0, 0.0, 0.01)))[0]
    assert (none.some, none.most, none.worst) == (None, None, 2)


def test_the_end_with_the_lower_precision_is_told():
    found, numbers = far_moves.far(precision(), 1, default=1)
    assert (found.pixels, len(found.by_pixels)) == (-2, 3)
    assert (numbers["precision_far"].value, numbers["precision_far"].n) == (0.5, 40)
    assert (numbers["recall_far"].value, numbers["recall_far"].n) == (0.875, 30)
    # Of 30 1s and 30 7s so moved 40 are called 1.
    called, ends = numbers["called_far"], binomtest(40, 60).proportion_ci(method="wilson")
    assert (called.value, called.n) == (40 / 60, 60)
    assert (called.low, called.high) == pytest.approx((ends.low, ends.high))
    assert numbers["precision_unmoved"].value == 0.96
    assert far_moves.far(precision(left=0.75, right=0.5), 1, default=1)[0].pixels == 2


@pytest.mark.parametrize(
    ("far", "given", "default", "verdict"),
    [
        (0.5, 40, 1, "default label"),
        (0.5, 40, 7, "drawn in"),
        (0.93, 40, 1, "told apart"),  # its interval reaches that of the unmoved
        (0.91, 40, 1, "default label"),
        (0.5, 0, 1, "told apart"),
    ],
)
def test_a_label_that_survives_is_worth_what_its_precision_is(far, given, default, verdict):
    assert far_moves.far(precision(left=far, right=0.97, given=given), 1, default)[0].survival == verdict
