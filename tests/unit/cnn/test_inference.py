import numpy as np
import pytest
import torch
from conftest import untrained
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from digitlab.cnn import inference, network

# channels, kernels, padding, pool: pooling in every place, windows that do not divide the map, padding.
SHAPES = {
    "as the default": ([4, 6, 8, 10], [5, 5, 3, 3], [0, 0, 0, 0], [2, 1, 2, 1]),
    "a window of three": ([3, 4, 5], [3, 3, 3], [0, 0, 0], [3, 2, 1]),
    "maps left over": ([3, 4, 5], [4, 3, 2], [0, 0, 0], [2, 3, 1]),
    "pooled last": ([3, 4, 5], [5, 4, 3], [0, 0, 0], [1, 2, 2]),
    "padded": ([3, 4, 5], [5, 3, 3], [2, 1, 1], [2, 2, 1]),
}


def trained(name):
    return untrained(SHAPES[name]).to(memory_format=torch.channels_last)


def images(*shape):
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


@pytest.mark.parametrize("name", SHAPES)
def test_folded_it_says_what_it_said(name):
    net = trained(name)
    x = network.as_input(images(7, 28, 28))
    with torch.inference_mode():
        torch.testing.assert_close(inference.Folded(net)(x), net(x), rtol=1e-4, atol=1e-4)


def test_folding_leaves_the_network_as_it_is():
    net = trained("as the default")
    before = {name: value.clone() for name, value in net.state_dict().items()}
    inference.Folded(net)(network.as_input(images(2, 28, 28)))
    for name, value in net.state_dict().items():
        assert torch.equal(value, before[name])


@pytest.mark.parametrize("name", [name for name in SHAPES if name != "padded"])
@pytest.mark.parametrize(("rows", "columns"), [(28, 28), (28, 35), (33, 28), (31, 34)])
def test_windows_are_images_by_themselves(name, rows, columns):
    net, wide = trained(name), images(3, rows, columns)
    found = inference.everywhere(inference.Folded(net), wide)
    assert found.shape == (3, rows - 27, columns - 27, 10)
    for r, c in np.ndindex(found.shape[1:3]):
        alone = network.probabilities(net, wide[:, r : r + 28, c : c + 28])
        np.testing.assert_allclose(found[:, r, c], alone, atol=1e-5)


def test_what_shares_no_convolutions_is_cut_window_by_window():
    net, wide = trained("padded"), images(2, 29, 30)
    with pytest.raises(ValueError, match="padding"):
        inference.Folded(net).windows(network.as_input(wide))
    for it in (inference.Folded(net), net):
        found = inference.everywhere(it, wide)
        np.testing.assert_allclose(found[:, 1, 2], network.probabilities(net, wide[:, 1:, 2:]), atol=1e-5)


def test_many_images_go_through_in_parts(monkeypatch):
    net, wide = inference.Folded(trained("as the default")), images(5, 28, 30)
    whole, told = inference.everywhere(net, wide), []
    monkeypatch.setattr(inference, "PIXELS", 2 * 28 * 30)
    np.testing.assert_allclose(inference.everywhere(net, wide, told.append), whole, atol=1e-6)
    assert told == [2, 4, 5]
    assert inference.everywhere(net, wide[:0]).shape == (0, 1, 3, 10)


@settings(max_examples=30)
@given(st.integers(1, 4), st.integers(4, 11), st.integers(4, 11))
def test_pooling_is_torchs(window, rows, columns):
    x = torch.randn(2, 3, rows, columns, generator=torch.Generator().manual_seed(rows))
    assert torch.equal(inference.pooled(x, window), functional.max_pool2d(x, window))


def test_a_saved_network_is_loaded_folded(tmp_path):
    net = trained("as the default")
    (tmp_path / "model.safetensors").write_bytes(network.serialised(net))
    it = inference.load(tmp_path / "model.safetensors")
    x = images(3, 28, 28)
    np.testing.assert_allclose(network.probabilities(it, x), network.probabilities(net, x), atol=1e-5)


@pytest.mark.parametrize("name", SHAPES)
def test_folded_it_reads_between_its_layers_what_it_read(name):
    net = trained(name)
    folded, x = inference.Folded(net), network.as_input(images(3, 28, 28))
    with torch.inference_mode():
        for layer in range(len(net.convolutions) + 1):
            read = folded.activations(x, layer)
            torch.testing.assert_close(read, net.activations(x, layer), rtol=1e-4, atol=1e-4)
            torch.testing.assert_close(folded.logits(read, layer), net(x), rtol=1e-4, atol=1e-4)
