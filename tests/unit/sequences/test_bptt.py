import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from digitlab.sequences import bptt, lstm, rnn

SIZES = (st.integers(0, 10**6), st.integers(1, 8), st.integers(1, 6), st.integers(1, 50))


def with_singular_value(n, largest, random):
    W = random.normal(0, 1, (n, n))
    return W * largest / np.linalg.norm(W, 2)


def random_rnn(seed, n, m, largest=None):
    random = np.random.default_rng(seed)
    largest = random.uniform(0, 1.5) if largest is None else largest
    W, U = with_singular_value(n, largest, random), random.normal(0, 0.7, (n, m))
    return rnn.Cell(random.normal(0, 0.5, n), random.normal(0, 0.5, 2), W, U, random.normal(0, 0.7, (2, n)))


def random_lstm(seed, n, m, candidate):
    cell = random_rnn(seed, n, m)
    biases = np.random.default_rng(seed + 1).normal(0, 1, (4, n))
    return lstm.Cell(*biases, cell.W, cell.U, cell.V, cell.c, candidate)


def loss_of(outputs, summed):
    losses = [(y[0] - 0.5) ** 2 - torch.log(y[1]) for y in outputs]
    return sum(losses) if summed else losses[-1]


def rnn_loss(x, summed, b, c, W, U, V):
    h = torch.zeros(len(b), dtype=torch.float64)
    outputs = []
    for x_t in x:
        h = torch.tanh(b + W @ h + U @ x_t)
        outputs.append(torch.softmax(c + V @ h, 0))
    return loss_of(outputs, summed)


def lstm_loss(x, summed, candidate, b_f, b_i, b_q, b, c, W, U, V):
    h = s = torch.zeros(len(b), dtype=torch.float64)
    phi = torch.tanh if candidate == "tanh" else torch.sigmoid
    outputs = []
    for x_t in x:
        z = U @ x_t + W @ h
        s = torch.sigmoid(b_f + z) * s + torch.sigmoid(b_i + z) * phi(b + z)
        h = torch.tanh(s) * torch.sigmoid(b_q + z)
        outputs.append(torch.softmax(c + V @ h, 0))
    return loss_of(outputs, summed)


RNN_NAMES = ("b", "c", "W", "U", "V")
LSTM_NAMES = ("forget_bias", "input_bias", "output_bias", "candidate_bias", "c", "W", "U", "V")


def tensors(cell, names):
    return [torch.tensor(getattr(cell, name), requires_grad=True) for name in names]


def assert_same(found, expected):
    """To 1e-8 of the gradient's norm."""
    difference = np.linalg.norm(np.ravel(found - expected))
    assert difference <= 1e-8 * np.linalg.norm(np.ravel(expected)), difference


@settings(deadline=None, max_examples=100)
@given(*SIZES, st.booleans())
def test_every_gradient_of_the_rnn_is_autograds(seed, n, m, steps, summed):
    cell = random_rnn(seed, n, m)
    x = np.random.default_rng(seed).normal(0, 1, (steps, m))
    values = tensors(cell, RNN_NAMES)
    rnn_loss(torch.tensor(x), summed, *values).backward()
    found = bptt.rnn_backward(cell, x, summed).gradients
    for name, value in zip(RNN_NAMES, values, strict=True):
        assert_same(found[name], value.grad.numpy())
    assert_same(rnn.unrolled_gradient(cell, x).gradient(summed), values[0].grad.numpy())


@settings(deadline=None, max_examples=100)
@given(*SIZES, st.booleans(), st.sampled_from(lstm.CANDIDATES))
def test_every_gradient_of_the_lstm_is_autograds(seed, n, m, steps, summed, candidate):
    cell = random_lstm(seed, n, m, candidate)
    x = np.random.default_rng(seed).normal(0, 1, (steps, m))
    values = tensors(cell, LSTM_NAMES)
    lstm_loss(torch.tensor(x), summed, candidate, *values).backward()
    found = bptt.lstm_backward(cell, x, summed).gradients
    for name, value in zip(LSTM_NAMES, values, strict=True):
        assert_same(found[name], value.grad.numpy())
    assert_same(lstm.unrolled_gradient(cell, x).gradient(summed), values[0].grad.numpy())


class OurRnn(torch.autograd.Function):
    """Our forward and our backward, as torch asks a function of its own to have them."""

    @staticmethod
    def forward(ctx, x, summed, *values):
        ctx.cell, ctx.x, ctx.summed = rnn.Cell(*(v.numpy() for v in values)), x, summed
        return torch.tensor(rnn.forward(ctx.cell, x).loss(summed), dtype=torch.float64)

    @staticmethod
    def backward(ctx, to_loss):
        found = bptt.rnn_backward(ctx.cell, ctx.x, ctx.summed).gradients
        return None, None, *(to_loss * torch.tensor(found[name]) for name in RNN_NAMES)


class OurLstm(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, summed, *values):
        ctx.cell, ctx.x, ctx.summed = lstm.Cell(**dict(zip(LSTM_NAMES, values, strict=True))), x, summed
        return torch.tensor(lstm.forward(ctx.cell, x).loss(summed), dtype=torch.float64)

    @staticmethod
    def backward(ctx, to_loss):
        found = bptt.lstm_backward(ctx.cell, ctx.x, ctx.summed).gradients
        return None, None, *(to_loss * torch.tensor(found[name]) for name in LSTM_NAMES)


@pytest.mark.parametrize("summed", [False, True])
def test_gradcheck_agrees(summed):
    x = np.random.default_rng(0).normal(0, 1, (6, 2))
    values = tensors(random_rnn(4, 3, 2, 1.2), RNN_NAMES)
    assert torch.autograd.gradcheck(lambda *v: OurRnn.apply(x, summed, *v), values)
    values = tensors(random_lstm(4, 3, 2, "tanh"), LSTM_NAMES)
    assert torch.autograd.gradcheck(lambda *v: OurLstm.apply(x, summed, *v), values)


def test_each_step_of_the_way_back_is_the_derivative_by_that_steps_value():
    cell, x = random_rnn(7, 3, 2, 1.1), np.random.default_rng(1).normal(0, 1, (5, 2))
    b, c, W, U, V = (torch.tensor(getattr(cell, name)) for name in RNN_NAMES)
    h, kept, outputs = torch.zeros(3, dtype=torch.float64), [], []
    for x_t in torch.tensor(x):
        a = (b + W @ h + U @ x_t).requires_grad_()
        a.retain_grad()
        h = torch.tanh(a)
        h.retain_grad()
        o = c + V @ h
        o.retain_grad()
        kept.append((o, h, a))
        outputs.append(torch.softmax(o, 0))
    loss_of(outputs, True).backward()
    found = bptt.rnn_backward(cell, x, True)
    for t, values in enumerate(kept):
        for name, value in zip(("dL_do", "dL_dh", "dL_da"), values, strict=True):
            np.testing.assert_allclose(getattr(found, name)[t], value.grad.numpy(), rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(found.dL_da.sum(0), found.gradients["b"])


def test_degenerate_cells_have_the_gradients_they_must():
    x = np.random.default_rng(0).normal(0, 1, (4, 2))
    nothing = rnn.Cell(np.zeros(3), np.zeros(2), np.zeros((3, 3)), np.zeros((3, 2)), np.zeros((2, 3)))
    found = bptt.rnn_backward(nothing, x).gradients
    assert all((found[name] == 0).all() for name in ("b", "W", "U", "V"))
    np.testing.assert_allclose(found["c"], [0.5, -0.5])  # y = (1/2, 1/2), dL/dy = (0, -2)
    saturated = rnn.Cell([60.0, -60.0], [0, 0], np.eye(2), np.ones((2, 2)), np.ones((2, 2)))
    run, found = rnn.forward(saturated, x), bptt.rnn_backward(saturated, x, True)
    assert np.abs(run.h).tolist() == [[1.0, 1.0]] * 4
    assert all(np.isfinite(g).all() for g in found.gradients.values())
    assert (found.gradients["b"] == 0).all()
    one = bptt.rnn_backward(random_rnn(1, 2, 2), x[:1])
    assert (one.gradients["W"] == 0).all()  # h(0) = 0
    gates = bptt.lstm_backward(random_lstm(1, 2, 2, "sigmoid"), x[:1]).gradients
    assert (gates["forget_bias"] == 0).all()  # nothing to forget yet


def test_shapes_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"x has shape \(4, 3\), but U \(2, 2\)"):
        bptt.rnn_backward(random_rnn(1, 2, 2), np.zeros((4, 3)))
    with pytest.raises(ValueError, match=r"x has shape \(4, 3\), but U \(2, 2\)"):
        bptt.lstm_backward(random_lstm(1, 2, 2, "tanh"), np.zeros((4, 3)))
