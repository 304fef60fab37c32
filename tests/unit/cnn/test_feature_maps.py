import numpy as np
import torch

from digitlab.cnn import feature_maps, filters, network


def test_a_hand_made_convolution_gives_the_hand_made_map():
    net = network.Network([1, 1, 2], [3, 1, 1], [1, 0, 0], [1, 1, 1]).eval()
    with torch.no_grad():
        for convolution in net.convolutions:
            convolution.weight.zero_()
        net.convolutions[0].weight[0, 0, 1, 1] = 1  # passes the pixel on
        net.convolutions[1].weight[:] = 2
        net.convolutions[2].weight[:] = torch.tensor([1.0, -1.0]).reshape(2, 1, 1, 1)
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 5, 7] = 255
    ink = (1 - network.PIXEL_MEAN) / network.PIXEL_STD
    maps = feature_maps.feature_maps(net, image, 3)
    assert maps.shape == (1, 2, 28, 28)
    np.testing.assert_allclose(maps[0, 0, 5, 7], 2 * ink, rtol=1e-4)
    assert maps[0, 0].sum() == maps[0, 0, 5, 7]  # black is below zero and cut off by the ReLU
    assert maps[0, 1].max() == 0


def test_separation_orders_channels_by_how_far_the_means_lie_apart():
    random = np.random.default_rng(0)
    first = random.normal(0, 1, (500, 3, 4, 4))
    second = random.normal(0, 1, (400, 3, 4, 4))
    second[:, 1] += 3 / 4  # a mean of 16 values has a deviation of 1/4: three deviations
    first[:, 2] += 1 / 4
    found = feature_maps.separation(first, second)
    assert found["order"].tolist() == [1, 2, 0]
    np.testing.assert_allclose(found["effect_size"], [0, -3, 1], atol=0.25)


def test_filters_are_described_by_their_weights():
    weights = np.zeros((3, 1, 3, 3), np.float32)
    weights[0, 0, 0, 0], weights[0, 0, 2, 2] = 2, -1
    weights[1] = 1
    weights[2, 0, 1, 1] = 0.01
    found = filters.described(weights)
    assert found == {
        **{"outputs": 3, "inputs": 1, "side": 3, "lowest": -1.0, "highest": 2.0},
        **{"negative": 1 / 27, "faint": 1},
    }
