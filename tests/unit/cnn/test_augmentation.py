import numpy as np
import pytest
import torch
from scipy import ndimage

from digitlab.cnn import augmentation


def draws(n, seed=0):
    return torch.rand(5, n, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def test_nothing_asked_changes_nothing():
    images = torch.rand(3, 28, 28)
    assert augmentation.affine(images, draws(3), 0, 0, 0, 0) is images


def test_rotation_is_that_of_scipy():
    images = torch.rand(4, 28, 28)
    images[:, :8] = images[:, -8:] = 0
    images[:, :, :8] = images[:, :, -8:] = 0  # so that no border is cut differently
    found = augmentation.affine(images, draws(4), 30, 0, 0, 0).numpy()
    for image, share, result in zip(images.numpy(), draws(4)[0], found, strict=True):
        expected = ndimage.rotate(image, float(share) * 30, reshape=False, order=1)
        np.testing.assert_allclose(result, expected, atol=2e-4)


def test_whole_pixel_translation_moves_by_whole_pixels():
    images = torch.rand(2, 28, 28)
    right = torch.tensor([0.0, 0.0, 0.0, 1.0, 0.0]).reshape(5, 1).expand(5, 2)
    found = augmentation.affine(images, right, 0, 2 / 28, 0, 0)
    torch.testing.assert_close(found[:, :, :-2], images[:, :, 2:], rtol=0, atol=1e-5)
    assert found[:, :, -2:].abs().max() < 1e-5


def test_scaling_by_a_factor_is_that_of_scipy():
    images = torch.zeros(3, 28, 28)
    images[:, 11:17, 11:17] = torch.rand(3, 6, 6)
    found = augmentation.affine(images, draws(3, 5), 0, 0, 0.4, 0).numpy()
    for image, share, result in zip(images.numpy(), draws(3, 5)[2], found, strict=True):
        inverse = 1 / (1 + float(share) * 0.4)
        centre = 13.5 * (1 - inverse)
        expected = ndimage.affine_transform(image, [inverse, inverse], [centre, centre], order=1)
        np.testing.assert_allclose(result, expected, atol=2e-4)


@pytest.mark.parametrize("seed", [0, 1])
def test_shear_keeps_the_area_under_the_ink(seed):
    images = torch.zeros(50, 28, 28)
    images[:, 10:18, 10:18] = 1
    found = augmentation.affine(images, draws(50, seed), 0, 0, 0, 20)
    torch.testing.assert_close(found.sum((1, 2)), torch.full((50,), 64.0), rtol=0.02, atol=0)
    assert (found - images).abs().amax((1, 2)).median() > 0.1
