import numpy as np
import pytest
import torch
from torch.nn import functional

from digitlab.sequences import motif, readers
from digitlab.sequences.readers import Network, Outcome

TASK = motif.Task(lag=6, alphabet=8, motif=3)
SETTINGS = {"units": 12, "updates": 150, "batch_size": 32, "test_sequences": 250}


def test_a_short_lag_is_solved_and_an_untrained_network_guesses():
    networks = [Network("lstm_1", seed, 0.02) for seed in range(2)]
    outcomes = readers.trained(networks, TASK, SETTINGS, 1)
    assert all(o.updates is not None and 5 < o.updates < 150 for o in outcomes)
    assert min(o.accuracy for o in outcomes) > 0.9
    [untrained] = readers.trained(networks[:1], TASK, SETTINGS | {"updates": 0}, 1)
    assert untrained.updates is None
    assert untrained.accuracy < 0.75


def test_a_network_learns_the_same_alone_as_beside_others():
    networks = [Network("gru_0", 0, 0.02), Network("gru_chrono", 3, 0.01), Network("gru_0", 2, 0.005)]
    together = readers.trained(networks, TASK, SETTINGS, 1)
    for network, outcome in zip(networks, together, strict=True):
        [alone] = readers.trained([network], TASK, SETTINGS, 1)
        assert alone.updates == outcome.updates
        assert alone.accuracy == pytest.approx(outcome.accuracy, abs=0.02)
        assert alone.arrived == pytest.approx(outcome.arrived, rel=1e-3)


def test_the_updates_are_adams_on_clipped_gradients():
    torch.manual_seed(0)
    ours = [torch.randn(2, 3, 4, dtype=torch.float64), torch.randn(2, 2, 5, dtype=torch.float64)]
    rates = torch.tensor([0.1, 0.01], dtype=torch.float64)
    theirs = [[p[k].clone().requires_grad_() for p in ours] for k in range(2)]
    steps = readers.Adam([p.numpy().copy() for p in ours], rates.numpy())
    optimizers = [torch.optim.Adam(theirs[k], float(rates[k])) for k in range(2)]
    for size in (3.0, 0.01, 1.0):
        gradients = [size * torch.randn_like(p) for p in ours]
        steps.update([g.numpy() for g in gradients])
        for k, optimizer in enumerate(optimizers):
            for parameter, gradient in zip(theirs[k], gradients, strict=True):
                parameter.grad = gradient[k].clone()
            torch.nn.utils.clip_grad_norm_(theirs[k], readers.CLIP)
            optimizer.step()
    for place, parameter in enumerate(steps.parameters):
        for k in range(2):
            torch.testing.assert_close(torch.from_numpy(parameter[k]), theirs[k][place].detach())


def test_networks_that_are_left_go_on_with_their_own_state():
    random = np.random.default_rng(0)
    P, first, second = random.normal(size=(3, 3, 2, 2))
    rates = np.array([0.1, 0.2, 0.3])
    whole, part = (readers.Adam([P.copy()], rates) for _ in range(2))
    for steps in (whole, part):
        steps.update([first])
    part.keep([0, 2])
    whole.update([second])
    part.update([second[[0, 2]]])
    np.testing.assert_array_equal(part.parameters[0], whole.parameters[0][[0, 2]])


def test_the_gradient_is_that_of_the_cross_entropy():
    """One update of plain descent through the same formulas as autograd's."""
    P, V = readers.initial("rnn_orthogonal", 5, 8, TASK.length, 1)
    P, V = P.astype(np.float64)[None], V.astype(np.float64)[None]
    letters, classes = TASK.drawn(4, np.random.default_rng(0))
    stack = readers.cell("rnn_orthogonal")(P, 5, 4, TASK.length)
    letters, classes = letters[None], classes[None]
    right, dP, dV = readers.gradients(stack, V, letters, classes)
    p, v = (torch.tensor(part[0], requires_grad=True) for part in (P, V))
    letters, classes = torch.from_numpy(letters), torch.from_numpy(classes)
    h = torch.zeros(5, 4, dtype=torch.float64)
    for t in range(TASK.length):
        x = functional.one_hot(letters[0, :, t], 8).double().T
        h = torch.tanh(p[:, :5] @ h + p[:, 5:-1] @ x + p[:, -1:])
    logits = (v[:, :5] @ h + v[:, 5:]).T
    loss = functional.cross_entropy(logits, classes[0])
    loss.backward()
    torch.testing.assert_close(torch.from_numpy(dP[0]), p.grad)
    torch.testing.assert_close(torch.from_numpy(dV[0]), v.grad)
    assert float(right[0]) == float((logits.argmax(1) == classes[0]).double().mean())


def test_biases_begin_as_they_should():
    n = 400
    P, V = readers.initial("lstm_chrono", n, 6, 100, 0)
    i, f, o, g = P[:, -1].reshape(4, n)
    np.testing.assert_array_equal(i, -f)
    assert not o.any()
    assert not g.any()
    assert not V[:, -1].any()
    lengths = np.exp(f)
    assert lengths.min() > 1
    assert lengths.max() < 99
    assert float(lengths.mean()) == pytest.approx(50, abs=5)
    r, u, g = readers.initial("gru_chrono", n, 6, 100, 0)[0][:, -1].reshape(3, n)
    assert not r.any()
    assert not g.any()
    assert float(np.exp(u).mean()) == pytest.approx(50, abs=5)
    biases = readers.initial("lstm_1", 8, 6, 100, 0)[0][:, -1].reshape(4, 8)
    assert (biases == np.array([0, 1, 0, 0])[:, None]).all()


def test_weights_begin_orthogonal_or_as_torchs():
    W = readers.initial("rnn_orthogonal", 12, 6, 10, 0)[0][:, :12].astype(np.float64)
    np.testing.assert_allclose(W @ W.T, np.eye(12), atol=1e-6)
    W = readers.initial("rnn_default", 400, 6, 10, 0)[0][:, :-1]
    assert abs(W).max() <= 1 / 20
    assert float(W.std()) == pytest.approx(1 / 20 / 3**0.5, rel=0.02)


def outcome(rate, updates, accuracy=0.5, name="rnn_default"):
    return Outcome(Network(name, 0, rate), updates, accuracy, 0.1, 0.1)


@pytest.mark.parametrize(
    ("outcomes", "rate"),
    [
        ([outcome(0.1, 9), outcome(0.1, None), outcome(0.2, 90), outcome(0.2, 80)], 0.2),  # more solved it
        ([outcome(0.1, 30), outcome(0.2, 20)], 0.2),  # sooner
        ([outcome(0.1, None, 0.9), outcome(0.2, None, 0.6)], 0.1),  # nearer to it
    ],
)
def test_a_rate_is_chosen_by_networks_that_solve_the_task_then_by_updates(outcomes, rate):
    assert readers.chosen_rate(outcomes) == rate


def test_what_solves_nothing_is_not_tried_at_longer_lags(monkeypatch):
    asked = []

    def trained(networks, task, settings, seed, tell):
        asked.append((task.lag, sorted({n.name for n in networks}), sorted({n.seed for n in networks})))
        limit = {"lstm_0": 10, "lstm_1": 30}
        return [
            Outcome(n, 5 if task.lag <= limit[n.name] and n.seed != 1 else None, 0.5, 0.1, 0.1)
            for n in networks
        ]

    monkeypatch.setattr(readers, "trained", trained)
    settings = {"learning_rates": [0.1, 0.2], "repeats": 3, "choosing_repeats": 2}
    tasks = [motif.Task(lag, 8, 3) for lag in (10, 30, 100, 300)]
    rows = readers.studied(["lstm_0", "lstm_1"], tasks, settings, 1)
    assert [names for _, names, _ in asked[::2]] == [["lstm_0", "lstm_1"]] * 2 + [["lstm_1"]]
    assert {tuple(seeds) for _, _, seeds in asked[::2]} == {(1000, 1001)}
    assert {tuple(seeds) for _, _, seeds in asked[1::2]} == {(0, 1, 2)}
    assert [(row["network"], row["lag"]) for row in rows if row["updates"] is not None][-2:] == [
        ("lstm_1", 30)
    ] * 2
    assert max(row["lag"] for row in rows) == 100
