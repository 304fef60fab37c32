import numpy as np
import pytest
from sklearn.linear_model import Ridge

from digitlab.sequences import echo_state


def test_states_follow_the_recurrence():
    random = np.random.default_rng(0)
    W, U, b = random.normal(0, 0.3, (4, 4)), random.normal(0, 1, (4, 2)), random.normal(0, 1, 4)
    x = random.normal(0, 1, (6, 2))
    h = echo_state.states(W, U, b, x)
    np.testing.assert_allclose(h[0], np.tanh(b + U @ x[0]))
    np.testing.assert_allclose(h[5], np.tanh(b + W @ h[4] + U @ x[5]))


def test_the_fit_is_scikit_learns_ridge_regression():
    random = np.random.default_rng(1)
    h = random.normal(2, 1, (200, 7))
    y = h @ random.normal(0, 1, (7, 3)) + 0.5 + random.normal(0, 0.1, (200, 3))
    ridge = 0.01
    V, c = echo_state.fit_output(h, y, ridge)
    alpha = ridge * np.square(h - h.mean(0)).sum() / 7
    expected = Ridge(alpha=alpha).fit(h, y)
    np.testing.assert_allclose(V, expected.coef_, rtol=1e-8)
    np.testing.assert_allclose(c, expected.intercept_, rtol=1e-8)


def test_a_delay_line_recalls_as_many_steps_as_it_has_units(monkeypatch):
    # A shift register with hardly any squashing: unit k holds the input of k steps ago.
    n = 10
    monkeypatch.setattr(echo_state, "random_matrix", lambda units, radius, random: np.eye(units, k=-1))

    class OnlyTheFirst(np.random.Generator):
        def uniform(self, low, high, size):
            drawn = super().uniform(low, high, size)
            if size == (n, 1):
                drawn[:] = 0
                drawn[0] = 1e-3
            return drawn

    random = OnlyTheFirst(np.random.PCG64(0))
    recall = echo_state.recall(n, 1.0, 1e-3, 1500, 50, 1e-12, 20, random)
    np.testing.assert_allclose(recall[: n - 1], 1, atol=1e-4)  # unit 0 holds the input of now
    assert recall[n - 1 :].max() < 0.05


def test_capacity_never_exceeds_the_number_of_units():
    recall = echo_state.recall(20, 0.9, 0.1, 3000, 100, 1e-9, 100, np.random.default_rng(0))
    assert recall.shape == (100,)
    assert 10 < recall.sum() < 20 + 100 * 3 / 2800  # what chance alone adds at each delay
    assert recall[0] == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("leak", [0.3, 1.0])
def test_reservoirpy_has_the_same_states_and_the_same_readout(leak):
    nodes = pytest.importorskip("reservoirpy.nodes", reason="reservoirpy is a development dependency")
    random = np.random.default_rng(2)
    W, U, b = random.normal(0, 0.2, (12, 12)), random.normal(0, 1, (12, 3)), random.normal(0, 0.5, 12)
    x = random.normal(0, 1, (80, 3))
    reservoir = nodes.Reservoir(W=W, Win=U, bias=b, lr=leak, activation="tanh")
    h = echo_state.states(W, U, b, x, leak)
    np.testing.assert_allclose(h, reservoir.run(x), atol=1e-12)
    targets = random.normal(0, 1, (80, 2))
    V, c = echo_state.fit_output(h, targets, 1e-3)
    penalty = 1e-3 * np.square(h - h.mean(0)).sum() / 12
    expected = nodes.Ridge(ridge=penalty).fit(h, targets).run(h)
    np.testing.assert_allclose(h @ V.T + c, expected, atol=1e-8)


def test_the_last_states_of_letters_are_those_of_the_recurrence():
    random = np.random.default_rng(3)
    W, U = random.normal(0, 0.2, (9, 9)), random.normal(0, 1, (9, 5))
    letters = random.integers(5, size=(4, 20))
    found = echo_state.last_states(W, U, letters, 0.4)
    for row, sequence in zip(found, letters, strict=True):
        h = echo_state.states(W, U, np.zeros(9), np.eye(5)[sequence], 0.4)
        np.testing.assert_allclose(row, h[-1], atol=1e-5)


def test_the_first_values_above_a_threshold_are_counted():
    assert echo_state.first_above(np.array([0.9, 0.8, 0.4, 0.9]), 0.5) == 2
    assert echo_state.first_above(np.array([0.9, 0.8]), 0.5) == 2
    assert echo_state.first_above(np.array([0.1]), 0.5) == 0
    assert echo_state.first_above(np.array([0.9, 0.5]), 0.5) == 1


def test_a_sweep_has_a_row_for_each_pair_with_the_same_draws():
    reservoir = {
        "units": 6,
        "input_scale": 0.1,
        "steps": 200,
        "washout": 20,
        "ridge": 1e-8,
        "longest_delay": 9,
    }
    rows = echo_state.sweep(radii=[0.5, 0.9], leaks=[0.5, 1.0], seed=3, **reservoir)
    pairs = [(row["spectral_radius"], row["leak"]) for row in rows]
    assert pairs == [(0.5, 0.5), (0.5, 1.0), (0.9, 0.5), (0.9, 1.0)]
    alone = echo_state.recall(**reservoir, radius=0.9, leak=0.5, random=np.random.default_rng(3))
    np.testing.assert_array_equal(rows[2]["recall"], alone)
    assert rows[2]["capacity"] == alone.sum()
    assert rows[2]["recalled_delays"] == echo_state.first_above(alone, echo_state.RECALLED)


def test_below_a_spectral_radius_of_one_a_reservoir_forgets_where_it_began():
    reservoir = {"units": 40, "input_scale": 0.1, "steps": 600, "leak": 1.0}
    left = [
        echo_state.left_of_start(**reservoir, radius=radius, random=np.random.default_rng(0))
        for radius in (0.5, 0.9, 1.5)
    ]
    assert max(left[:2]) < 1e-12 < 1e-2 < left[2]


def test_a_state_to_begin_with_is_where_the_recurrence_begins():
    random = np.random.default_rng(5)
    W, U, b, start = random.normal(0, 0.3, (4, 4)), random.normal(0, 1, (4, 1)), np.zeros(4), random.random(4)
    x = random.normal(0, 1, (3, 1))
    h = echo_state.states(W, U, b, x, 0.4, start)
    np.testing.assert_allclose(h[0], 0.6 * start + 0.4 * np.tanh(W @ start + U @ x[0]))
    linear = echo_state.left_of_start(1, 0.5, 0.0, 1, 1.0, np.random.default_rng(0))
    drawn = np.random.default_rng(0)
    drawn.standard_normal((1, 1)), drawn.uniform(0, 0, (1, 1)), drawn.uniform(-1, 1, (1, 1))
    began = drawn.uniform(-1, 1, 1)
    assert linear == pytest.approx(np.tanh(0.5 * abs(began[0])) / abs(began[0]))
