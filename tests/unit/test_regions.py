import numpy as np
import pytest

from digitlab import regions


def square():
    image = np.zeros((28, 28), np.uint8)
    image[4:22, 4:22] = 255
    return image


@pytest.mark.parametrize(
    ("top", "left", "place"),
    [
        (4, 4, "upper left"),
        (10, 10, "centre"),
        (16, 16, "lower right"),
        (10, 4, "middle left"),
        (16, 10, "lower middle"),
    ],
)
def test_places_are_named_by_thirds_of_the_digit(top, left, place):
    ink, parts = regions.covered(square(), 6, 1)
    assert regions.NAMES[parts[top, left]] == place
    assert ink[top, left] == pytest.approx(1 / 9)
    assert (ink[22, 22], regions.NAMES[parts[22, 22]]) == (0, "no ink")


@pytest.mark.parametrize(("patch", "stride"), [(8, 1), (5, 3), (28, 1), (1, 9)])
def test_the_ink_hidden_is_counted_pixel_by_pixel(patch, stride):
    image = np.random.default_rng(0).integers(0, 256, (28, 28), np.uint8)
    ink, parts = regions.covered(image, patch, stride)
    places = range(0, 28 - patch + 1, stride)
    expected = [[image[r : r + patch, c : c + patch].sum() / image.sum() for c in places] for r in places]
    np.testing.assert_allclose(ink, expected, rtol=1e-12)
    assert parts.shape == ink.shape


def test_the_part_follows_the_centre_of_mass_and_not_the_square():
    image = square()
    image[4:22, 4:8] = 0
    image[20, 20] = 255
    _, parts = regions.covered(image, 18, 1)
    assert regions.NAMES[parts[0, 9]] == regions.NAMES[regions.part(10.5, 15, regions.bounding_box(image))]


def test_an_empty_image_has_no_ink_anywhere():
    ink, parts = regions.covered(np.zeros((28, 28), np.uint8), 8, 4)
    assert ink.max() == 0
    assert set(parts.ravel()) == {regions.NO_INK}


def test_several_images_are_covered_one_by_one():
    images = np.stack([square(), np.zeros((28, 28), np.uint8)])
    ink, parts = regions.covered_each(images, 6, 2)
    for k, image in enumerate(images):
        one = regions.covered(image, 6, 2)
        np.testing.assert_array_equal(ink[k], one[0])
        np.testing.assert_array_equal(parts[k], one[1])


def test_ink_near_a_point_is_that_of_nine_pixels():
    images = np.zeros((3, 28, 28), np.uint8)
    images[0, 10, 10] = 255
    images[1, 11, 11] = 255
    images[2, 12, 10] = 255
    assert regions.ink_near(images, 10.2, 9.9) == pytest.approx(2 / 3)
    assert regions.ink_near(images, 0, 0) == 0


def test_the_mean_box_is_the_mean_of_each_edge():
    images = np.zeros((2, 28, 28), np.uint8)
    images[0, 4:10, 6:8] = 1
    images[1, 8:15, 9:20] = 1
    assert regions.mean_box(images) == (6.0, 11.5, 7.5, 13.0)
