import numpy as np
import pytest
import torch
import yaml
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from digitlab.sequences import rnn, worked
from digitlab.sequences.differences import central_difference


def book():
    """The worked example, with the figures that are known of it."""
    return rnn.from_config(yaml.safe_load((ROOT / "config.yaml").read_text())["rnn"])


def random_cell(seed, n, m, steps):
    random = np.random.default_rng(seed)
    scale = 1 / np.sqrt(n)
    cell = rnn.Cell(
        random.normal(0, 0.5, n),
        random.normal(0, 0.5, 2),
        random.normal(0, scale, (n, n)),
        random.normal(0, 1, (n, m)),
        random.normal(0, scale, (2, n)),
    )
    return cell, random.normal(0, 1, (steps, m))


def by_autograd(cell, x, summed):
    """Outputs, loss and gradient of b from torch alone."""
    b = torch.tensor(cell.b, requires_grad=True)
    W, U, V, c = (torch.tensor(v) for v in (cell.W, cell.U, cell.V, cell.c))
    h = torch.zeros(len(cell.b), dtype=torch.float64)
    outputs, losses = [], []
    for x_t in torch.tensor(x):
        h = torch.tanh(b + W @ h + U @ x_t)
        y = torch.softmax(c + V @ h, 0)
        outputs.append(y.detach().numpy())
        losses.append((y[0] - 0.5) ** 2 - torch.log(y[1]))
    loss = sum(losses) if summed else losses[-1]
    loss.backward()
    return np.array(outputs), loss.item(), b.grad.numpy()


@pytest.mark.parametrize("summed", [False, True])
def test_the_worked_example_equals_autograd(summed):
    cell, x = book()
    outputs, loss, gradient = by_autograd(cell, x, summed)
    np.testing.assert_allclose(rnn.forward(cell, x).y_hat, outputs, rtol=1e-13)
    assert rnn.forward(cell, x).loss(summed) == pytest.approx(loss, rel=1e-14)
    np.testing.assert_allclose(rnn.unrolled_gradient(cell, x).gradient(summed), gradient, rtol=1e-12)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 8), st.integers(1, 6), st.integers(1, 30), st.booleans())
def test_unrolled_gradient_equals_autograd_on_random_cells(seed, n, m, steps, summed):
    cell, x = random_cell(seed, n, m, steps)
    _, _, expected = by_autograd(cell, x, summed)
    found = rnn.unrolled_gradient(cell, x).gradient(summed)
    assert np.linalg.norm(found - expected) <= 1e-8 * np.linalg.norm(expected)


def test_every_intermediate_is_the_derivative_it_says():
    cell, x = random_cell(5, 3, 2, 4)
    unrolled = rnn.unrolled_gradient(cell, x)
    for name, derivative in (("a", unrolled.da_db), ("h", unrolled.dh_db)):
        for t in range(4):
            for i in range(3):
                numeric = central_difference(
                    lambda b, name=name, t=t, i=i: getattr(rnn.forward(cell.with_bias(b), x), name)[t, i],
                    cell.b,
                    1e-6,
                )
                np.testing.assert_allclose(derivative[t, i], numeric, atol=1e-8)


def test_the_published_figures_that_are_right_are_met():
    cell, x = book()
    found = worked.example(cell, x, 1e-4, 0.002)
    np.testing.assert_allclose(
        found["y_hat"],
        [[0.94921601, 0.05078399], [0.95221995, 0.04778005], [0.94001124, 0.05998876]],
        atol=5e-9,
    )
    assert found["loss"] == pytest.approx(3.0072081, abs=5e-7)
    assert found["summed"]["loss"] == pytest.approx(9.434827012614068, abs=1e-12)
    np.testing.assert_allclose(found["gradient_unrolled"], [-0.00996139, 0.43400995], atol=5e-9)
    np.testing.assert_allclose(found["summed"]["gradient_unrolled"], [-0.08455436, 0.51733425], atol=5e-9)
    np.testing.assert_allclose(
        found["summed"]["gradient_central_difference"], [-0.08455436017, 0.51733425432], atol=1e-10
    )
    np.testing.assert_allclose(found["updated_bias"], [-0.9999800772, 0.9991319801], atol=1e-9)
    assert found["updated_loss"] < found["loss"]


def test_one_step_and_one_unit_work():
    cell, x = random_cell(1, 1, 1, 1)
    found = worked.example(cell, x, 1e-4, 0.1)
    np.testing.assert_allclose(found["gradient_unrolled"], found["gradient_central_difference"], rtol=1e-6)
    assert found["loss"] == found["summed"]["loss"]


def test_single_precision_computes_in_single_precision():
    cell, x = book()
    run = rnn.forward(cell.in_precision(np.float32), x)
    assert run.h.dtype == run.y_hat.dtype == np.float32
    assert run.loss() == float(np.float32(run.loss()))
    assert run.loss() == pytest.approx(rnn.forward(cell, x).loss(), rel=1e-6)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"W": np.zeros((2, 3))}, r"W has shape \(2, 3\), but b \(2,\)"),
        ({"V": np.zeros((3, 2))}, r"V has shape \(3, 2\)"),
        ({"c": np.zeros(3)}, r"c has shape \(3,\)"),
    ],
)
def test_shapes_that_do_not_fit_are_named(change, message):
    cell, _ = book()
    with pytest.raises(ValueError, match=message):
        rnn.Cell(**(vars(cell) | change))


def test_inputs_that_do_not_fit_are_named():
    cell, _ = book()
    with pytest.raises(ValueError, match=r"x has shape \(4, 3\), but U \(2, 2\)"):
        rnn.forward(cell, np.zeros((4, 3)))
    with pytest.raises(ValueError, match=r"T >= 1"):
        rnn.forward(cell, np.zeros((0, 2)))
