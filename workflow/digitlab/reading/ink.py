"""From a grey picture of a page to its ink: how much of it at each pixel, and its connected pieces."""

from dataclasses import dataclass

import numpy as np
from scipy import fft, ndimage
from skimage.filters import threshold_sauvola

# Sauvola's window in pixels and k; his R, half the range of grey levels, must be given with floats.
WINDOW, K, RANGE = 31, 0.15, 128.0
# Standard deviations, in pixels: of the picture before the threshold; of the paper's light around ink.
SMOOTH, LIGHT = 0.8, 15.0
# How dark ink is, of what lies under the threshold: this percentile stands for 1.
DARK = 85
# Deviations of the paper's noise above which a pixel under the threshold is surely ink; how many, at least.
SURE, LEAST = 5, 30
# Of a piece: pixels, at least. What belongs to it and what one of its pixels must reach; where there is much
# noise the ink is smoothed first, and both levels follow the noise.
SPECK = 6
BELONGS, REACHES = 0.24, 0.45
NOISY, SMOOTHED = 0.04, 0.7


@dataclass(frozen=True)
class Ink:
    """How much ink there is.

    Attributes:
        amount: float32 (H, W) in [0, 1], 0 for paper, about 1 for a stroke's middle.
        noise: standard deviation of the paper on the same scale.
    """

    amount: np.ndarray
    noise: float


@dataclass(frozen=True)
class Pieces:
    """Connected pieces of ink.

    Attributes:
        label: int32 (H, W), 1 to K; 0 for none.
        boxes: int (K, 4): top, bottom, left, right.
    """

    label: np.ndarray
    boxes: np.ndarray

    def __len__(self) -> int:
        return len(self.boxes)


def ink(picture: np.ndarray) -> Ink:
    """The ink of a page with dark writing on lighter paper, whatever its light.

    What is darker than its surroundings, by Sauvola's threshold (Sauvola & Pietikäinen, *Adaptive document
    image binarization*, 2000), is ink; what the paper around it would be there says how much.

    Args:
        picture: grey levels 0 to 255, (H, W).

    Returns:
        No ink anywhere where next to none stands out from the noise.
    """
    grey = picture.astype(np.float32)
    smooth = ndimage.gaussian_filter(grey, SMOOTH)
    under = smooth < threshold_sauvola(smooth, WINDOW, K, r=RANGE)  # type: ignore[no-untyped-call]
    paper = ~ndimage.binary_dilation(under, iterations=2)
    if not paper.any():
        return Ink(np.zeros(grey.shape, np.float32), 0.0)
    weight = blurred(paper.astype(np.float32), LIGHT)
    light = blurred(grey * paper, LIGHT) / (weight + 1e-3)
    light = np.where(weight < 4e-3, np.median(grey), light)
    lacking = (light - grey) / np.maximum(light, 1)
    of_paper = lacking[paper]
    noise = float(1.4826 * np.median(np.abs(of_paper - np.median(of_paper))))
    dark = lacking[under]
    dark = dark[dark > SURE * noise]
    if len(dark) < LEAST:
        return Ink(np.zeros(grey.shape, np.float32), noise)
    whole = float(np.percentile(dark, DARK))
    return Ink(np.clip(lacking / whole, 0, 1).astype(np.float32), noise / whole)


def blurred(picture: np.ndarray, deviation: float) -> np.ndarray:
    """What ``scipy.ndimage.gaussian_filter`` gives, to rounding, in the same time for any deviation.

    A product of cosine series: they go on beyond the edges as in a mirror, which is that filter's way too.

    Args:
        picture: float32 (H, W); deviation: of the Gaussian, pixels; it ends at four of them.
    """
    reach = np.arange(int(4 * deviation + 0.5) + 1)
    weights = np.exp(-0.5 * (reach / deviation) ** 2) * np.where(reach, 2, 1)
    weights /= weights.sum()
    series = fft.dctn(picture)
    for axis, size in enumerate(picture.shape):
        share = (np.cos(np.pi / size * np.outer(np.arange(size), reach)) @ weights).astype(np.float32)
        series *= np.expand_dims(share, 1 - axis)
    found: np.ndarray = fft.idctn(series, overwrite_x=True)
    return found


def pieces(page: Ink, dilated: int = 0) -> Pieces:
    """Connected pieces of ink, corners included, without specks and faint traces.

    Args:
        dilated: pixels by which ink is widened first; it then joins what lies closer than twice as far.
    """
    amount, high = page.amount, REACHES
    mask = amount > BELONGS
    if page.noise > NOISY:
        amount, high = ndimage.gaussian_filter(amount, SMOOTHED), max(REACHES, 3 * page.noise)
        mask = amount > max(BELONGS, 2 * page.noise)
    square = np.ones((3, 3), bool)
    if dilated:
        mask = ndimage.binary_dilation(mask, square, dilated)
    label, count = ndimage.label(mask, square)
    darkest = np.asarray(ndimage.maximum(amount, label, np.arange(1, count + 1)))
    area = np.bincount(label.ravel(), minlength=count + 1)[1:]
    kept = (darkest > high) & (area >= SPECK)
    number = np.zeros(count + 1, np.int32)
    number[1:][kept] = np.arange(1, kept.sum() + 1)
    label = number[label]
    found = ndimage.find_objects(label)
    boxes = [(s[0].start, s[0].stop, s[1].start, s[1].stop) for s in found]
    return Pieces(label, np.array(boxes, int).reshape(-1, 4))
