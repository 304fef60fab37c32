import pytest

from answers.words import made_up as every_section
from answers.words import rendered
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


@pytest.mark.parametrize(("device", "verdict"), [("cpu", "cpu"), ("cuda", "gpu"), (None, "no network")])
def test_a_gpu_is_said_to_be_one(device, verdict):
    assert environment.answer({}, MADE | {"device": device}).verdict == verdict


def test_without_a_network_nothing_is_said_of_its_training():
    untrained = MADE | {"device": None, "precision": None, "threads": None}
    answers = {"data": every_section()["data"], "environment": environment.answer({}, untrained)}
    text = rendered("environment", answers)
    assert "CPU; the chapter cnn, which may use a GPU, was not run Precision sequences float64 Seed 1" in text
