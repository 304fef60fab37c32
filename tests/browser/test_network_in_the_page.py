"""The network in the page is the one that was trained: on every test image, in every architecture."""

import base64
import json

import numpy as np
import pytest
import torch
from conftest import untrained

from digitlab.cnn import live, network

ASK = """async ([text, wanted]) => {
  const images = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const { probabilities, maps } = await digitlab.ask(images, wanted);
  const plain = ([layer, { channels, side, values }]) => [layer, { channels, side, values: [...values] }];
  return { probabilities, maps: maps.map((one) => Object.fromEntries(Object.entries(one).map(plain))) };
}"""
# channels, kernels, padding, pool.
SHAPES = {
    "the config's": ([16, 48, 96, 192], [5, 5, 3, 3], [0, 0, 0, 0], [2, 1, 2, 1]),
    "padded": ([3, 4, 5], [5, 3, 3], [2, 1, 1], [2, 2, 1]),
    "pooled by three, maps left over": ([7, 5, 6], [4, 3, 2], [0, 0, 0], [3, 2, 1]),
    "pooled last": ([3, 9, 5], [5, 4, 3], [0, 0, 0], [1, 2, 2]),
    "five layers": ([2, 3, 5, 6, 7], [3, 3, 3, 3, 3], [1, 0, 1, 0, 0], [1, 2, 1, 2, 1]),
}


def asked(page, images, wanted=()):
    text = base64.b64encode(np.ascontiguousarray(images).tobytes()).decode()
    return page.evaluate(ASK, [text, list(wanted)])


def test_every_test_image_gets_the_label_that_torch_gives_it(opened, finished):
    page = opened()
    images = np.load(finished / "results/data/dataset.npz")["test_images"]
    outputs = np.load(finished / "results/cnn/predictions.npz")["probabilities"]
    found = live.agreement(outputs, np.array(asked(page, images)["probabilities"]))
    summary = json.loads((finished / "results/live/summary.json").read_text())["tried"][-1]
    assert (found.images, found.equal, found.near_ties) == (
        *(summary["images"], summary["equal"], summary["near_ties"]),
    )
    assert found.same
    assert found.largest == pytest.approx(summary["largest"], abs=1e-5)
    # The page states both.
    words = page.locator("#live .answer").inner_text()
    bound = float(words.split("more than ")[1].split(" points")[0]) / 100
    assert found.largest <= bound + 1e-5
    assert bound - found.largest < 2e-4


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("name", SHAPES)
def test_any_architecture_of_the_config_runs(opened, with_network, name, bits):
    net = untrained(SHAPES[name])
    images = np.random.default_rng(1).integers(0, 256, (3, 28, 28), np.uint8)
    layers = live.quantised(net, bits)
    page = opened(path=with_network(layers))
    depth = len(net.convolutions)
    found = asked(page, images, range(1, depth + 1))
    np.testing.assert_allclose(found["probabilities"], live.probabilities(layers, images), atol=2e-5)
    if bits == 16:
        np.testing.assert_allclose(found["probabilities"], network.probabilities(net, images), atol=2e-3)
        for layer in range(1, depth + 1):
            with torch.inference_mode():
                maps = net.feature_maps(network.as_input(images), layer).numpy()
            for image, given in zip(maps, found["maps"], strict=True):
                given = given[str(layer)]
                assert (given["channels"], given["side"]) == (image.shape[0], image.shape[1])
                np.testing.assert_allclose(
                    np.reshape(given["values"], image.shape), image, atol=2e-3 * max(1, image.max())
                )
    assert page.faults == []
