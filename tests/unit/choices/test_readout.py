import functools
import hashlib
import http.server
import threading

import numpy as np
import pytest
import torch
from conftest import ROOT
from PIL import Image

from digitlab.choices import readout
from digitlab.data import torchvision as guarded
from digitlab.errors import InputError


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """Random weights of AlexNet in a file of the form that torchvision's have."""
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("weights") / "alexnet.pth"
    torch.save(guarded.models().alexnet(weights=None).state_dict(), path)
    return path


def test_it_reads_out_what_torch_computes(weights):
    net = readout.network(weights, hashlib.sha256(weights.read_bytes()).hexdigest())
    image = readout.loaded(ROOT / "workflow/reference/images/ball.png")
    assert image.shape == (224, 224, 3)
    seen = readout.read(net, image)
    transforms = guarded.torchvision.transforms
    transform = transforms.Compose(
        [
            transforms.ToTensor(),
            transforms.Normalize(readout.MEAN, readout.STD),
        ]
    )
    x = transform(Image.fromarray(image))[None]
    with torch.inference_mode():
        p = net(x).softmax(1)[0].numpy()
        channels = net.features[0](x)[0].numpy()
    np.testing.assert_allclose(seen["channels"], channels, atol=1e-5)
    assert seen["channels"].shape == (64, 55, 55)
    assert seen["last_layer"] == [1000, 4096]
    assert seen["classes"] == np.argsort(-p, kind="stable")[:5].tolist()
    np.testing.assert_allclose(seen["probabilities"], np.sort(p)[::-1][:5], rtol=1e-4)
    assert len(readout.class_names()) == 1000
    path = str(ROOT / "workflow/reference/images/ball.png")
    rows, arrays = readout.of_images(net, [path, path])
    assert set(arrays) == {"image_1", "channels_1", "image_2", "channels_2"}
    np.testing.assert_array_equal(arrays["channels_2"], seen["channels"])
    assert [row["image"] for row in rows] == [path, path]
    assert rows[0]["names"] == [readout.class_names()[index] for index in seen["classes"]]
    assert rows[0]["probabilities"] == seen["probabilities"]
    assert "channels" not in rows[0]


def test_what_is_wrong_with_the_weights_is_said(weights, tmp_path):
    with pytest.raises(InputError, match=r"SHA-256 [0-9a-f]{64}, expected 0000"):
        readout.network(weights, "0000")
    with pytest.raises(InputError, match=r"nowhere\.pth cannot be read"):
        readout.network(tmp_path / "nowhere.pth", None)
    (tmp_path / "text.pth").write_text("no weights")
    with pytest.raises(InputError, match=r"text\.pth holds no weights of AlexNet"):
        readout.network(tmp_path / "text.pth", None)
    torch.save({"other": torch.zeros(2)}, tmp_path / "other.pth")
    with pytest.raises(InputError, match=r"other\.pth holds no weights of AlexNet"):
        readout.network(tmp_path / "other.pth", None)


def test_any_size_is_scaled_and_cut_and_no_image_is_named(tmp_path):
    Image.new("L", (90, 700), 128).save(tmp_path / "tall.png")
    assert readout.loaded(tmp_path / "tall.png").shape == (224, 224, 3)
    (tmp_path / "no.png").write_text("no image")
    with pytest.raises(InputError, match=r"no\.png is not a readable image"):
        readout.loaded(tmp_path / "no.png")


def test_the_download_is_checked_by_the_digest_in_its_name(tmp_path):
    content = b"weights" * 100
    digest = hashlib.sha256(content).hexdigest()
    (tmp_path / f"alexnet-owt-{digest[:8]}.pth").write_bytes(content)
    (tmp_path / "alexnet-owt-00000000.pth").write_bytes(content)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        assert readout.fetched(f"{url}/alexnet-owt-{digest[:8]}.pth") == content
        for name in ("alexnet-owt-00000000.pth", "alexnet-owt-11111111.pth"):
            with pytest.raises(InputError, match="did not send the weights"):
                readout.fetched(f"{url}/{name}")
    finally:
        server.shutdown()
        server.server_close()
