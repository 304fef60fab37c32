import numpy as np
import torch

from digitlab import regions
from digitlab.cnn import excitation, feature_maps, network


def test_responses_are_those_of_the_maps():
    torch.manual_seed(0)
    net = network.Network([3, 4, 5], [3, 3, 3], [1, 0, 0], [2, 1, 2]).eval()
    images = np.random.default_rng(0).integers(0, 256, (5, 28, 28), np.uint8)
    found = excitation.responses(net, images, 2, batch=2)
    maps = feature_maps.feature_maps(net, images, 2)
    np.testing.assert_allclose(found["mean"], maps.mean((2, 3)), rtol=1e-5)
    for image, channel in np.ndindex(5, 4):
        row, column = found["row"][image, channel], found["column"][image, channel]
        np.testing.assert_allclose(maps[image, channel, row, column], maps[image, channel].max(), rtol=1e-5)
        np.testing.assert_allclose(found["strongest"][image, channel], maps[image, channel].max(), rtol=1e-5)


def test_means_are_taken_by_digit():
    mean = np.array([[1.0, 0.0], [3.0, 0.5], [5.0, 1.0]])
    found = excitation.by_digit(mean, np.array([8, 8, 3]))
    assert found.shape == (10, 2)
    assert found[[8, 3, 0]].tolist() == [[2, 0.25], [5, 1], [0, 0]]


def test_the_part_is_one_of_the_digits_own_box():
    images = np.zeros((2, 28, 28), np.uint8)
    images[0, 0:9, 0:9] = images[1, 18:27, 18:27] = 1
    found = {"row": np.array([[0, 1], [2, 2]]), "column": np.array([[1, 0], [2, 0]])}
    found["strongest"] = np.array([[1.0, 1.0], [1.0, 0.0]])
    parts = excitation.parts_of(found, images, [[1.0, 7.0, 26.0], [1.0, 7.0, 26.0]])
    names = [[regions.NAMES[part] for part in row] for row in parts]
    assert names == [["upper right", "lower left"], ["lower right", "no ink"]]


def test_what_a_channel_answers_to_is_counted():
    labels = np.array([0, 0, 8, 8, 5, 5])
    strongest = np.array([[0.0, 4], [0, 5], [3, 0], [2, 0], [9, 0], [1, 0]])
    found = {"mean": strongest / 10, "strongest": strongest}
    parts = [np.array([[9, 0], [9, 4]]), np.array([[4, 9], [4, 9]])]
    first, second = excitation.answering(found, labels, parts, [1, 0], count=3)
    assert (first["part"], first["part_digits"], first["of_digits"]) == ("centre", 2, 2)
    assert first["excited_by"] == 5
    assert (first["strongest"], first["strongest_digit"], first["strongest_digits"]) == (3, 8, 2)
    # Two images alone excite the second; one of its parts is the first of equals.
    assert (second["part"], second["part_digits"], second["excited_by"]) == ("upper left", 1, 0)
    assert (second["strongest"], second["strongest_digit"], second["strongest_digits"]) == (2, 0, 2)


def test_a_silent_channel_has_no_part():
    found = {"mean": np.zeros((2, 1)), "strongest": np.zeros((2, 1))}
    silent = [np.full((1, 1), regions.NO_INK)] * 2
    [row] = excitation.answering(found, np.array([0, 8]), silent, [0], count=9)
    assert (row["part"], row["part_digits"], row["strongest"], row["strongest_digits"]) == (None, 0, 0, 0)
