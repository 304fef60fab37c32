"""The stacked networks against torch's own cells and autograd, one network after the other."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from digitlab.sequences import stacked

K, N, A, B, T = 3, 5, 4, 6, 9
TORCHS = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
# Our order of blocks in torch's: torch has r, z, n and i, f, g, o; ours are r, u, g and i, f, o, g.
ORDER = {"rnn": [0], "gru": [0, 1, 2], "lstm": [0, 1, 3, 2]}


@pytest.fixture
def drawn():
    torch.manual_seed(0)
    letters = torch.randint(A, (K, B, T))
    return letters, torch.randn(K, N, B, dtype=torch.float64)


def parameters(kind):
    gates = stacked.KINDS[kind].gates
    return 0.7 * torch.randn(K, gates * N, N + A + 1, dtype=torch.float64)


def alone(kind, P, letters):
    """torch's network of the same kind with one network's parameters, and its outputs (n, B)."""
    blocks = P.reshape(len(ORDER[kind]), N, -1)[ORDER[kind]].reshape(P.shape)
    net = TORCHS[kind](A, N, batch_first=True).double()
    for name, value in (
        ("weight_hh_l0", blocks[:, :N]),
        ("weight_ih_l0", blocks[:, N:-1]),
        ("bias_ih_l0", blocks[:, -1]),
        ("bias_hh_l0", torch.zeros(len(blocks))),
    ):
        getattr(net, name).data.copy_(value)
    return net, net(functional.one_hot(letters, A).double())[0][:, -1].T


@pytest.mark.parametrize("kind", stacked.KINDS)
def test_outputs_and_gradients_are_those_of_torchs_cells_one_by_one(kind, drawn):
    letters, dh = drawn
    P = parameters(kind)
    stack = stacked.KINDS[kind](P.numpy(), N, B, T)
    h = torch.from_numpy(stack.forward(letters.numpy()).copy())
    dP = torch.from_numpy(stack.backward(dh.numpy()))
    for k in range(K):
        net, outputs = alone(kind, P[k], letters[k])
        torch.testing.assert_close(h[k], outputs.detach())
        outputs.backward(dh[k])
        gradient = torch.cat([net.weight_hh_l0.grad, net.weight_ih_l0.grad, net.bias_ih_l0.grad[:, None]], 1)
        blocks = gradient.reshape(len(ORDER[kind]), N, -1)
        inverse = [ORDER[kind].index(i) for i in range(len(ORDER[kind]))]
        torch.testing.assert_close(dP[k], blocks[inverse].reshape(gradient.shape))


@pytest.mark.parametrize("kind", stacked.KINDS)
def test_a_second_batch_leaves_nothing_of_the_first(kind, drawn):
    letters, dh = (part.numpy() for part in drawn)
    P = parameters(kind).numpy()
    used, fresh = (stacked.KINDS[kind](P, N, B, T) for _ in range(2))
    used.forward((letters + 1) % A)
    used.backward(dh)
    assert (used.forward(letters) == fresh.forward(letters)).all()
    assert (used.backward(dh) == fresh.backward(dh)).all()


def test_what_arrives_at_the_first_step_shrinks_with_the_weights(drawn):
    letters, dh = (part.numpy() for part in drawn)
    P = np.zeros((K, N, N + A + 1))
    P[:, :, :N] = 0.5 * np.eye(N)  # without input h stays 0, so tanh's derivative is 1
    stack = stacked.Tanh(P, N, B, T)
    stack.forward(letters)
    stack.backward(dh)
    first, last = stack.arrived
    np.testing.assert_allclose(first / last, 0.5 ** (T - 1))
