import numpy as np
import torch

from digitlab.sequences import gru, memory
from digitlab.sequences.loss import dL_do, softmax


def cell_and_letters():
    random = np.random.default_rng(0)
    cell = memory.random_gru(5, 4, 1.1, 0.8, 0, 30, random)
    cell = gru.Cell({k: random.normal(0, 1, 5) for k in gru.GATES}, cell.W, cell.U, cell.V, cell.c)
    return cell, memory.letters(30, 4, random)


def torchs(cell):
    found = torch.nn.GRUCell(4, 5).double()
    with torch.no_grad():
        found.weight_ih[:] = torch.tensor(np.concatenate([cell.U[k] for k in gru.GATES]))
        found.weight_hh[:] = torch.tensor(np.concatenate([cell.W[k] for k in gru.GATES]))
        found.bias_ih[:] = torch.tensor(np.concatenate([cell.b[k] for k in gru.GATES]))
        found.bias_hh.zero_()
    return found


def test_it_is_torchs_own_cell():
    cell, x = cell_and_letters()
    run, step = gru.states(cell, x), torchs(cell)
    h = torch.zeros(5, dtype=torch.float64)
    with torch.no_grad():
        for t, x_t in enumerate(torch.tensor(x)):
            h = step(x_t, h)
            np.testing.assert_allclose(run["h"][t], h.numpy(), atol=1e-14)


def test_norms_of_its_gradient_are_those_of_autograd():
    cell, x = cell_and_letters()
    step, h, kept = torchs(cell), torch.zeros(5, dtype=torch.float64), []
    for x_t in torch.tensor(x):
        h = step(x_t, h)
        h.retain_grad()
        kept.append(h)
    o = torch.tensor(cell.V) @ h + torch.tensor(cell.c)
    (o @ torch.tensor(dL_do(softmax(o.detach().numpy())))).backward()
    expected = np.log10([float(h.grad.norm()) for h in reversed(kept)])
    np.testing.assert_allclose(memory.gru_gradient(cell, x)["h"], expected, atol=1e-10)
