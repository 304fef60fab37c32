import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from digitlab.sequences import lstm, lstm_worked
from digitlab.sequences.differences import central_difference


def random_cell(seed, n, m, steps, candidate):
    random = np.random.default_rng(seed)
    scale = 1 / np.sqrt(n)
    biases = random.normal(0, 1, (4, n))
    cell = lstm.Cell(
        *biases,
        random.normal(0, scale, (n, n)),
        random.normal(0, 1, (n, m)),
        random.normal(0, 1, (2, n)),
        random.normal(0, 1, 2),
        candidate,
    )
    return cell, random.normal(0, 1, (steps, m))


def by_autograd(cell, x, summed=False):
    """Outputs, loss and gradient of the forget biases, written with torch alone."""
    b_f = torch.tensor(cell.forget_bias, requires_grad=True)
    b_i, b_q, b_g, W, U, V, c = (
        torch.tensor(v)
        for v in (cell.input_bias, cell.output_bias, cell.candidate_bias, cell.W, cell.U, cell.V, cell.c)
    )
    phi = torch.tanh if cell.candidate == "tanh" else torch.sigmoid
    h = s = torch.zeros(len(cell.W), dtype=torch.float64)
    outputs, losses = [], []
    for x_t in torch.tensor(x):
        z = U @ x_t + W @ h
        s = torch.sigmoid(b_f + z) * s + torch.sigmoid(b_i + z) * phi(b_g + z)
        h = torch.tanh(s) * torch.sigmoid(b_q + z)
        y = torch.softmax(V @ h + c, 0)
        outputs.append(y.detach().numpy())
        losses.append((y[0] - 0.5) ** 2 - torch.log(y[1]))
    loss = sum(losses) if summed else losses[-1]
    loss.backward()
    return np.array(outputs), loss.item(), b_f.grad.numpy()


@settings(deadline=None, max_examples=60)
@given(
    *(st.integers(0, 10**6), st.integers(1, 8), st.integers(1, 6), st.integers(1, 30)),
    *(st.booleans(), st.sampled_from(lstm.CANDIDATES)),
)
def test_unrolled_gradient_equals_autograd_on_random_cells(seed, n, m, steps, summed, candidate):
    cell, x = random_cell(seed, n, m, steps, candidate)
    outputs, loss, expected = by_autograd(cell, x, summed)
    run = lstm.forward(cell, x)
    np.testing.assert_allclose(run.y_hat, outputs, rtol=1e-10)
    assert run.loss(summed) == pytest.approx(loss, rel=1e-10)
    found = lstm.unrolled_gradient(cell, x).gradient(summed)
    assert np.linalg.norm(found - expected) <= 1e-8 * np.linalg.norm(expected)


def test_with_the_tanh_candidate_it_is_torchs_own_cell():
    cell, x = random_cell(3, 5, 4, 7, "tanh")
    torchs = torch.nn.LSTMCell(4, 5).double()
    with torch.no_grad():  # torch orders the gates i, f, g, o
        torchs.weight_ih[:] = torch.tensor(np.tile(cell.U, (4, 1)))
        torchs.weight_hh[:] = torch.tensor(np.tile(cell.W, (4, 1)))
        order = (cell.input_bias, cell.forget_bias, cell.candidate_bias, cell.output_bias)
        torchs.bias_ih[:] = torch.tensor(np.concatenate(order))
        torchs.bias_hh.zero_()
        h = s = torch.zeros(5, dtype=torch.float64)
        run = lstm.forward(cell, x)
        for t, x_t in enumerate(torch.tensor(x)):
            h, s = torchs(x_t, (h, s))
            np.testing.assert_allclose(run.h[t], h.numpy(), atol=1e-12)
            np.testing.assert_allclose(run.s[t], s.numpy(), atol=1e-12)


@pytest.mark.parametrize("candidate", lstm.CANDIDATES)
def test_every_intermediate_is_the_derivative_it_says(candidate):
    cell, x = random_cell(5, 2, 2, 3, candidate)
    unrolled = lstm.unrolled_gradient(cell, x)
    for name in "fiqgsh":
        derivative = getattr(unrolled, f"d{name}_db")
        for t in range(3):
            for i in range(2):
                numeric = central_difference(
                    lambda b, name=name, t=t, i=i: getattr(lstm.forward(cell.with_forget_bias(b), x), name)[
                        t, i
                    ],
                    cell.forget_bias,
                    1e-6,
                )
                np.testing.assert_allclose(derivative[t, i], numeric, atol=1e-8)


def test_a_number_serves_as_the_bias_of_every_unit():
    cell, x = random_cell(1, 3, 2, 4, "tanh")
    scalar = lstm.Cell(1.0, 0, 0, 0, cell.W, cell.U, cell.V, cell.c)
    listed = lstm.Cell([1.0] * 3, [0] * 3, [0] * 3, [0] * 3, cell.W, cell.U, cell.V, cell.c)
    np.testing.assert_array_equal(lstm.forward(scalar, x).h, lstm.forward(listed, x).h)


def test_what_does_not_fit_is_named():
    cell, x = random_cell(1, 3, 2, 4, "tanh")
    with pytest.raises(ValueError, match=r"forget_bias has shape \(2,\), but W \(3, 3\)"):
        lstm.Cell([1, 2], 0, 0, 0, cell.W, cell.U, cell.V, cell.c)
    with pytest.raises(ValueError, match="candidate 'relu'; allowed: tanh, sigmoid"):
        lstm.Cell(1, 0, 0, 0, cell.W, cell.U, cell.V, cell.c, "relu")
    with pytest.raises(ValueError, match=r"x has shape \(4, 1\), but U \(3, 2\)"):
        lstm.forward(cell, x[:, :1])


def test_descent_lowers_the_loss():
    cell, x = random_cell(2, 3, 2, 4, "sigmoid")
    found = lstm_worked.example(cell, x, 1e-4, 0.01)
    assert found["updated_loss"] < found["loss"]
    np.testing.assert_allclose(found["gradient_unrolled"], found["gradient_central_difference"], atol=1e-7)
