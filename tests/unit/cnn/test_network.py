import json

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from digitlab.cnn import network
from digitlab.errors import InputError

SHAPE = {"channels": [3, 4, 5], "kernels": [5, 3, 3], "padding": [2, 1, 0], "pool": [2, 1, 2]}


def random_network(seed=0):
    torch.manual_seed(seed)
    net = network.Network(**SHAPE)
    for norm in net.norms:  # as after training: statistics and scales that are not the initial ones
        norm.running_mean.normal_()
        norm.running_var.uniform_(0.5, 2)
        nn.init.uniform_(norm.weight, 0.5, 2)
        nn.init.normal_(norm.bias)
    return net.eval()


def images(n=6, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (n, 28, 28), np.uint8)


def layer_by_layer(net, x):
    """The same network from torch's own layers, pooling after the ReLU where the scale is positive."""
    stages = []
    for convolution, norm, window in zip(net.convolutions, net.norms, SHAPE["pool"], strict=True):
        x = torch.relu(norm(convolution(x)))
        stages.append(x)
        x = nn.MaxPool2d(window)(x)
    return stages, net.linear(nn.Flatten()(x))


def test_it_is_the_plain_network_that_its_description_says():
    net = random_network()
    x = (torch.from_numpy(images()).float()[:, None] / 255 - 0.1307) / 0.3081
    stages, logits = layer_by_layer(net, x)
    with torch.no_grad():
        found = net(torch.from_numpy(images()).float() / 255)
        torch.testing.assert_close(found, logits, rtol=1e-4, atol=1e-5)
        for layer, stage in enumerate(stages, 1):
            maps = net.feature_maps(torch.from_numpy(images()).float() / 255, layer)
            torch.testing.assert_close(maps.contiguous(), stage, rtol=1e-4, atol=1e-5)


def test_probabilities_are_the_softmax_whatever_the_batch():
    net = random_network()
    with torch.no_grad():
        expected = net(torch.from_numpy(images()).float() / 255).softmax(1).numpy()
    for batch in (1, 4, 100):
        np.testing.assert_allclose(network.probabilities(net, images(), batch), expected, atol=1e-6)


def test_parameters_are_counted_by_hand():
    convolutions = 3 * 25 + 4 * 3 * 9 + 5 * 4 * 9
    assert network.parameters(random_network()) == convolutions + 2 * (3 + 4 + 5) + 10 * (5 * 6 * 6) + 10


def test_a_saved_network_says_the_same(tmp_path):
    net = random_network()
    (tmp_path / "m").write_bytes(network.serialised(net))
    again = network.load(tmp_path / "m")
    np.testing.assert_allclose(
        network.probabilities(again, images()), network.probabilities(net, images()), atol=1e-6
    )
    assert network.serialised(again) == network.serialised(net)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda w: w.pop("linear.bias"), r"weight linear\.bias is missing"),
        (
            lambda w: w.update({"linear.bias": torch.zeros(9)}),
            r"linear\.bias has shape \(9,\), expected \(10,\)",
        ),
        (lambda w: w.update({"more": torch.zeros(1)}), "unknown weight more"),
    ],
)
def test_weights_that_do_not_fit_are_refused_by_name(tmp_path, change, message):
    weights = {k: v.contiguous() for k, v in random_network().state_dict().items()}
    change(weights)
    save_file(weights, tmp_path / "w", {"architecture": json.dumps(SHAPE)})
    with pytest.raises(InputError, match=f"w: .*{message}"):
        network.load(tmp_path / "w")


def test_a_file_that_is_no_safetensors_file_is_refused(tmp_path):
    (tmp_path / "w").write_bytes(b"not weights")
    with pytest.raises(InputError, match="not a safetensors file"):
        network.load(tmp_path / "w")
    save_file({"a": torch.zeros(1)}, tmp_path / "w")
    with pytest.raises(InputError, match="no architecture"):
        network.load(tmp_path / "w")


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_a_receptive_field_is_what_the_gradient_reaches(layer):
    net = random_network()
    x = torch.zeros(1, 28, 28, requires_grad=True)
    window = network.receptive_field(*(SHAPE[key] for key in ("kernels", "padding", "pool")), layer)
    side = network.sides(SHAPE["kernels"], SHAPE["padding"], SHAPE["pool"])[layer - 1]
    for row, column in ((side // 2, side // 2), (0, side - 1)):
        reached = np.zeros((28, 28), bool)
        for seed in range(20):  # a pooling window passes the gradient on to one place only
            x = torch.rand(1, 28, 28, generator=torch.Generator().manual_seed(seed), requires_grad=True)
            y = net.convolutions[layer - 1](net.activations(x, layer - 1))[0, :, row, column]
            (gradient,) = torch.autograd.grad(y.abs().sum(), x)
            reached |= gradient[0].numpy() != 0
        top, left = window.corner(row, column)
        expected = np.zeros((28, 28), bool)
        expected[max(0, top) : top + window.size, max(0, left) : left + window.size] = True
        assert not (reached & ~expected).any()
        assert reached.sum() >= 0.9 * expected.sum()
        assert window.centre(row) == top + (window.size - 1) / 2
