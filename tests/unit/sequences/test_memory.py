import numpy as np
import pytest
import torch

from digitlab.sequences import bptt, lstm, memory, rnn


def gradient_by_autograd(cell, x, what):
    """Norms of the last loss's gradient with respect to h(t) and s(t), by lag, from torch alone."""
    n = len(cell.W)
    W, U, V, c = (torch.tensor(v) for v in (cell.W, cell.U, cell.V, cell.c))
    h, s = torch.zeros(n, dtype=torch.float64), torch.zeros(n, dtype=torch.float64)
    kept = []
    for x_t in torch.tensor(x):
        z = U @ x_t + W @ h
        if isinstance(cell, rnn.Cell):
            h = torch.tanh(torch.tensor(cell.b) + z)
        else:
            phi = torch.tanh if cell.candidate == "tanh" else torch.sigmoid
            gate = [
                torch.sigmoid(torch.tensor(b) + z)
                for b in (cell.forget_bias, cell.input_bias, cell.output_bias)
            ]
            s = gate[0] * s + gate[1] * phi(torch.tensor(cell.candidate_bias) + z)
            s.requires_grad_() if s.is_leaf else s.retain_grad()
            h = torch.tanh(s) * gate[2]
        h.requires_grad_() if h.is_leaf else h.retain_grad()
        kept.append({"h": h, "s": s})
    y = torch.softmax(V @ h + c, 0)
    ((y[0] - 0.5) ** 2 - torch.log(y[1])).backward()
    return np.log10([float(step[what].grad.norm()) for step in reversed(kept)])


def test_norms_of_a_tanh_network_are_those_of_autograd():
    random = np.random.default_rng(0)
    cell = memory.random_rnn(6, 4, 1.1, 0.5, random)
    x = memory.letters(40, 4, random)
    found = memory.rnn_gradient(cell, x)
    np.testing.assert_allclose(found["h"], gradient_by_autograd(cell, x, "h"), atol=1e-9)


def test_shares_of_the_parameters_add_up_to_the_unrolled_gradient_for_one_unit():
    # With one unit every share has one sign at a time, so it can be rebuilt from its norm.
    cell = rnn.Cell([0.1], [0.2, -0.1], [[0.7]], [[0.5]], [[1.0], [-0.5]])
    x = np.array([[0.3], [0.8], [0.5], [0.9]])
    shares = 10 ** memory.rnn_gradient(cell, x)["b"]
    assert shares.sum() == pytest.approx(abs(rnn.unrolled_gradient(cell, x).gradient()[0]), rel=1e-12)


@pytest.mark.parametrize("candidate", lstm.CANDIDATES)
def test_norms_of_an_lstm_are_those_of_autograd(candidate):
    random = np.random.default_rng(1)
    cell = memory.random_lstm(5, 4, 0.9, 0.5, 1.0, 30, random)
    cell = lstm.Cell(*(random.normal(0, 1, (4, 5))), cell.W, cell.U, cell.V, cell.c, candidate)
    x = memory.letters(30, 4, random)
    found = memory.lstm_gradient(cell, x)
    np.testing.assert_allclose(found["h"], gradient_by_autograd(cell, x, "h"), atol=1e-9)
    np.testing.assert_allclose(found["s"], gradient_by_autograd(cell, x, "s"), atol=1e-9)


def test_norms_below_what_a_float_can_hold_are_still_known():
    cell = rnn.Cell([0.0], [0.0, 0.0], [[0.5]], [[1.0]], [[1.0], [-1.0]])
    found = memory.rnn_gradient(cell, np.zeros((2000, 1)))["h"]
    # h stays 0, so each step back multiplies by exactly 0.5.
    np.testing.assert_allclose(found - found[0], -np.arange(2000) * np.log10(2), atol=1e-9)
    decay = memory.decay(found)
    assert decay["at_last"] == pytest.approx(-1999 * np.log10(2))
    assert decay["lag_of_one_percent"] == 7
    assert decay["below_smallest_float"] in range(1070, 1080)


def test_a_gradient_that_is_exactly_zero_has_no_decades():
    cell = rnn.Cell([0.0], [0.0, 0.0], [[0.0]], [[1.0]], [[1.0], [-1.0]])
    decay = memory.decay(memory.rnn_gradient(cell, np.zeros((20, 1)))["h"])
    assert decay["at_10"] is None
    assert decay["last_nonzero"] == 0


def test_a_random_matrix_has_the_radius_asked_for():
    W = memory.random_matrix(30, 1.3, np.random.default_rng(0))
    assert np.abs(np.linalg.eigvals(W)).max() == pytest.approx(1.3)


def test_the_bound_is_never_exceeded_and_is_reached_by_an_orthogonal_linear_network():
    random = np.random.default_rng(3)
    for radius in (0.5, 1.0, 1.6):
        cell = memory.random_rnn(8, 4, radius, 0.5, random)
        found = memory.rnn_gradient(cell, memory.letters(100, 4, random))["h"]
        assert (found - found[0] <= memory.log10_bound(np.linalg.norm(cell.W, 2), 100) + 1e-9).all()
    W = np.linalg.qr(random.normal(0, 1, (4, 4)))[0] * 0.9
    still = rnn.Cell(np.zeros(4), np.zeros(2), W, np.zeros((4, 1)), random.normal(0, 1, (2, 4)))
    found = memory.rnn_gradient(still, np.zeros((50, 1)))["h"]
    np.testing.assert_allclose(found - found[0], memory.log10_bound(np.linalg.norm(W, 2), 50), atol=1e-9)


def test_the_output_parameters_have_their_share_at_the_last_step_only():
    random = np.random.default_rng(4)
    cell, x = memory.random_rnn(5, 4, 1.0, 0.5, random), memory.letters(12, 4, random)
    found = memory.rnn_gradient(cell, x)
    gradients = bptt.rnn_backward(cell, x).gradients
    for name in ("V", "c"):
        assert found[name][0] == pytest.approx(np.log10(np.linalg.norm(gradients[name])))
        assert np.isneginf(found[name][1:]).all()


def test_chrono_biases_are_logarithms_of_lengths():
    cell = memory.random_lstm(500, 4, 0.1, 0.1, "chrono", 2000, np.random.default_rng(0))
    np.testing.assert_array_equal(cell.input_bias, -cell.forget_bias)
    lengths = np.exp(cell.forget_bias)
    assert lengths.min() > 1
    assert lengths.max() < 1999
    assert lengths.mean() == pytest.approx(1000, abs=80)


def test_norms_of_a_gru_are_those_of_autograd():
    random = np.random.default_rng(2)
    cell = memory.random_gru(5, 4, 0.9, 0.5, "chrono", 30, random)
    x = memory.letters(30, 4, random)
    b, W, U = ({gate: torch.tensor(part[gate]) for gate in "rzg"} for part in (cell.b, cell.W, cell.U))
    h, kept = torch.zeros(5, dtype=torch.float64), []
    for x_t in torch.tensor(x):
        r, z = (torch.sigmoid(b[gate] + U[gate] @ x_t + W[gate] @ h) for gate in "rz")
        h = (1 - z) * torch.tanh(b["g"] + U["g"] @ x_t + r * (W["g"] @ h)) + z * h
        h.requires_grad_() if h.is_leaf else h.retain_grad()
        kept.append(h)
    y = torch.softmax(torch.tensor(cell.V) @ h + torch.tensor(cell.c), 0)
    ((y[0] - 0.5) ** 2 - torch.log(y[1])).backward()
    expected = np.log10([float(h.grad.norm()) for h in reversed(kept)])
    np.testing.assert_allclose(memory.gru_gradient(cell, x)["h"], expected, atol=1e-9)


def test_an_open_update_gate_keeps_the_state():
    random = np.random.default_rng(0)
    assert (memory.random_gru(6, 4, 0.1, 0.1, 2, 50, random).b["z"] == 2).all()
    assert np.exp(memory.chrono(2000, 500, random)).mean() == pytest.approx(1000, abs=80)
    cell = memory.random_gru(6, 4, 0.1, 0.1, "chrono", 50, random)
    assert (cell.b["z"] > 0).all()
    assert not cell.b["r"].any()
    x = memory.letters(300, 4, random)
    shut, opened = (
        memory.gru_gradient(memory.random_gru(8, 4, 0.1, 0.1, bias, 300, random), x)["h"]
        for bias in (0, "chrono")
    )
    assert shut[-1] - shut[0] < -50 < -3 < opened[-1] - opened[0]


def test_of_several_draws_the_middle_one_and_the_range_are_known():
    slopes = np.array([-0.01, -0.3, -0.1])
    found = memory.over_draws(slopes[:, None] * np.arange(101))
    assert found["at_10"]["draws"] == pytest.approx([-0.1, -3, -1])
    ends = [found["at_10"][end] for end in ("median", "lowest", "highest")]
    assert ends == pytest.approx([-1, -3, -0.1])
    # Lags of 1%: never, 7, 21.
    assert [found["lag_of_one_percent"][end] for end in ("median", "lowest", "highest")] == [21, 7, None]
    zero = np.where(np.arange(12) < 5, 0.0, -np.inf)
    found = memory.over_draws(np.stack([zero, np.zeros(12), zero]))
    assert [found["at_10"][end] for end in ("median", "lowest", "highest")] == [None, None, 0.0]


def test_a_gradient_that_is_zero_from_the_start_is_lost_at_once():
    nothing = memory.decay(np.full(12, -np.inf))
    assert nothing == {
        **dict.fromkeys(("at_0", "at_10", "at_100", "at_last", "last_nonzero")),
        **{"lag_of_one_percent": 0, "below_smallest_float": 0},
    }
    over = memory.over_draws(np.stack([np.full(12, -np.inf), np.zeros(12)]))
    assert over["at_0"]["draws"] == [None, 0.0]
    assert over["at_0"]["highest"] == 0


def test_singular_values_of_zero_let_nothing_through():
    assert memory.log10_bound(0.0, 3).tolist() == [0, -np.inf, -np.inf]
    np.testing.assert_array_equal(memory.written(np.array([1.0, -np.inf])), [1, np.nan])
