"""Ink is found whatever the light, and in pieces."""

import numpy as np
import pytest
from scipy import ndimage

from digitlab.reading import ink
from digitlab.reading.degraded import Look
from reading.made import page


def picture(shade=0.0, noise=0.0, contrast=0.9):
    """Bars of ink on paper that gets darker from left to right, and where the ink is."""
    light = 235 * (1 - shade * np.linspace(0, 1, 160))[None]
    inked = np.zeros((80, 160), bool)
    for left in range(12, 150, 14):
        inked[20:60, left : left + 3] = True
    grey = light * (1 - contrast * inked) + np.random.default_rng(0).normal(0, noise, (80, 160))
    return np.clip(grey, 0, 255).round().astype(np.uint8), inked


@pytest.mark.parametrize("contrast", [0.9, 0.35])
def test_ink_is_found_in_uneven_light_where_no_one_threshold_finds_it(contrast):
    grey, inked = picture(shade=0.6, noise=1.5, contrast=contrast)
    if contrast < 0.9:  # the darkest paper is darker than the palest ink
        assert np.percentile(grey[~inked], 5) < np.percentile(grey[inked], 95)
    found = ink.ink(grey)
    assert (found.amount[inked] > 0.5).mean() > 0.99
    assert (found.amount[~ndimage.binary_dilation(inked)] < 0.24).mean() > 0.98


def test_the_threshold_is_sauvolas_by_his_formula():
    grey, _ = picture(shade=0.5, noise=3.0)
    smooth = ndimage.gaussian_filter(grey.astype(np.float32), ink.SMOOTH)
    padded = np.pad(smooth.astype(float), 15, mode="reflect")
    row, column = 33, 71
    window = padded[row : row + 31, column : column + 31]
    expected = window.mean() * (1 + 0.15 * (window.std() / 128 - 1))
    from skimage.filters import threshold_sauvola

    found = threshold_sauvola(smooth, ink.WINDOW, ink.K, r=ink.RANGE)[row, column]
    assert found == pytest.approx(expected, rel=1e-3)


def test_the_amount_of_ink_is_what_the_paper_lacks():
    grey, _ = picture(contrast=0.6)
    grey[20:60, 12:15] = round(235 * (1 - 0.3))  # one bar half as dark
    amount = ink.ink(grey).amount
    assert np.median(amount[20:60, 26:29]) == pytest.approx(1, abs=0.02)
    assert np.median(amount[20:60, 12:15]) == pytest.approx(0.5, abs=0.05)


def test_noise_under_the_threshold_does_not_count_as_pale_ink():
    grey, inked = picture(noise=25.0, contrast=0.8)
    assert np.median(ink.ink(grey).amount[inked]) > 0.85


@pytest.mark.parametrize("noise", [0.0, 3.0, 25.0])
@pytest.mark.parametrize("grey", [0, 128, 255])
def test_a_page_of_nothing_has_no_pieces(noise, grey):
    random = np.random.default_rng(0)
    paper = np.clip(random.normal(grey, noise, (120, 160)), 0, 255).round().astype(np.uint8)
    assert len(ink.pieces(ink.ink(paper))) == 0


def test_noise_is_measured_beside_a_strokes_darkness():
    found = ink.ink(page(Look(noise=12.0, contrast=0.5)).image)
    assert found.noise == pytest.approx(12 / (235 * 0.9 * 0.5), rel=0.15)


@pytest.mark.parametrize(("noise", "pieces"), [(0.02, 1), (0.039, 1), (0.2, 0)])
def test_what_noise_may_be_is_no_piece(noise, pieces):
    amount = np.zeros((20, 20), np.float32)
    amount[5:12, 5:12] = 0.5  # smoothing leaves it as dark in its middle
    assert len(ink.pieces(ink.Ink(amount, noise))) == pieces


def test_pieces_are_what_hangs_together_corners_included():
    amount = np.zeros((20, 40), np.float32)
    amount[2:8, 2:6] = amount[8:14, 6:10] = 1  # corner to corner
    amount[2:14, 12:15] = 1
    amount[2:14, 16:19] = 1  # a column between them
    amount[16:18, 30:32] = 1  # a speck of four pixels
    amount[2:14, 34:37] = 0.3  # never dark
    found = ink.pieces(ink.Ink(amount, 0.0))
    assert sorted(map(tuple, found.boxes.tolist())) == [(2, 14, 2, 10), (2, 14, 12, 15), (2, 14, 16, 19)]
    assert set(np.unique(found.label).tolist()) == {0, 1, 2, 3}
    widened = ink.pieces(ink.Ink(amount, 0.0), dilated=1)
    assert (1, 15, 1, 20) in set(map(tuple, widened.boxes.tolist()))


@pytest.mark.parametrize("size", [(1, 1), (5, 200), (97, 64), (128, 301)])
def test_a_wide_blur_is_scipys(size):
    picture = np.random.default_rng(1).uniform(0, 255, size).astype(np.float32)
    for deviation in (0.8, 15.0):
        expected = ndimage.gaussian_filter(picture.astype(float), deviation)
        np.testing.assert_allclose(ink.blurred(picture, deviation), expected, atol=1e-3)
