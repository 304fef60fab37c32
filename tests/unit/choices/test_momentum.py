import itertools

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from digitlab.choices import momentum


@given(st.floats(-1, 6), st.floats(-1.5, 1.5), st.floats(0.1, 3))
def test_theory_is_the_spectral_radius(eta, mu, curvature):
    step = np.array([[1 - eta * curvature, mu], [-eta * curvature, mu]])  # of (x, v)
    radius = np.abs(np.linalg.eigvals(step)).max()
    assume(abs(radius - 1) > 1e-9)
    assert momentum.converges(eta, mu, curvature) == (radius < 1)


def test_running_it_agrees_away_from_the_border():
    eta, mu = np.linspace(-0.37, 4.41, 41), np.linspace(-1.31, 1.29, 41)
    ran = momentum.converged(eta, mu, 3000)
    for i, m in enumerate(mu):
        for j, e in enumerate(eta):
            step = np.array([[1 - e, m], [-e, m]])
            if abs(np.abs(np.linalg.eigvals(step)).max() - 1) > 0.01:
                assert ran[i, j] == momentum.converges(e, m), (e, m)
    region = momentum.region(eta, mu, 3000)
    np.testing.assert_array_equal(region["ran"], ran)
    summary = momentum.agreement(**region)
    assert summary["above_one"] == summary["below_minus_one"] == summary["off_border"] == 0
    assert summary["largest_eta_negative"] < 2 < summary["largest_eta_positive"] < 4
    assert summary["points"] == summary["agree"] == 41 * 41


def test_points_that_differ_are_off_the_border_where_all_around_them_is_on_one_side():
    eta, mu = np.linspace(0.1, 3, 6), np.linspace(-0.9, 1.5, 5)
    theory = np.zeros((5, 6), bool)
    theory[:3, :3] = True
    ran = theory.copy()
    ran[2, 2] = False  # on the inner edge
    ran[3, 3] = True  # on the outer one
    ran[0, 0] = False  # inside, in the grid's corner
    ran[4, 5] = True  # outside
    summary = momentum.agreement(eta, mu, ran, theory)
    assert (summary["points"], summary["agree"], summary["off_border"]) == (30, 26, 2)
    assert (summary["above_one"], summary["negative"]) == (1, 5)
    assert (summary["largest_eta_negative"], summary["largest_eta_positive"]) == (eta[2], eta[5])


def test_where_nothing_converges_there_is_no_largest_eta():
    eta, mu = np.linspace(5, 6, 3), np.linspace(-0.5, 0.5, 3)
    summary = momentum.agreement(**momentum.region(eta, mu, 200))
    assert (summary["negative"], summary["largest_eta_negative"], summary["largest_eta_positive"]) == (
        0,
        None,
        None,
    )


def test_the_border_is_where_theory_changes_its_mind():
    corners = list(zip(momentum.BORDER["border_eta"], momentum.BORDER["border_mu"], strict=True))
    for (e0, m0), (e1, m1) in itertools.pairwise(corners):
        e, m = (e0 + e1) / 2, (m0 + m1) / 2
        around = [(e + de, m + dm) for de in (-0.01, 0.01) for dm in (-0.01, 0.01)]
        assert {momentum.converges(*point) for point in around} == {True, False}


def test_an_axis_holds_an_exact_zero_where_it_passes_through_it():
    for low, high, points in ((-0.4, 4.4, 97), (-1.3, 1.3, 97), (-0.3, 0.6, 10)):
        values = momentum.axis(low, high, points)
        assert (values == 0).sum() == 1
        np.testing.assert_allclose(values, np.linspace(low, high, points), atol=1e-12)
    assert (momentum.axis(0.1, 1, 10) != 0).all()


@given(st.floats(-1, 6), st.floats(-1.5, 1.5), st.floats(0.1, 3))
def test_the_factor_is_the_steps_spectral_radius(eta, mu, curvature):
    step = np.array([[1 - eta * curvature, mu], [-eta * curvature, mu]])
    expected = np.abs(np.linalg.eigvals(step)).max()
    assert abs(momentum.factor(eta, mu, curvature) - expected) < 1e-6


def test_points_that_differ_are_listed_with_their_factor():
    eta, mu = np.array([0.0, 1.0]), np.array([0.0, 0.5])
    theory = np.array([[momentum.converges(e, m) for e in eta] for m in mu])
    ran = theory.copy()
    ran[0, 0], ran[1, 1] = True, False
    summary = momentum.agreement(eta, mu, ran, theory)
    [border, inside] = summary["differing"]
    assert (border["eta"], border["mu"], border["ran"], border["factor"]) == (0.0, 0.0, True, 1.0)
    assert (inside["eta"], inside["mu"], inside["ran"]) == (1.0, 0.5, False)
    assert abs(inside["factor"] - np.sqrt(0.5)) < 1e-12
    assert (summary["agree"], summary["on_border"]) == (2, 1)
