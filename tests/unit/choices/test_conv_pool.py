import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from digitlab.choices import conv_pool


@settings(deadline=None, max_examples=80)
@given(
    seed=st.integers(0, 10**6),
    rows=st.integers(2, 9),
    columns=st.integers(2, 9),
    filters=st.integers(1, 3),
    side=st.integers(1, 4),
    stride=st.integers(1, 3),
    window=st.integers(1, 3),
    step=st.integers(1, 3),
    ties=st.booleans(),
)
def test_forward_and_backward_are_torchs(seed, rows, columns, filters, side, stride, window, step, ties):
    random = np.random.default_rng(seed)
    side = min(side, rows, columns)

    def drawn(*shape):
        # A few small whole numbers tie often in the pool.
        return random.integers(-1, 2, shape).astype(float) if ties else random.normal(0, 1, shape)

    x, w, b = drawn(rows, columns), drawn(filters, side, side), drawn(filters)
    z = conv_pool.convolve(x, w, b, stride)
    window = min(window, *z.shape[1:])
    pooled, where = conv_pool.max_pool(z, window, step)
    to_pooled = random.normal(0, 1, pooled.shape)
    to_z = conv_pool.max_pool_back(z.shape, where, to_pooled)
    gradients = conv_pool.convolve_back(x, w, to_z, stride)

    tensors = [torch.tensor(v, requires_grad=True) for v in (x, w, b)]
    z_torch = functional.conv2d(tensors[0][None, None], tensors[1][:, None], tensors[2], stride)
    pooled_torch, where_torch = functional.max_pool2d(z_torch, window, step, return_indices=True)
    (pooled_torch[0] * torch.tensor(to_pooled)).sum().backward()
    np.testing.assert_allclose(z, z_torch[0].detach().numpy(), atol=1e-12)
    np.testing.assert_allclose(pooled, pooled_torch[0].detach().numpy(), atol=1e-12)
    np.testing.assert_array_equal(where, where_torch[0].numpy())
    for ours, theirs in zip(gradients, tensors, strict=True):
        np.testing.assert_allclose(ours, theirs.grad.numpy(), atol=1e-12)


def test_the_routing_matrix_is_the_way_back():
    z = np.random.default_rng(0).normal(0, 1, (1, 4, 4))
    _, where = conv_pool.max_pool(z, 2)
    to_pooled = np.arange(1.0, 5).reshape(1, 2, 2)
    matrix = conv_pool.routing((4, 4), where[0])
    assert matrix.shape == (16, 4)
    assert (matrix.sum(0) == 1).all()
    expected = conv_pool.max_pool_back(z.shape, where, to_pooled)[0].ravel()
    np.testing.assert_array_equal(matrix @ to_pooled.ravel(), expected)


def test_the_worked_examples_every_gradient_is_autograds():
    random = np.random.default_rng(1)
    x, w, v, c, target = (random.normal(0, 1, s) for s in ((3, 3), (2, 2), (2, 1), 2, 2))
    worked = conv_pool.worked_example(x, w, 0.3, v, c, target)
    b = torch.tensor(0.3, dtype=torch.float64, requires_grad=True)
    tensors = {
        name: torch.tensor(value, requires_grad=True) for name, value in (("x", x), ("w", w), ("v", v))
    }
    offset = torch.tensor(c, requires_grad=True)
    z = functional.conv2d(tensors["x"][None, None], tensors["w"][None, None], b[None])
    z.retain_grad()
    p = functional.max_pool2d(torch.sigmoid(z), 2)
    p.retain_grad()
    o = tensors["v"] @ p.flatten() + offset
    o.retain_grad()
    cost = ((torch.sigmoid(o) - torch.tensor(target)) ** 2).sum() / 2
    cost.backward()
    assert worked["cost"] == pytest.approx(cost.item(), rel=1e-13)
    np.testing.assert_allclose(worked["delta_z"], z.grad[0, 0].numpy(), atol=1e-13)
    np.testing.assert_allclose(worked["delta_p"], p.grad[0, 0].numpy(), atol=1e-13)
    np.testing.assert_allclose(worked["delta_o"], o.grad.numpy(), atol=1e-13)
    for name, tensor in tensors.items():
        np.testing.assert_allclose(worked[f"dC_d{name}"], tensor.grad.numpy(), atol=1e-13)
    assert worked["dC_db"] == pytest.approx(b.grad.item(), abs=1e-13)
    np.testing.assert_allclose(worked["dC_dc"], offset.grad.numpy(), atol=1e-13)


def test_shapes_that_do_not_fit_are_named():
    with pytest.raises(
        ValueError, match=r"filters \(1, 4, 4\) and biases \(1,\) do not fit the image \(3, 3\)"
    ):
        conv_pool.convolve(np.zeros((3, 3)), np.zeros((1, 4, 4)), np.zeros(1))
