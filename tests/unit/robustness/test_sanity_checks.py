from itertools import combinations

import numpy as np
import pytest
import torch
from scipy import stats
from torch import nn

from digitlab.cnn import inference, network
from digitlab.robustness import occlusion, sanity_checks


def trained(seed=0):
    torch.manual_seed(seed)
    net = network.Network([4, 5, 6], [5, 3, 3], [0, 0, 1], [2, 1, 2])
    for norm in net.norms:
        norm.running_mean.normal_()
        norm.running_var.uniform_(0.5, 2)
        norm.weight.data.normal_()
    return net.to(memory_format=torch.channels_last).eval()


def digits(count=3, seed=0):
    random = np.random.default_rng(seed)
    images = random.integers(0, 256, (count, 28, 28), np.uint8)
    images[:, :6] = images[:, :, :9] = 0
    return images


def test_random_weights_are_drawn_as_stated():
    net = trained()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    found = sanity_checks.random_network(net, seed=5, draw=2).state_dict()
    random = np.random.default_rng([5, 2])
    assert sanity_checks.order_of(net) == [
        *("linear.weight", "linear.bias"),
        *("convolutions.2.weight", "convolutions.1.weight", "convolutions.0.weight"),
    ]
    inputs = {"linear.weight": 6 * 25, "linear.bias": 6 * 25, "convolutions.2.weight": 5 * 9}
    inputs |= {"convolutions.1.weight": 4 * 9, "convolutions.0.weight": 25}
    for name in sanity_checks.order_of(net):
        bound = inputs[name] ** -0.5
        expected = random.uniform(-bound, bound, tuple(found[name].shape))
        np.testing.assert_array_equal(found[name].numpy(), expected.astype(np.float32))
        assert found[name].std() == pytest.approx(bound / 3**0.5, rel=0.4)
    for name, value in nn.BatchNorm2d(5).state_dict().items():
        assert torch.equal(found[f"norms.1.{name}"], value)
    for name, value in net.state_dict().items():
        assert torch.equal(value, before[name])  # the trained one stays as it is


def test_the_cascade_equals_networks_put_together_layer_by_layer():
    net, images = trained(), digits()
    random = [sanity_checks.random_network(net, 1, draw) for draw in range(2)]
    own, others = sanity_checks.cascade(
        inference.Folded(net), [inference.Folded(r) for r in random], images, 6, patch=10, stride=6
    )
    assert others.shape == (2, 4, *own.shape) == (2, 4, 3, 4, 4)

    def drop(mixed, image):
        p = occlusion.scan(mixed, image, 6, 10, 6)["probability_of_digit"]
        return network.probabilities(mixed, image[None])[0, 6] - p

    for at, image in enumerate(images):
        np.testing.assert_allclose(own[at], drop(net, image), atol=1e-6)
        for draw, stage in ((0, 0), (1, 1), (0, 2), (1, 3)):
            mixed = trained()
            weights, drawn = mixed.state_dict(), random[draw].state_dict()
            for name in weights:
                layer = 3 if name.startswith("linear") else int(name.split(".")[1])
                if layer >= 3 - stage:
                    weights[name].copy_(drawn[name])
            np.testing.assert_allclose(others[draw, stage, at], drop(mixed, image), atol=1e-6)


def test_correlations_are_those_of_the_mean_maps():
    random = np.random.default_rng(0)
    own, others = random.normal(size=(5, 4, 4)), random.normal(size=(2, 3, 5, 4, 4))
    others[1, 2] = own**3  # another mean, and not the same order
    rows = sanity_checks.randomisation(own, others)
    assert [(row["draw"], row["layers"]) for row in rows] == [(d, n) for d in (0, 1) for n in (1, 2, 3)]
    for row in rows:
        theirs = others[row["draw"], row["layers"] - 1].mean(0)
        expected = stats.spearmanr(own.mean(0).ravel(), theirs.ravel()).statistic
        assert row["correlation"] == pytest.approx(expected)
        expected = stats.spearmanr(abs(own.mean(0)).ravel(), abs(theirs).ravel()).statistic
        assert row["absolute"] == pytest.approx(expected)


def test_a_map_turned_over_changes_in_the_same_places():
    own = np.random.default_rng(0).normal(size=(1, 4, 4))
    [row] = sanity_checks.randomisation(own, -2 * own[None, None])
    assert (row["correlation"], row["absolute"]) == (pytest.approx(-1), pytest.approx(1))
    [row] = sanity_checks.randomisation(own, np.zeros((1, 1, 1, 4, 4)))
    assert (row["correlation"], row["absolute"]) == (None, None)


def test_draws_are_averaged_with_students_interval():
    values = [0.1, 0.5, 0.3, 0.7]
    rows = [{"draw": d, "layers": 1, "correlation": v, "absolute": 1 - v} for d, v in enumerate(values)]
    rows += [{"draw": 0, "layers": 2, "correlation": None, "absolute": None}]
    first, second = sanity_checks.by_stage(rows)
    interval = stats.t.interval(0.95, 3, np.mean(values), stats.sem(values))
    assert (first["draws"], first["correlation"]) == (4, pytest.approx(0.4))
    assert (first["correlation_low"], first["correlation_high"]) == pytest.approx(interval)
    assert first["absolute"] == pytest.approx(0.6)
    assert (second["draws"], second["correlation"], second["absolute_low"]) == (0, None, None)
    [one] = sanity_checks.by_stage(rows[:1])
    assert one["correlation_low"] == one["correlation"] == one["correlation_high"] == 0.1


def test_halves_are_random_ones_of_the_images():
    own = np.random.default_rng(0).normal(size=(5, 4, 4))
    # Every way to take two of the five, each as likely.
    pairs = [list(pair) for pair in combinations(range(5), 2)]
    rest = [[at for at in range(5) if at not in pair] for pair in pairs]
    exact = [
        stats.spearmanr(own[a].mean(0).ravel(), own[b].mean(0).ravel()).statistic
        for a, b in zip(pairs, rest, strict=True)
    ]
    found = sanity_checks.halves(own, seed=1)
    assert found["splits"] == sanity_checks.SPLITS
    assert found["correlation"] == pytest.approx(np.mean(exact), abs=4 * np.std(exact) / 500**0.5)
    assert (found["low"], found["high"]) == pytest.approx((min(exact), max(exact)))
    assert found == sanity_checks.halves(own, seed=1)
    for nothing in (own[:1], np.ones((2, 3, 3))):
        assert sanity_checks.halves(nothing, 1) == {
            "splits": 0,
            **dict.fromkeys(("correlation", "low", "high")),
        }


def test_a_pixel_has_the_mean_of_the_squares_that_cover_it():
    drop = np.array([[[1.0, 2.0], [3.0, 6.0]]])
    found = sanity_checks.per_pixel(drop, patch=3, stride=2, side=6)[0]
    assert (found[0, 0], found[0, 2], found[2, 0], found[2, 2], found[4, 4]) == (1, 1.5, 2, 3, 6)
    assert np.isnan(found[5]).all()
    assert np.isnan(found[:, 5]).all()


def attributed(name, net, images, **keywords):
    captum = pytest.importorskip("captum.attr", reason="captum is a development dependency")
    method = getattr(captum, name)(lambda x: net(x).softmax(1))
    return method.attribute(network.as_input(images), target=6, **keywords).detach().numpy()


def test_integrated_gradients_are_captums():
    net, images = trained(), digits()
    found = sanity_checks.integrated_gradients(net, images, 6, steps=7)
    expected = attributed("IntegratedGradients", net, images, n_steps=7, method="riemann_middle")
    np.testing.assert_allclose(found, expected, atol=1e-7)
    assert abs(found).max() > 1e-4


def test_integrated_gradients_add_up_to_the_probability_gained_from_black():
    net, images = trained(), digits()
    found = sanity_checks.integrated_gradients(net, images, 6, steps=300).sum((1, 2))
    p = network.probabilities(net, np.concatenate([images, np.zeros_like(images[:1])]))[:, 6]
    np.testing.assert_allclose(found, p[:3] - p[3], atol=1e-4)


def test_gradient_times_input_is_captums():
    net, images = trained(), digits()
    found = sanity_checks.gradient_times_input(net, images, 6)
    np.testing.assert_allclose(found, attributed("InputXGradient", net, images), atol=1e-7)


def test_agreement_is_the_mean_of_each_images_rank_correlation():
    images, random = digits(4), np.random.default_rng(1)
    drop, values = random.normal(size=(4, 6, 6)), random.normal(size=(4, 28, 28))
    rows = {row["over"]: row for row in sanity_checks.agreement(drop, {"a map": values}, images, 5, 4)}
    by_pixel = sanity_checks.per_pixel(drop, 5, 4, 28)
    assert set(rows) == {"pixels with ink", "all pixels", "squares"}
    covered = np.isfinite(by_pixel)
    for over, chosen in (("pixels with ink", covered & (images > 0)), ("all pixels", covered)):
        each = [
            stats.spearmanr(a[c], b[c]).statistic for a, b, c in zip(by_pixel, values, chosen, strict=True)
        ]
        assert rows[over]["correlation"] == pytest.approx(np.mean(each))
        half = 1.959964 * stats.sem(each)
        assert rows[over]["correlation_high"] - rows[over]["correlation"] == pytest.approx(half)
        assert rows[over]["images"] == 4
    under = np.array(
        [[v[r : r + 5, c : c + 5].sum() for r in range(0, 24, 4) for c in range(0, 24, 4)] for v in values]
    )
    each = [stats.spearmanr(a.ravel(), b).statistic for a, b in zip(drop, under, strict=True)]
    assert rows["squares"]["correlation"] == pytest.approx(np.mean(each))


def test_beyond_the_control_is_the_mean_of_each_images_difference():
    images, random = digits(4), np.random.default_rng(1)
    drop = random.normal(size=(4, 6, 6))
    values, control = random.normal(size=(2, 4, 28, 28))
    values[0] = 0  # no correlation there, and so no difference
    rows = sanity_checks.agreement(drop, {"a map": values, "control": control}, images, 5, 4)
    under = np.array(
        [
            [[v[r : r + 5, c : c + 5].sum() for r in range(0, 24, 4) for c in range(0, 24, 4)] for v in of]
            for of in (values, control)
        ]
    )
    own, theirs = (
        np.array([stats.spearmanr(a.ravel(), b).statistic for a, b in zip(drop[1:], of[1:], strict=True)])
        for of in under
    )
    [row] = [row for row in rows if (row["map"], row["over"]) == ("a map", "squares")]
    assert row["images"] == 3
    assert row["beyond"] == pytest.approx(np.mean(own - theirs))
    assert row["beyond_high"] - row["beyond"] == pytest.approx(1.959964 * stats.sem(own - theirs))
    [row] = [row for row in rows if (row["map"], row["over"]) == ("control", "squares")]
    assert (row["images"], row["beyond"], row["beyond_low"]) == (4, 0, 0)


def test_what_does_not_vary_agrees_with_nothing():
    black = np.zeros((2, 28, 28), np.uint8)
    for row in sanity_checks.agreement(np.zeros((2, 6, 6)), {"ink": black / 255}, black, 5, 4):
        assert (row["images"], row["correlation"], row["correlation_low"]) == (0, None, None)
