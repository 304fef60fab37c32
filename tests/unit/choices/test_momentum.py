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
    described = momentum.described(eta, mu, ran)
    assert described["above_one"] == described["below_minus_one"] == 0
    assert described["largest_eta_negative"] < 2 < described["largest_eta_positive"] < 4
