import numpy as np
import torch

from digitlab.cnn import feature_maps, network


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
