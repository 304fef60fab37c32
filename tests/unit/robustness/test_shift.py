import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from digitlab.robustness.shift import shift, survival


@given(st.integers(-30, 30), st.integers(-30, 30), st.integers(0, 5))
def test_a_shift_is_replicate_padding_and_a_slice(right, down, seed):
    images = np.random.default_rng(seed).integers(0, 256, (2, 6, 7), np.uint8)
    pad = functional.pad(torch.from_numpy(images).float()[None], [30] * 4, mode="replicate")[0].numpy()
    expected = pad[:, 30 - down : 36 - down, 30 - right : 37 - right]
    np.testing.assert_array_equal(shift(images, right, down), expected)


def test_ink_at_the_border_is_repeated_and_not_blackened():
    image = np.zeros((4, 4), np.uint8)
    image[:, 0] = [1, 2, 3, 4]
    moved = shift(image, right=2)
    np.testing.assert_array_equal(moved[:, :3], np.array([[1, 2, 3, 4]] * 3).T)
    assert moved.dtype == np.uint8


def test_survivors_are_those_with_the_same_label_right_or_wrong():
    counts = survival(np.array([1, 2, 3]), np.array([1, 2, 4]), np.array([1, 9, 4]))
    assert counts == {"digits": 3, "same_label": 2, "correct": 2}


@pytest.mark.parametrize("pixels", [1, 3])
def test_real_digits_with_ink_near_the_border_are_clamped(real_mnist, pixels):
    from digitlab.data import download, mnist

    images = mnist.from_idx(download.local_files(real_mnist), None).test.images
    touching = images[images[:, :, :3].any((1, 2)) | images[:, :, -3:].any((1, 2))]
    assert len(touching) > 500
    zero_filled = np.zeros_like(touching)
    zero_filled[:, :, pixels:] = touching[:, :, :-pixels]
    moved = shift(touching, right=pixels)
    np.testing.assert_array_equal(moved[:, :, pixels:], zero_filled[:, :, pixels:])
    np.testing.assert_array_equal(moved[:, :, :pixels], np.repeat(touching[:, :, :1], pixels, 2))
