import numpy as np
import torch

from digitlab.cnn import filters, network


def test_kernels_are_told_by_their_weights():
    weights = np.zeros((3, 1, 3, 3), np.float32)
    weights[0, 0, 0, 0], weights[0, 0, 2, 2] = 2, -1
    weights[1] = 1
    weights[2, 0, 1, 1] = 0.01
    assert filters.kernel_statistics(weights) == {
        **{"outputs": 3, "inputs": 1, "side": 3, "lowest": -1.0, "highest": 2.0},
        **{"negative": 1 / 27, "faint": 1},
    }


def test_a_filter_that_matches_one_shape_is_activated_by_it_where_it_stands():
    net = network.Network([2, 1, 1], [5, 1, 1], [0, 0, 0], [1, 1, 1]).eval()
    shape = np.zeros((5, 5), np.uint8)
    shape[2], shape[:, 3] = 255, 255
    with torch.no_grad():
        net.convolutions[0].weight[0, 0] = torch.from_numpy(np.where(shape > 0, 1.0, -1.0))
        net.convolutions[0].weight[1] = 0
    images = np.zeros((4, 28, 28), np.uint8)
    images[2, 7:12, 15:20] = shape
    images[0, 3:8, 3:8] = shape // 2
    strongest = filters.activating_patches(net, images, 1, 3, batch=3)
    assert strongest["image"][0, :2].tolist() == [2, 0]
    assert (strongest["row"][0, 0], strongest["column"][0, 0]) == (7, 15)
    np.testing.assert_array_equal(strongest["patches"][0, 0], shape)
    np.testing.assert_array_equal(strongest["patches"][0, 1], shape // 2)
    assert (np.diff(strongest["activation"][0]) <= 0).all()
    assert (strongest["activation"][1] == 0).all()


def test_patches_beyond_a_padded_border_are_black_there():
    net = network.Network([1, 1, 1], [3, 3, 3], [1, 1, 1], [1, 1, 1]).eval()
    with torch.no_grad():
        for convolution in net.convolutions:
            convolution.weight[:] = 1
    images = np.zeros((1, 28, 28), np.uint8)
    images[0, 0, 0] = 255
    strongest = filters.activating_patches(net, images, 3, 1)
    top, left = int(strongest["row"][0, 0]), int(strongest["column"][0, 0])
    assert strongest["patches"].shape == (1, 1, 7, 7)
    assert strongest["patches"][0, 0].sum() == strongest["patches"][0, 0][-top, -left] == 255


def test_selectivity_counts_classes_among_what_activates():
    image = np.array([[0, 1], [0, 2], [3, 4], [0, 3]])
    activation = np.array([[2.0, 1.0], [2.0, 1.0], [0.0, 0.0], [2.0, 0.0]])
    labels = np.array([5, 5, 6, 7, 8])
    assert filters.selectivity(image, activation, labels) == {
        **{"filters": 4, "silent": 1, "one_digit": 2, "two_digits": 3}
    }


def test_a_window_that_lies_in_the_padding_as_a_whole_is_black():
    net = network.Network([1, 1, 1], [1, 1, 1], [2, 0, 0], [1, 1, 1], 0.0).eval()
    with torch.no_grad():
        for values in net.parameters():
            values.fill_(-1.0)
    images = np.full((3, 28, 28), 255, np.uint8)
    found = filters.activating_patches(net, images, 1, 2)
    assert found["patches"].shape == (1, 2, 1, 1)
    assert (found["row"].ravel() >= -2).all()
    assert not found["patches"][found["row"] < 0].any()
