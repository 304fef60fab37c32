"""Every gradient beside central differences and autograd, and a twin in torch that takes the same path."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from digitlab.scratch import network

OF_NORM = 1e-9


def drawn(sizes=(12, 7, 4), images=9, seed=0):
    """A network in float64 with biases that are not 0, images and labels."""
    random = np.random.default_rng(seed)
    net = network.initial(sizes, random, kind=np.float64)
    for name in ("b", "c"):
        net[name] += random.normal(0, 0.5, net[name].shape)
    return net, random.normal(0, 1, (images, sizes[0])), random.integers(0, sizes[2], images)


def twin(net):
    """The same network in torch."""
    inputs, hidden = net["W"].shape
    theirs = nn.Sequential(
        nn.Linear(inputs, hidden), nn.Sigmoid(), nn.Linear(hidden, net["V"].shape[1])
    ).double()
    with torch.no_grad():
        for parameter, values in zip(
            theirs.parameters(), (net["W"].T, net["b"], net["V"].T, net["c"]), strict=True
        ):
            parameter.copy_(torch.tensor(values.copy()))
    return theirs


def of_twin(values):
    """What belongs to torch's parameters, by our letters."""
    return dict(zip("WbVc", (value.numpy().T for value in values), strict=True))


def apart(first, second):
    """Norm of a difference, as a share of the norm."""
    return np.linalg.norm(first - second) / np.linalg.norm(second)


@settings(max_examples=30, deadline=None)
@given(
    st.tuples(st.integers(1, 9), st.integers(1, 8), st.integers(2, 6)),
    st.integers(1, 12),
    st.integers(0, 2**32 - 1),
)
def test_cost_and_gradients_are_autograds(sizes, images, seed):
    net, x, labels = drawn(sizes, images, seed)
    theirs = twin(net)
    loss = nn.functional.cross_entropy(theirs(torch.tensor(x)), torch.tensor(labels))
    expected = of_twin(torch.autograd.grad(loss, list(theirs.parameters())))
    cost, gradient = network.backward(net, x, labels)
    assert cost == pytest.approx(loss.item(), rel=1e-13)
    assert network.cost(net, x, labels) == cost
    # As one vector too: a part of it may be nothing but rounding where a batch is certain.
    whole = [np.concatenate([part[name].ravel() for name in "WbVc"]) for part in (gradient, expected)]
    assert apart(*whole) < OF_NORM
    for name in "WbVc":
        assert np.linalg.norm(gradient[name] - expected[name]) <= OF_NORM * np.linalg.norm(whole[1])


@pytest.mark.parametrize("seed", range(3))
def test_every_gradient_is_the_central_difference(seed):
    net, x, labels = drawn(seed=seed)
    kept = {name: values.copy() for name, values in net.items()}
    rows = network.differences(net, x, labels, 1e-3, 10**6, np.random.default_rng(0))
    assert {row["name"]: row["elements"] for row in rows} == {"W": 84, "b": 7, "V": 28, "c": 4}
    assert max(row["error"] for row in rows) < OF_NORM
    for name, values in net.items():
        np.testing.assert_array_equal(values, kept[name])  # as it was


def test_the_check_of_some_elements_sees_a_gradient_that_is_wrong(monkeypatch):
    net, x, labels = drawn()
    right = network.backward
    [few] = {
        row["elements"] for row in network.differences(net, x, labels, 1e-3, 3, np.random.default_rng(0))
    }
    assert few == 3
    wrong = lambda *given: (right(*given)[0], {k: 1.001 * v for k, v in right(*given)[1].items()})  # noqa: E731
    monkeypatch.setattr(network, "backward", wrong)
    rows = network.differences(net, x, labels, 1e-3, 3, np.random.default_rng(0))
    assert [row["error"] for row in rows] == pytest.approx([0.001 / 1.001] * 4, rel=1e-4)


def test_a_thousand_updates_lead_to_the_weights_that_torch_comes_to():
    net, _, _ = drawn((20, 8, 5))
    theirs = twin(net)
    random = np.random.default_rng(1)
    x, labels = random.normal(0, 1, (200, 20)), random.integers(0, 5, 200)
    descent = torch.optim.SGD(theirs.parameters(), lr=0.3)
    for _ in range(1000):
        batch = random.integers(0, 200, 16)
        network.descend(net, network.backward(net, x[batch], labels[batch])[1], 0.3)
        descent.zero_grad()
        nn.functional.cross_entropy(theirs(torch.tensor(x[batch])), torch.tensor(labels[batch])).backward()
        descent.step()
    for name, values in of_twin([p.detach() for p in theirs.parameters()]).items():
        np.testing.assert_allclose(net[name], values, rtol=0, atol=1e-12)
    assert network.cost(net, x, labels) < 0.9 * np.log(5)  # it went somewhere


@settings(deadline=None)
@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=20))
def test_the_logistic_function_is_torchs_and_never_overflows(values):
    a = np.array(values)
    with np.errstate(all="raise", under="ignore"):
        ours = network.logistic(a)
    np.testing.assert_allclose(ours, torch.sigmoid(torch.tensor(a)).numpy(), rtol=1e-14, atol=0)


def test_the_logistic_function_keeps_its_kind_and_its_small_values():
    a = np.array([-80, 0, 80], np.float32)
    assert network.logistic(a).dtype == np.float32
    assert network.logistic(a).tolist() == pytest.approx([np.exp(-80.0), 0.5, 1.0], rel=1e-6)


def test_the_softmax_is_torchs_at_any_logits():
    z = np.random.default_rng(0).normal(0, 300, (50, 10))
    expected = torch.log_softmax(torch.tensor(z), 1).numpy()
    np.testing.assert_allclose(network.log_softmax(z), expected, rtol=1e-13, atol=1e-12)
    np.testing.assert_array_equal(network.log_softmax(np.array([[1e308, 0.0]])), [[0.0, -1e308]])


def test_the_random_start_keeps_the_inputs_mean_square():
    random = np.random.default_rng(0)
    net = network.initial((400, 3000, 10), random)
    x = random.normal(0, 2, (20, 400)) ** 3
    measured = ((x @ net["W"]) ** 2).mean(1)
    np.testing.assert_allclose(measured, (x**2).mean(1), rtol=0.15)
    assert (net["W"].dtype, float(np.abs(net["b"]).max())) == (np.float32, 0.0)
    assert net["V"].var() == pytest.approx(1 / 3000, rel=0.05)


def test_the_equal_starts_are_equal():
    for start, value in (("zeros", 0.0), ("equal", network.EQUAL)):
        net = network.initial((3, 2, 4), np.random.default_rng(0), start, np.float64)
        assert {*net["W"].ravel(), *net["V"].ravel()} == {value}


def test_the_label_is_the_largest_output():
    net, x, _ = drawn()
    expected = twin(net)(torch.tensor(x)).argmax(1).numpy()
    np.testing.assert_array_equal(network.predicted(net, x), expected)
