import pytest

from digitlab.answers import environment

MADE = {
    "device": "cpu",
    "packages": {"torch": "2.13.0", "torchvision": "0.28.0"},
    "python": "3.11.7",
    "precision": "bf16",
    "threads": 1,
    "seed": 1,
}


def made_up():
    return environment.answer({"seed": 1}, MADE)


@pytest.mark.parametrize(("device", "verdict"), [("cpu", "cpu"), ("cuda", "gpu")])
def test_a_gpu_is_said_to_be_one(device, verdict):
    assert environment.answer({}, MADE | {"device": device}).verdict == verdict
