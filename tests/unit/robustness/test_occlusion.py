import numpy as np
import pytest
import torch
from torch import nn

from digitlab.cnn import network
from digitlab.robustness import occlusion


class OnePixel(nn.Module):
    """Sees a 6 where pixel (10, 12) is bright, else a 3; ``sharpness`` says how sure it is."""

    def __init__(self, sharpness=8.0):
        super().__init__()
        self.sharpness = nn.Parameter(torch.tensor(sharpness))

    def forward(self, images):
        logits = torch.zeros(len(images), 10)
        logits[:, 6] = self.sharpness * images[:, 10, 12]
        logits[:, 3] = self.sharpness * (1 - images[:, 10, 12])
        return logits


def white():
    return np.full((28, 28), 255, np.uint8)


def test_a_network_that_looks_at_one_pixel_falls_exactly_where_it_is_covered():
    maps = occlusion.scan(OnePixel(), white(), 6, patch=8, stride=1)
    assert maps["probability_of_digit"].shape == (21, 21)
    r, c = np.indices((21, 21))
    covers = (r <= 10) & (r + 8 > 10) & (c <= 12) & (c + 8 > 12)
    np.testing.assert_array_equal(maps["predicted_label"], np.where(covers, 3, 6))
    high = float(np.exp(8) / (np.exp(8) + 9))
    low = float(1 / (np.exp(8) + 9))
    np.testing.assert_allclose(maps["probability_of_digit"], np.where(covers, low, high), rtol=1e-5)
    np.testing.assert_allclose(maps["highest_probability"], high, rtol=1e-5)


def test_the_scan_equals_covering_one_position_at_a_time():
    torch.manual_seed(0)
    net = network.Network([4, 4, 4], [3, 3, 3], [1, 1, 1], [2, 2, 2]).eval()
    image = np.random.default_rng(0).integers(0, 256, (28, 28), np.uint8)
    maps = occlusion.scan(net, image, 6, patch=5, stride=4)
    for r in range(6):
        for c in range(6):
            one = image.copy()
            one[4 * r : 4 * r + 5, 4 * c : 4 * c + 5] = 0
            p = network.probabilities(net, one[None])[0]
            np.testing.assert_allclose(maps["probabilities"][r, c], p, atol=1e-6)
            assert maps["predicted_label"][r, c] == p.argmax()


@pytest.mark.parametrize(
    ("patch", "stride", "positions"), [(8, 1, 21), (28, 1, 1), (1, 1, 28), (8, 3, 7), (5, 7, 4)]
)
def test_there_are_as_many_positions_as_the_contract_says(patch, stride, positions):
    covered = occlusion.cover(white(), patch, stride)
    assert covered.shape == (positions, positions, 28, 28) == ((28 - patch) // stride + 1,) * 2 + (28, 28)
    assert ((covered == 0).sum((2, 3)) == patch**2).all()


def test_a_patch_of_the_whole_image_leaves_black():
    assert occlusion.cover(white(), 28, 1).max() == 0


def test_a_patch_larger_than_the_image_is_refused():
    with pytest.raises(ValueError, match="patch 29"):
        occlusion.positions(28, 29, 1)


def test_the_deepest_places_are_in_order_and_hardly_overlap():
    p = np.ones((21, 21))
    p[5, 5], p[5, 6], p[5, 10], p[20, 20] = 0.1, 0.2, 0.3, 0.4
    assert occlusion.deepest(p, patch=8, stride=1, count=3) == [(5, 5), (5, 10), (20, 20)]


@pytest.mark.parametrize(
    ("top", "left", "place"),
    [(4, 4, "upper left"), (10, 10, "centre"), (16, 16, "lower right"), (10, 4, "left"), (16, 10, "lower")],
)
def test_places_are_named_by_thirds_of_the_digit(top, left, place):
    image = np.zeros((28, 28), np.uint8)
    image[4:22, 4:22] = 255
    found = occlusion.part_of_digit(image, top, left, 6)
    assert found == {"ink": pytest.approx(1 / 9), "place": place}
    assert occlusion.part_of_digit(image, 22, 22, 6) == {"ink": 0.0, "place": "no ink"}
