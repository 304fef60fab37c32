import numpy as np
import pytest
import torch
from torch import nn

from digitlab.cnn.network import probabilities
from digitlab.robustness import defaults


class Grey(nn.Module):
    """Sees nothing as a 1, little as a 3, more as a 5, and anything that varies as an 8."""

    def forward(self, images):
        mean, varied = images.mean((1, 2)), images.amax((1, 2)) > images.amin((1, 2))
        label = torch.where(mean == 0, 1, torch.where(mean < 0.4, 3, 5))
        logits = torch.zeros(len(images), 10)
        logits[torch.arange(len(images)), torch.where(varied, 8, label)] = 4.0
        return logits


def digits():
    images = np.zeros((20, 28, 28), np.uint8)
    images[:, 5:9, 3] = np.arange(1, 21)[:, None]
    return images


def test_a_blank_image_even_grey_and_noise_have_their_labels():
    found = defaults.given(Grey(), digits(), np.random.default_rng(0))
    p = probabilities(Grey(), np.zeros((1, 28, 28), np.uint8)).max()
    assert found["blank"] == {"level": 0, "label": 1, "probability": pytest.approx(float(p))}
    levels = {row["level"]: row["label"] for row in found["greys"]}
    assert levels == {64: 3, 128: 5, 192: 5, 255: 5}
    noise = found["noise"]
    assert (noise["images"], noise["label"], noise["labels"][8]) == (300, 8, 300)
    assert noise["label_low"] < noise["label_share"] == noise["label_high"] == 1


def test_noise_is_the_pixels_of_one_image_in_another_order():
    images = digits()
    made = defaults.noise(images, 30, np.random.default_rng(0))
    own = {tuple(np.sort(image.ravel())) for image in images}
    assert {tuple(np.sort(image.ravel())) for image in made} <= own
    assert len({image.tobytes() for image in made}) == 30
    assert not any((image == images).all((1, 2)).any() for image in made)
