"""Each identity on random inputs, against an oracle of its own."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from digitlab.scratch import identities, network

NUMBERS = st.floats(-30, 30)
VECTORS = arrays(np.float64, st.integers(1, 12), elements=NUMBERS)
SEEDS = st.integers(0, 2**32 - 1)


def drawn(seed):
    return np.random.default_rng(seed)


@settings(deadline=None)
@given(arrays(np.float64, (3, 5), elements=NUMBERS), st.floats(-600, 600))
def test_a_softmax_is_unchanged_by_a_shift(z, c):
    shifted = np.exp(network.log_softmax(z + c))
    expected = torch.softmax(torch.tensor(z), 1).numpy()
    np.testing.assert_allclose(shifted, expected, rtol=0, atol=1e-11)
    np.testing.assert_allclose(identities.naive_softmax(z), expected, rtol=1e-13, atol=0)


@settings(deadline=None)
@given(VECTORS)
def test_slopes_come_from_values(a):
    for name, function in (("logistic", torch.sigmoid), ("tanh", torch.tanh)):
        variable = torch.tensor(a, requires_grad=True)
        (expected,) = torch.autograd.grad(function(variable).sum(), variable)
        value, slope, steepest = identities.SLOPES[name]
        np.testing.assert_allclose(slope(value(a)), expected.numpy(), rtol=0, atol=1e-14)
        assert slope(value(a)).max() <= steepest
        assert slope(value(np.zeros(1)))[0] == steepest


@settings(deadline=None)
@given(VECTORS)
def test_tanh_is_a_scaled_and_shifted_logistic_function(a):
    np.testing.assert_allclose(np.tanh(a), 2 * network.logistic(2 * a) - 1, rtol=0, atol=1e-15)


@settings(deadline=None)
@given(SEEDS, st.integers(1, 30))
def test_every_error_is_that_of_rounding(seed, samples):
    assert identities.softmax_of_shifted(drawn(seed), samples) < 1e-12
    assert identities.tanh_is_logistic(drawn(seed), samples) < 1e-14
    assert identities.linear_gradient(drawn(seed), samples) < 1e-13
    for name in identities.SLOPES:
        assert identities.slope_from_value(name, drawn(seed), samples) < 1e-11
    stacked = identities.stacked_linear(drawn(seed), samples)
    assert stacked["error"] < 1e-13
    assert stacked["rank"] == stacked["narrowest"] == 6


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("logistic", lambda y: y * (1 + y)), ("tanh", lambda y: 1 - y)],
)
def test_a_wrong_slope_is_an_error(monkeypatch, name, wrong):
    value, _, steepest = identities.SLOPES[name]
    monkeypatch.setitem(identities.SLOPES, name, (value, wrong, steepest))
    assert identities.slope_from_value(name, drawn(0), 50) > 0.01


@pytest.mark.parametrize(("precision", "kind"), [("float32", np.float32), ("float64", np.float64)])
def test_a_softmax_as_written_fails_above_the_logarithm_of_the_largest_number(precision, kind):
    largest = np.log(np.finfo(kind).max)
    assert identities.overflows_at(precision) == np.floor(largest) + 1
    assert identities.stays_finite(precision, 1e4)


def test_what_is_left_of_a_gradient_is_autograds():
    units, depth, samples = 5, 4, 3
    table = identities.shrinking(units, depth, samples, drawn(7))
    random = drawn(7)
    weights = [torch.tensor(identities.orthogonal(units, random)) for _ in range(depth)]
    inputs, top = (torch.tensor(random.normal(0, 1, (samples, units))) for _ in range(2))
    for name, function in (("logistic", torch.sigmoid), ("tanh", torch.tanh)):
        kept = [inputs.clone().requires_grad_()]
        for W in weights:
            kept.append(function(kept[-1] @ W))
        (kept[-1] * top / top.norm(dim=1, keepdim=True)).sum().backward(inputs=kept)
        lengths = torch.stack([part.grad.norm(dim=1) for part in reversed(kept)]).numpy()
        rows = table[table.activation == name]
        np.testing.assert_allclose(rows.largest, lengths.max(1), rtol=1e-12)
        np.testing.assert_allclose(rows.typical, np.sqrt((lengths**2).mean(1)), rtol=1e-12)
    assert (table.largest <= table.bound * (1 + 1e-12)).all()
    assert table[table.activation == "logistic"].bound.tolist() == [0.25**k for k in range(5)]


def test_orthogonal_weights_change_no_length():
    matrix = identities.orthogonal(9, drawn(0))
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(9), atol=1e-14)


def test_the_summary_has_every_identity():
    summary = identities.summary(20, drawn(1))
    assert len(summary["errors"]) == 6
    assert max(summary["errors"].values()) < 1e-11
    assert [row["precision"] for row in summary["overflow"]] == ["float32", "float64"]
    assert (summary["samples"], summary["rank"], summary["narrowest"]) == (20, 6, 6)
