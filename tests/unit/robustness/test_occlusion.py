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


class Linear(nn.Module):
    """Logits linear in the pixels: a digit's logit falls by exactly the weight under the square."""

    def __init__(self):
        super().__init__()
        generator = torch.Generator().manual_seed(3)
        self.weight = nn.Parameter(torch.randn(10, 28 * 28, generator=generator) / 28)

    def forward(self, images):
        return images.reshape(len(images), -1) @ self.weight.T


def test_a_linear_network_has_its_closed_form():
    image = np.random.default_rng(1).integers(0, 256, (28, 28), np.uint8)
    net = Linear()
    maps = occlusion.scan(net, image, 6, patch=5, stride=3)
    weighted = (net.weight.detach().numpy().astype(np.float64) * image.reshape(1, -1) / 255).reshape(
        10, 28, 28
    )
    full = weighted.sum((1, 2))
    logits = np.stack(
        [
            full - weighted[:, r : r + 5, c : c + 5].sum((1, 2))
            for r in range(0, 24, 3)
            for c in range(0, 24, 3)
        ]
    )
    expected = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    np.testing.assert_allclose(maps["probabilities"].reshape(-1, 10), expected, atol=1e-6)


@pytest.mark.parametrize(("patch", "stride"), [(8, 1), (6, 2), (4, 4)])
def test_averaged_over_covering_patches_the_map_is_captums_attribution(patch, stride):
    captum = pytest.importorskip("captum.attr", reason="captum is a development dependency")
    torch.manual_seed(0)
    net = network.Network([4, 4, 4], [5, 3, 3], [0, 0, 1], [2, 1, 2]).eval()
    image = np.random.default_rng(0).integers(0, 256, (28, 28), np.uint8)
    maps = occlusion.scan(net, image, 6, patch, stride)
    uncovered = network.probabilities(net, image[None])[0, 6]
    total, covering = np.zeros((28, 28)), np.zeros((28, 28))
    for r, c in np.ndindex(maps["probability_of_digit"].shape):
        window = np.s_[r * stride : r * stride + patch, c * stride : c * stride + patch]
        total[window] += uncovered - maps["probability_of_digit"][r, c]
        covering[window] += 1
    attribution = captum.Occlusion(lambda x: net(x).softmax(1)).attribute(
        network.as_input(image[None]), (patch, patch), strides=stride, baselines=0.0, target=6
    )
    np.testing.assert_allclose(total / covering, attribution[0].detach().numpy(), atol=2e-6)


def test_a_class_is_its_images_one_by_one():
    torch.manual_seed(0)
    net = network.Network([4, 4, 4], [3, 3, 3], [1, 1, 1], [2, 2, 2]).eval()
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28), np.uint8)
    maps = occlusion.scan_class(net, images, 6, patch=8, stride=5)
    each = [occlusion.scan(net, image, 6, 8, 5) for image in images]
    np.testing.assert_array_equal(maps["probability"], [m["probability_of_digit"] for m in each])
    np.testing.assert_allclose(
        maps["highest"], np.mean([m["highest_probability"] for m in each], 0), rtol=1e-6
    )
    for label in range(10):
        np.testing.assert_array_equal(maps["labels"][label], sum(m["predicted_label"] == label for m in each))
    assert maps["flipped"].tolist() == [(m["predicted_label"] != 6).sum() for m in each]


def test_one_vulnerable_digit_of_two():
    images = np.stack([white(), white()])
    images[1, 10, 12] = 0  # sees a 3 everywhere
    summary = occlusion.class_summary(occlusion.scan_class(OnePixel(), images, 6, 8, 1), 8)
    assert (summary["digits"], summary["positions"], summary["vulnerable"]) == (2, 441, 2)
    assert summary["flipped_share"] == pytest.approx((64 + 441) / 882)
    summary = occlusion.class_summary(occlusion.scan_class(OnePixel(), images[:1], 3, 8, 1), 8)
    assert summary["vulnerable_share"] == 1  # a 3 is what it never sees where nothing is covered


def test_maps_that_nowhere_vary_do_not_correlate_with_their_class():
    assert occlusion.correlation_with_class(np.full((1, 3, 3), 0.2), np.array([0])) is None


def test_an_example_is_compared_with_the_mean_of_its_class():
    drop = np.random.default_rng(0).random((4, 5, 5))
    expected = np.corrcoef(drop[2].ravel(), drop.mean(0).ravel())[0, 1]
    assert occlusion.correlation_with_class(drop, np.array([2])) == pytest.approx(expected)
    assert occlusion.correlation_with_class(drop, np.array([], int)) is None


def test_the_summary_names_the_places_where_the_probability_drops_deepest():
    image = white()
    maps = occlusion.scan(OnePixel(), image, 6, patch=8, stride=2)
    summary = occlusion.summary(maps, image, 8, 2, count=2)
    assert summary["positions"] == 11 * 11
    assert summary["below_half"] == summary["labels"]["3"] == 16  # rows 4 to 10, columns 6 to 12
    assert sum(summary["labels"].values()) == 121
    assert summary["lowest"] == maps["probability_of_digit"].min()
    first, second = summary["marked"]
    assert (first["top"], first["left"], first["label"], first["part"]) == (4, 6, 3, "upper middle")
    assert first["highest"] == pytest.approx(maps["highest_probability"].max())
    assert first["ink"] == pytest.approx(64 / 784)
    assert abs(second["top"] - 4) * 8 + abs(second["left"] - 6) * 8 >= 32


def test_a_probability_of_one_half_is_not_below_it():
    maps = {"probability_of_digit": np.array([[0.5, 0.4]]), "highest_probability": np.array([[0.5, 0.6]])}
    maps["predicted_label"] = np.array([[6, 3]])
    assert occlusion.summary(maps, white(), 8, 20, 1)["below_half"] == 1


def test_a_class_is_shown_by_its_means():
    images = np.stack([white(), np.zeros_like(white())])
    maps = {
        "probability": np.array([[[0.2]], [[0.6]]], np.float32),
        "highest": np.array([[0.9]]),
        "labels": np.zeros((10, 1, 2), int),
    }
    maps["labels"][[6, 3, 5], 0, 0] = 3, 1, 2
    maps["labels"][6, 0, 1] = 2
    ink, drop = np.array([[[0.1]], [[0.3]]]), np.array([[[0.75]], [[0.25]]])
    pictures = occlusion.class_pictures(maps, images, 6, ink, drop)
    assert pictures["wrong_label"].tolist() == [[5, -1]]
    assert pictures["wrong_share"].tolist() == [[1.0, 0.0]]  # both of the two images
    assert pictures["drop"] == pytest.approx(0.5)
    assert pictures["mean"] == pytest.approx(0.4)
    assert pictures["deviation"] == pytest.approx(0.2)
    assert pictures["ink"] == pytest.approx(0.2)
    assert (pictures["typical"] == 127.5).all()


def test_squares_that_leave_the_same_image_are_looked_at_once():
    class Counting(OnePixel):
        seen = 0

        def forward(self, images):
            self.seen += len(images)
            return super().forward(images)

    net, image = Counting(), np.zeros((28, 28), np.uint8)
    image[10, 12] = 255
    maps = occlusion.scan(net, image, 6, 8, 1)
    assert net.seen == 2  # the dot, and no dot
    hidden = np.zeros((21, 21), bool)
    hidden[3:11, 5:13] = True
    assert ((maps["predicted_label"] == maps["predicted_label"][5, 7]) == hidden).all()
