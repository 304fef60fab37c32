import numpy as np
import pytest
import torch
from conftest import untrained

from digitlab.cnn import live, network

# channels, kernels, padding, pool.
SHAPES = {
    "as the default": ([4, 6, 8, 10], [5, 5, 3, 3], [0, 0, 0, 0], [2, 1, 2, 1]),
    "maps left over": ([3, 4, 5], [4, 3, 2], [0, 0, 0], [2, 3, 1]),
    "padded": ([3, 4, 5], [5, 3, 3], [2, 1, 1], [2, 2, 1]),
}


def trained(name):
    return untrained(SHAPES[name])


def images(*shape):
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize(("bits", "near"), [(8, 0.2), (16, 1e-3)])
def test_whole_numbers_say_nearly_what_the_weights_said(name, bits, near):
    # Batch norms with factors of both signs: a pooling under a negative one takes the smallest.
    net, x = trained(name), images(9, 28, 28)
    found = live.probabilities(live.quantised(net, bits), x)
    difference = np.abs(found - network.probabilities(net, x)).max()
    assert 0 < difference < near


@pytest.mark.parametrize(("bits", "most"), [(8, 127), (16, 32767)])
def test_every_channel_uses_all_of_its_bits(bits, most):
    for layer in live.quantised(trained("padded"), bits):
        flat = np.abs(layer.weight.astype(int)).reshape(len(layer.weight), -1)
        assert layer.weight.dtype == f"int{bits}"
        assert (flat.max(1) == most).all()


def test_a_channel_of_zeros_stays_one():
    whole, step = live.rounded(torch.tensor([[[[0.0]]], [[[-2.0]]]]), 8)
    assert whole.ravel().tolist() == [0, -127]
    assert np.isfinite(step).all()


def test_the_network_stays_as_it_is():
    net = trained("as the default")
    before = {name: value.clone() for name, value in net.state_dict().items()}
    for layer in live.quantised(net, 16):
        layer.offset[:] = layer.factor[:] = 1
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())


def test_near_ties_are_counted_apart_from_other_labels():
    kept = np.array([[0.6, 0.4, 0], [0.499, 0.501, 0], [0.2, 0.1, 0.7]])
    other = np.array([[0.5, 0.5, 0], [0.501, 0.499, 0], [0.2, 0.1, 0.7]])
    found = live.agreement(kept, other)
    assert (found.images, found.equal, found.near_ties, found.same) == (3, 2, 1, True)
    assert found.largest == pytest.approx(0.1)
    clear = live.agreement(kept, kept[:, [1, 0, 2]])
    assert (clear.equal, clear.near_ties, clear.same) == (1, 1, False)


def test_eight_bits_are_taken_where_they_change_no_label_and_sixteen_where_they_do():
    net, x = trained("as the default"), images(200, 28, 28)
    coarse = live.probabilities(live.quantised(net, 8), x)
    assert list(live.chosen(net, x, coarse)[1]) == [8]
    # A label that eight bits give, clearly, and the network does not.
    coarse[0] = np.roll(np.eye(10)[coarse[0].argmax()], 1)
    layers, tried = live.chosen(net, x, coarse)
    assert list(tried) == [8, 16]
    assert layers[0].weight.dtype == np.int16


def test_arrays_hold_all_that_the_layers_do():
    layers = live.quantised(trained("padded"), 8)
    found = live.arrays(layers)
    assert found["padding"].tolist() == [2, 1, 1, 0]
    assert found["pool"].tolist() == [2, 2, 1, 1]
    assert found["weight_4"].shape == (10, 5, 7, 7)
    assert len(found) == 3 + 3 * 4


def test_the_first_of_each_class_are_taken_in_their_order():
    labels = np.array([3, 1, 3, 3, 1, 9])
    assert live.first_of_each(labels, 2).tolist() == [1, 4, 0, 2, 5]
