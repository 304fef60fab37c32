import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from digitlab.sequences import loss


@given(st.floats(-20, 20), st.floats(-20, 20))
def test_loss_and_gradient_are_those_of_autograd(o1, o2):
    o = torch.tensor([o1, o2], dtype=torch.float64, requires_grad=True)
    y = torch.softmax(o, 0)
    value = (y[0] - 0.5) ** 2 - torch.log(y[1])
    value.backward()
    y_hat = loss.softmax(np.array([o1, o2]))
    [found] = loss.losses(np.array([[o1, o2]]))
    np.testing.assert_allclose(found, value.item(), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(loss.dL_do(y_hat), o.grad.numpy(), rtol=1e-6, atol=1e-9)


def test_an_output_of_exactly_zero_has_a_loss_and_a_gradient():
    o = np.array([1000.0, -1000.0])
    assert loss.losses(o[None]) == [2000.25]
    assert loss.dL_do(loss.softmax(o)).tolist() == [1, -1]
    assert loss.losses(-o[None]) == [0.25]
    assert loss.dL_do(loss.softmax(-o)).tolist() == [0, 0]


def test_softmax_does_not_overflow():
    np.testing.assert_allclose(loss.softmax(np.array([1000.0, 0.0])), [1, 0])
