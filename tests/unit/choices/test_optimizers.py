import numpy as np
import pytest
import torch

from digitlab.choices import optimizers
from digitlab.data.mnist import Split


def split(n=200, seed=0):
    random = np.random.default_rng(seed)
    labels = (np.arange(n) % 10).astype(np.uint8)
    images = random.integers(0, 40, (n, 28, 28), np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[label * 2 : label * 2 + 3] = 220
    return Split(images, labels)


SETTINGS = {"hidden": [16, 8], "epochs": 12, "batch_size": 20}
CHOICE = {"optimizer": "adam", "settings": {"learning_rate": 0.01}, "batch_norm": False}


def test_held_out_images_train_nothing_and_follow_the_seed():
    data = optimizers.held_out(split(), 0.25, 1)
    assert (len(data.labels), len(data.validation_labels)) == (150, 50)
    together = torch.cat([data.images, data.validation_images])
    assert len(torch.unique(together, dim=0)) == 200
    again, other = optimizers.held_out(split(), 0.25, 1), optimizers.held_out(split(), 0.25, 2)
    assert torch.equal(data.validation_images, again.validation_images)
    assert not torch.equal(data.validation_images, other.validation_images)


def updated(name, settings, gradients):
    value = torch.nn.Parameter(torch.tensor(1.0, dtype=torch.float64))
    steps = optimizers.optimizer(name, [value], settings)
    for gradient in gradients:
        value.grad = torch.tensor(gradient, dtype=torch.float64)
        steps.step()
    return value.item()


def test_each_optimizer_is_the_one_its_name_says():
    assert updated("sgd", {"learning_rate": 0.1}, [2.0, 1.0]) == pytest.approx(1 - 0.2 - 0.1)
    weight = updated("momentum", {"learning_rate": 0.1, "momentum": 0.5}, [2.0, 1.0])
    assert weight == pytest.approx(1 - 0.1 * 2 - 0.1 * (0.5 * 2 + 1))
    weight = updated("adagrad", {"learning_rate": 0.1}, [2.0, 1.0])
    assert weight == pytest.approx(1 - 0.1 * 2 / 2 - 0.1 / np.sqrt(5), abs=1e-8)
    m, v = [0.1 * 2, 0.9 * 0.2 + 0.1], [0.001 * 4, 0.999 * 0.004 + 0.001]
    steps = [m[t] / (1 - 0.9 ** (t + 1)) / np.sqrt(v[t] / (1 - 0.999 ** (t + 1))) for t in range(2)]
    assert updated("adam", {"learning_rate": 0.1}, [2.0, 1.0]) == pytest.approx(
        1 - 0.1 * sum(steps), abs=1e-8
    )
    with pytest.raises(ValueError, match="optimizer 'rmsprop'; allowed: sgd, momentum, adagrad, adam"):
        optimizers.optimizer("rmsprop", [], {"learning_rate": 1})


@pytest.mark.parametrize("batch_norm", [False, True])
def test_it_learns_and_is_the_same_every_time(batch_norm):
    data = optimizers.held_out(split(), 0.25, 1)
    choice = CHOICE | {"batch_norm": batch_norm}
    net, history = optimizers.trained(data, choice, SETTINGS, 3)
    assert [row["epoch"] for row in history] == list(range(1, 13))
    assert history[-1]["cost"] < 0.5 * history[0]["cost"]
    assert history[-1]["validation_accuracy"] > 0.8
    assert optimizers.test_accuracy(net, split(60, seed=9)) > 0.8
    assert optimizers.trained(data, choice, SETTINGS, 3)[1] == history
    assert optimizers.trained(data, choice, SETTINGS, 4)[1] != history
    assert any(isinstance(layer, torch.nn.BatchNorm1d) for layer in net) == batch_norm


def test_a_diverged_history_can_be_written_down():
    rows = optimizers.finite([{"epoch": 1, "cost": float("nan"), "validation_accuracy": 0.1}])
    assert rows == [{"epoch": 1, "cost": None, "validation_accuracy": 0.1}]
