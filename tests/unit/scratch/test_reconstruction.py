import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from sklearn.neighbors import KNeighborsClassifier

from digitlab.scratch import reconstruction

RANDOM = np.random.default_rng(0)


def test_components_are_scikit_learns():
    spread = RANDOM.normal(0, 1, (30, 784)) / 8
    images = (0.5 + RANDOM.normal(0, 1, (60, 30)) @ spread).astype(np.float32)
    other = torch.tensor((0.5 + RANDOM.normal(0, 1, (9, 30)) @ spread).astype(np.float32))
    mean, directions = reconstruction.principal_components(torch.tensor(images))
    theirs = PCA(5, svd_solver="full").fit(images)
    expected = theirs.inverse_transform(theirs.transform(other.numpy())).clip(0, 1)
    made = reconstruction.projected(other, mean, directions[:, :5])
    np.testing.assert_allclose(made.numpy(), expected, atol=1e-4)
    assert (expected.min(), expected.max()) == (0, 1)  # there was something to clamp


def test_decibels_are_of_each_images_mean_squared_error():
    images = torch.zeros(3, 4)
    made = torch.tensor([[0.1] * 4, [1.0] * 4, [0.0] * 4])
    assert reconstruction.decibels(made, images)[:2] == pytest.approx([20, 0], abs=1e-6)
    assert reconstruction.decibels(made, images)[2] == np.inf


def test_an_exact_image_has_no_part_in_a_mean():
    found = reconstruction.interval(np.array([10.0, 12.0, np.inf]))
    assert (found["mean"], found["n"]) == (11, 2)
    assert found["low"] < 11 < found["high"]
    assert reconstruction.interval(np.array([np.inf]))["mean"] is None
    lead = reconstruction.beside(np.array([3.0, np.inf, 5]), np.array([1.0, 1, np.inf]))
    assert (lead["mean"], lead["n"]) == (2, 1)


def test_neighbours_are_scikit_learns():
    points, labels = RANDOM.normal(0, 1, (80, 3)), RANDOM.integers(0, 3, 80)
    expected = [
        KNeighborsClassifier(1).fit(np.delete(points, i, 0), np.delete(labels, i)).predict(points[[i]])[0]
        == labels[i]
        for i in range(80)
    ]
    assert reconstruction.neighbours(points, labels).tolist() == expected
    assert reconstruction.neighbours(points[:1], labels[:1]).tolist() == [False]


def test_of_points_that_coincide_each_has_the_other():
    points = np.array([[0.0, 0], [0, 0], [5, 5], [5, 5]])
    assert reconstruction.neighbours(points, np.array([1, 1, 2, 3])).tolist() == [True, True, False, False]


def test_a_neighbourhood_is_counted_in_pairs():
    labels = np.array([0, 0, 1, 1])
    apart = np.array([[0.0], [1], [10], [11]])
    mixed = np.array([[0.0], [10], [1], [11]])
    found = reconstruction.neighbourhood(apart, mixed, labels)
    assert found == {"digits": 4, "same": 4, "same_beside": 0, "p": 0.125}
    # What both have counts for neither.
    assert reconstruction.neighbourhood(apart, apart, labels)["p"] == 1
