import numpy as np
import pytest
import torch
from scipy.optimize import brentq, minimize_scalar

from digitlab.choices import activations


@pytest.mark.parametrize("name", activations.FUNCTIONS)
def test_functions_and_derivatives_are_torchs(name):
    a = torch.linspace(-5, 5, 40, dtype=torch.float64, requires_grad=True)
    theirs = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "ReLU": torch.relu}[name](a)
    (slope,) = torch.autograd.grad(theirs.sum(), a)
    function, derivative = activations.FUNCTIONS[name]
    np.testing.assert_allclose(function(a.detach().numpy()), theirs.detach().numpy(), atol=1e-15)
    np.testing.assert_allclose(derivative(a.detach().numpy()), slope.numpy(), atol=1e-15)


@pytest.mark.parametrize("weight", [4.5, -7.0, 12.0, 35.0])
def test_the_width_is_that_of_the_roots(weight):
    def above(a):
        s = 1 / (1 + np.exp(-(weight * a + 1.5)))
        return abs(weight) * s * (1 - s) - 1

    middle = -1.5 / weight
    ends = [brentq(above, middle, middle + sign * 30 / abs(weight), xtol=1e-14) for sign in (-1, 1)]
    assert activations.width(weight) == pytest.approx(abs(ends[1] - ends[0]), abs=1e-10)
    assert activations.width_by_search(weight, 1.5) == pytest.approx(abs(ends[1] - ends[0]), abs=1e-3)


def test_no_interval_below_four():
    assert activations.width(3.999) == 0
    assert activations.width(4.0) == 0
    assert activations.width(4.01) > 0


def test_the_widest_is_near_seven_and_below_one_half():
    at, width = activations.widest()
    expected = minimize_scalar(lambda w: -activations.width(w), bounds=(4, 40), method="bounded")
    assert at == pytest.approx(expected.x, abs=1e-4)
    assert (round(at, 1), round(width, 2)) == (6.9, 0.45)


@pytest.mark.parametrize("name", activations.FUNCTIONS)
def test_gradients_by_depth_are_autograds(name):
    depth, units, samples = 4, 6, 5
    decades = activations.gradient_by_depth(name, 0.8, units, depth, samples, np.random.default_rng(3))
    random = np.random.default_rng(3)
    weights = torch.tensor(0.8 * random.standard_normal((depth, units, units)))
    h = torch.tensor(random.standard_normal((samples, units)))
    top = random.standard_normal((samples, units))
    top = torch.tensor(top / np.linalg.norm(top, axis=1, keepdims=True))
    function = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "ReLU": torch.relu}[name]
    kept = [h.requires_grad_()]
    for W in weights:
        h = function(h @ W.T)
        h.retain_grad()
        kept.append(h)
    (h * top).sum().backward()
    expected = [float((k.grad**2).sum(1).mean().sqrt().log10()) for k in reversed(kept)]
    np.testing.assert_allclose(decades, expected, atol=1e-10)


def test_a_dead_stack_has_a_gradient_of_exactly_zero():
    decades = activations.gradient_by_depth("ReLU", 0.0, 3, 3, 4, np.random.default_rng(0))
    assert decades[0] == 0
    assert np.isneginf(decades[1:]).all()


def test_he_keeps_relus_gradient_and_a_gaussian_does_not():
    random = np.random.default_rng(0)
    he = activations.gradient_by_depth("ReLU", activations.INITIALISATIONS["He"](200), 200, 20, 50, random)
    assert abs(he[-1]) < 0.7
    wild = activations.gradient_by_depth("ReLU", 1.0, 200, 20, 50, random)
    assert wild[-1] > 10


def test_the_small_facts_hold():
    facts = activations.facts(np.random.default_rng(0))
    assert facts["softmax_shift"] < 1e-13
    assert facts["tanh_is_sigmoid"] < 1e-14
    assert facts["stacked_linear"] < 1e-12
    assert facts["naive_softmax_overflows"]
    assert facts["large_logit"] == activations.LARGE_LOGIT > np.log(np.finfo(float).max)


def test_curves_hold_functions_derivatives_and_both_widths():
    curves = activations.curves()
    for name, (function, derivative) in activations.FUNCTIONS.items():
        np.testing.assert_array_equal(curves[name], function(curves["a"]))
        np.testing.assert_array_equal(curves[f"{name}_derivative"], derivative(curves["a"]))
    assert len(curves["width"]) == len(curves["weights"])
    np.testing.assert_array_equal(curves["searched_weights"], curves["weights"][:: activations.SEARCHED])
    np.testing.assert_allclose(curves["searched"], curves["width"][:: activations.SEARCHED], atol=1e-3)


def test_gradients_are_the_median_and_the_range_of_their_draws():
    table = activations.gradients(units=6, depth=3, samples=4, draws=4, random=np.random.default_rng(5))
    random = np.random.default_rng(5)
    # The first rows are of the first initialisation and activation, whose draws come first.
    alone = [activations.gradient_by_depth("sigmoid", 1.0, 6, 3, 4, random) for _ in range(4)]
    by_size = np.sort(alone, axis=0)
    np.testing.assert_allclose(table["median"][:4], (by_size[1] + by_size[2]) / 2)
    np.testing.assert_array_equal(table.lowest[:4], by_size[0])
    np.testing.assert_array_equal(table.highest[:4], by_size[3])


def test_a_gradient_of_exactly_zero_lies_below_all_others(monkeypatch):
    draws = iter([[0.0, -np.inf], [0.0, -np.inf], [0.0, -3.0]] * 9)
    monkeypatch.setattr(activations, "gradient_by_depth", lambda *given: np.array(next(draws)))
    table = activations.gradients(units=2, depth=1, samples=2, draws=3, random=np.random.default_rng(0))
    assert np.isnan(table.loc[1, ["median", "lowest"]].astype(float)).all()
    assert table.highest[1] == -3.0


def test_every_initialisation_meets_every_activation_and_the_summary_is_their_end():
    random = np.random.default_rng(0)
    table = activations.gradients(units=6, depth=3, samples=4, draws=2, random=random)
    pairs = set(zip(table.initialisation, table.activation, strict=True))
    assert len(pairs) == len(activations.INITIALISATIONS) * len(activations.FUNCTIONS)
    assert table.layers.tolist() == [0, 1, 2, 3] * len(pairs)
    table.loc[3, ["median", "lowest"]] = np.nan  # nothing left
    curves = activations.curves()
    curves["searched"][2] += 0.25
    summary = activations.summary(curves, table, random)
    assert summary["depth"] == 3
    assert [end["median"] for end in summary["ends"]] == [None, *table["median"][7::4]]
    assert summary["ends"][0]["lowest"] is None
    assert summary["ends"][1] == {
        "initialisation": "Gaussian(0, 1)",
        "activation": "tanh",
        **{name: table[name][7] for name in ("median", "lowest", "highest")},
    }
    assert summary["largest_search_error"] == pytest.approx(0.25, abs=1e-3)
    assert (summary["widest_at"], summary["width"]) == activations.widest()
