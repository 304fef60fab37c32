"""What a pretrained network's first channels show of an image, and the classes it sees.

AlexNet as torchvision has it (Krizhevsky, *One weird trick for parallelizing convolutional neural networks*,
2014); its weights are a file of the user's or torchvision's own.
"""

import hashlib
import http.client
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from PIL import Image, UnidentifiedImageError

from digitlab.data import torchvision as guarded
from digitlab.data import transfer
from digitlab.errors import InputError

SIDE = 224
# Bytes that the weights may have as they are sent, of 244 million; seconds that their server may be silent.
MOST_SENT, SILENT = 300_000_000, 60.0
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def digest(path: str | Path) -> str:
    """SHA-256 of a file.

    Raises:
        InputError: there is no such file.
    """
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError as fault:
        raise InputError(f"readout.weights: {path} cannot be read ({fault.strerror})") from fault


def network(path: str | Path, sha256: str | None) -> torch.nn.Module:
    """AlexNet with the weights in a file, in inference mode.

    Args:
        path: a state dictionary as torch saves it.
        sha256: digest that the file must have; None accepts any.

    Raises:
        InputError: no such file, another digest, not a state dictionary, or one of another network.
    """
    actual = digest(path)
    if sha256 and actual != sha256.lower():
        raise InputError(f"readout.weights: {path} has SHA-256 {actual}, expected {sha256}")
    net: torch.nn.Module = guarded.models().alexnet(weights=None)
    try:
        net.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    except Exception as fault:  # torch raises nearly anything on a file that is no state dictionary
        reason = str(fault).splitlines()[0]
        raise InputError(f"readout.weights: {path} holds no weights of AlexNet ({reason})") from fault
    return net.eval()


def loaded(path: str | Path) -> np.ndarray:
    """An image as uint8 (224, 224, 3): its shorter side scaled to 256, the middle cut out.

    Raises:
        InputError: not an image that can be read.
    """
    try:
        image = Image.open(path).convert("RGB")
    except (OSError, UnidentifiedImageError) as fault:
        raise InputError(f"readout.images: {path} is not a readable image") from fault
    scale = 256 / min(image.size)
    image = image.resize([max(SIDE, round(side * scale)) for side in image.size], Image.Resampling.BILINEAR)
    left, top = ((side - SIDE) // 2 for side in image.size)
    return np.asarray(image.crop((left, top, left + SIDE, top + SIDE)))


@torch.inference_mode()
def read(net: torch.nn.Module, image: np.ndarray) -> dict[str, Any]:
    """What the network says of one image.

    Args:
        net: AlexNet.
        image: uint8 (224, 224, 3).

    Returns:
        ``channels`` float32 (64, 55, 55): the first convolution's output; ``last_layer``: shape of the last
        layer's weights; ``classes`` and ``probabilities``: the five most probable, indices and values.
    """
    x = torch.from_numpy(image.copy()).permute(2, 0, 1).float() / 255
    x = (x - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]
    p, classes = net(x[None]).softmax(1)[0].topk(5)
    features, classifier = (cast(torch.nn.Sequential, part) for part in (net.features, net.classifier))
    return {
        "channels": features[0](x[None])[0].numpy(),
        "last_layer": list(cast(torch.nn.Linear, classifier[-1]).weight.shape),
        "classes": classes.tolist(),
        "probabilities": p.tolist(),
    }


def of_images(
    net: torch.nn.Module, paths: Sequence[str]
) -> tuple[list[dict[str, Any]], dict[str, np.ndarray]]:
    """What the network says of each image.

    Returns:
        A row an image: ``image`` (its path), ``last_layer``, ``classes``, ``probabilities``, ``names``; and
        by name the arrays ``image_1``, ``channels_1``, ...

    Raises:
        InputError: one of them is not an image that can be read.
    """
    names = class_names()
    rows: list[dict[str, Any]] = []
    arrays: dict[str, np.ndarray] = {}
    for number, path in enumerate(paths, 1):
        image = loaded(path)
        seen = read(net, image)
        arrays |= {f"image_{number}": image, f"channels_{number}": seen.pop("channels")}
        rows.append({"image": path, **seen, "names": [names[index] for index in seen["classes"]]})
    return rows, arrays


def class_names() -> list[str]:
    """ImageNet's 1,000 classes, as torchvision names them."""
    return list(guarded.models().AlexNet_Weights.IMAGENET1K_V1.meta["categories"])


def fetched(url: str | None = None) -> bytes:
    """torchvision's own weights of AlexNet, checked by the digest that is part of their name.

    Args:
        url: where they are; torchvision's address when None.

    Raises:
        InputError: the address cannot be reached, or sends something else.
    """
    url = url or guarded.models().AlexNet_Weights.IMAGENET1K_V1.url
    # torchvision's names end in the first digits of the file's SHA-256.
    prefix = Path(url).stem.rpartition("-")[2]
    try:
        content = transfer.fetched(url, MOST_SENT, SILENT)
    except (OSError, http.client.HTTPException) as fault:
        raise InputError(f"readout.weights: {url} did not send the weights ({fault})") from fault
    found = hashlib.sha256(content).hexdigest()
    if not found.startswith(prefix):
        raise InputError(f"readout.weights: {url} did not send the weights (their SHA-256 is {found})")
    return content
