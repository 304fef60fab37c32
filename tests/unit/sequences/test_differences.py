import numpy as np
import pytest

from digitlab.sequences import differences


def test_of_a_quadratic_it_is_exact():
    found = differences.central_difference(lambda v: float(v @ v), np.array([1.0, -3.0]), 0.1)
    np.testing.assert_allclose(found, [2, -6])


def test_the_slopes_of_a_made_up_curve_are_found():
    epsilons = 10.0 ** np.arange(-12, -0.9, 0.125)
    errors = 1e-16 / epsilons + epsilons**2 / 6
    found = differences.slopes(epsilons, errors)
    assert found["rounding"] == pytest.approx(-1, abs=0.02)
    assert found["truncation"] == pytest.approx(2, abs=0.02)
    assert found["best_epsilon"] == pytest.approx(3e-16 ** (1 / 3), rel=0.3)


def test_a_side_without_points_has_no_slope():
    epsilons = 10.0 ** np.arange(-3, -0.9, 0.125)
    assert differences.slopes(epsilons, epsilons**2)["rounding"] is None


@pytest.mark.parametrize("error", [0.0, np.nan, np.inf])
def test_errors_that_are_none_have_no_regimes(error):
    found = differences.slopes(np.geomspace(1e-12, 0.1, 30), np.full(30, error))
    assert found == dict.fromkeys(differences.REGIMES)
