import pandas as pd
import pytest

from answers.words import rendered
from digitlab.answers import identities

CONFIG = {"identities": {"units": 50, "depth": 2}}
ERRORS = {
    **{"softmax_shift": 2e-15, "stacked_linear": 3e-16, "logistic_slope": 2e-13, "tanh_slope": 5e-13},
    **{"tanh_is_logistic": 3e-16, "linear_gradient": 2e-15},
}


def depth(largest=0.24):
    rows = [
        {"activation": name, "layers": k, "typical": 0.9 * share**k, "largest": share**k, "bound": bound**k}
        for name, share, bound in (("logistic", largest, 0.25), ("tanh", 0.8, 1.0))
        for k in range(3)
    ]
    return pd.DataFrame(rows)


def made_up(errors=ERRORS, rank=6, table=None):
    overflow = [
        {"precision": "float32", "naive": 89, "finite": True},
        {"precision": "float64", "naive": 710, "finite": True},
    ]
    summary = {"samples": 1000, "errors": errors, "rank": rank, "narrowest": 6, "overflow": overflow}
    return identities.answer(CONFIG, summary, depth() if table is None else table)


@pytest.mark.parametrize(
    ("name", "error", "holds"),
    [
        ("softmax_shift", 1e-12, True),
        ("softmax_shift", 1.1e-12, False),
        ("tanh_slope", 1e-9, True),
        ("tanh_slope", 2e-9, False),
    ],
)
def test_an_identity_holds_but_for_rounding_or_what_a_difference_is_off_by(name, error, holds):
    assert identities.holds(name, error) is holds
    assert (made_up(errors=ERRORS | {name: error}).verdict == "all") is holds


def test_the_rank_is_what_the_narrowest_layer_allows():
    assert made_up().full_rank
    assert not made_up(rank=5).full_rank


def test_a_gradient_longer_than_its_bound_is_said():
    assert made_up().bounded
    assert not made_up(table=depth(0.26)).bounded
    # As long as the bound, but for rounding.
    assert made_up(table=depth(0.25 * (1 + 1e-14))).bounded


def test_what_is_left_is_that_of_the_deepest_layer():
    numbers = made_up().numbers
    assert numbers["logistic_largest"].value == pytest.approx(0.24**2)
    assert numbers["logistic_bound"].value == pytest.approx(0.0625)
    assert numbers["tanh_typical"].value == pytest.approx(0.9 * 0.64)


def test_the_page_names_where_a_softmax_fails():
    text = rendered("identities", {"identities": made_up()})
    assert "32 bits 89 works 64 bits 710 works" in text
