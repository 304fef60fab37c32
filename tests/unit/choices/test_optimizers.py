import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from digitlab.choices import optimizers, stacked
from digitlab.choices.names import OPTIMIZERS
from digitlab.choices.stacked import Contender
from digitlab.data.mnist import Split
from digitlab.errors import InputError


def split(n=200, seed=0):
    random = np.random.default_rng(seed)
    labels = (np.arange(n) % 10).astype(np.uint8)
    images = random.integers(0, 40, (n, 28, 28), np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[label * 2 : label * 2 + 3] = 220
    return Split(images, labels)


def recipe(optimizer="adam", batch_norm=False, epochs=12):
    return optimizers.Recipe(optimizer, batch_norm, (16, 8), epochs, 20)


SETTINGS = {
    "sgd": {"learning_rate": 0.1},
    "momentum": {"learning_rate": 0.05, "momentum": 0.9},
    "adagrad": {"learning_rate": 0.02},
    "adam": {"learning_rate": 0.01},
}
TORCHS = {
    "sgd": lambda p, s: torch.optim.SGD(p, s["learning_rate"]),
    "momentum": lambda p, s: torch.optim.SGD(p, s["learning_rate"], momentum=s["momentum"]),
    "adagrad": lambda p, s: torch.optim.Adagrad(p, s["learning_rate"]),
    "adam": lambda p, s: torch.optim.Adam(p, s["learning_rate"]),
}


def alone(data, chosen, contender):
    """One network trained by torch's own layers and optimizer: the same network, and its history."""
    net = stacked.network(chosen.hidden, chosen.batch_norm, contender.seed).to(data.images.dtype)
    steps = TORCHS[chosen.optimizer](net.parameters(), contender.settings)
    random = torch.Generator().manual_seed(contender.seed)
    history = []
    for epoch in range(chosen.epochs):
        order = torch.randperm(len(data.labels), generator=random)
        net.train()
        costs = []
        for start in range(0, len(order) // chosen.batch_size * chosen.batch_size, chosen.batch_size):
            batch = order[start : start + chosen.batch_size]
            cost = functional.cross_entropy(net(data.images[batch]), data.labels[batch])
            steps.zero_grad()
            cost.backward()
            steps.step()
            costs.append(cost.item())
        net.eval()
        with torch.no_grad():
            right = (net(data.validation_images).argmax(1) == data.validation_labels).double().mean().item()
        history.append({"epoch": epoch + 1, "cost": np.mean(costs), "validation_accuracy": right})
    return net, history


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("seeds", [(3, 3), (1, 4)])
def test_networks_side_by_side_are_those_that_torch_trains_one_by_one(optimizer, batch_norm, seeds):
    data = optimizers.held_out(split(), 0.25, 1, "fp64")
    chosen = recipe(optimizer, batch_norm, epochs=2)
    settings = SETTINGS[optimizer]
    faster = settings | {"learning_rate": 2 * settings["learning_rate"]}
    contenders = [Contender(seeds[0], settings), Contender(seeds[1], faster)]
    stack, histories = optimizers.trained(data, chosen, contenders)
    for k, contender in enumerate(contenders):
        net, history = alone(data, chosen, contender)
        for ours, theirs in zip(histories[k], history, strict=True):
            assert ours["cost"] == pytest.approx(theirs["cost"], rel=1e-6)
        linear = [layer for layer in net if isinstance(layer, nn.Linear)]
        norms = [layer for layer in net if isinstance(layer, nn.BatchNorm1d)]
        parts = stack.parts(stack.parameters)
        assert len(norms) == len(parts.scales) == (2 if batch_norm else 0)
        for layer, weight in zip(linear, parts.weights, strict=True):
            torch.testing.assert_close(weight[k].T, layer.weight, rtol=1e-7, atol=1e-9)
        for layer, scale, offset in zip(norms, parts.scales, parts.shifts, strict=True):
            torch.testing.assert_close(scale[k, 0], layer.weight, rtol=1e-7, atol=1e-9)
            torch.testing.assert_close(offset[k, 0], layer.bias, rtol=1e-7, atol=1e-9)
        if batch_norm and optimizer in ("adagrad", "adam"):
            continue  # a bias before batch norm has no gradient but rounding, which these make steps of
        assert histories[k][-1]["validation_accuracy"] == history[-1]["validation_accuracy"]
        for layer, bias in zip(linear, parts.biases, strict=True):
            torch.testing.assert_close(bias[k, 0], layer.bias, rtol=1e-7, atol=1e-9)
        for layer, mean, variance in zip(norms, stack.means, stack.variances, strict=True):
            torch.testing.assert_close(mean[k, 0], layer.running_mean)
            torch.testing.assert_close(variance[k, 0], layer.running_var)


def test_half_precision_enters_products_only():
    data = optimizers.held_out(split(), 0.25, 1, "bf16")
    assert data.images.dtype == torch.bfloat16
    stack, histories = optimizers.trained(data, recipe(), [Contender(3, SETTINGS["adam"])])
    assert stack.parameters.dtype == torch.float32
    whole = optimizers.held_out(split(), 0.25, 1)
    _, [exact] = optimizers.trained(whole, recipe(), [Contender(3, SETTINGS["adam"])])
    assert histories[0][0]["cost"] == pytest.approx(exact[0]["cost"], rel=0.02)
    assert histories[0] != exact


def test_held_out_images_train_nothing_and_follow_the_seed():
    data = optimizers.held_out(split(), 0.25, 1)
    assert (len(data.labels), len(data.validation_labels)) == (150, 50)
    together = torch.cat([data.images, data.validation_images])
    assert len(torch.unique(together, dim=0)) == 200
    again, other = optimizers.held_out(split(), 0.25, 1), optimizers.held_out(split(), 0.25, 2)
    assert torch.equal(data.validation_images, again.validation_images)
    assert not torch.equal(data.validation_images, other.validation_images)


def test_an_optimizer_that_there_is_not_is_named():
    data = optimizers.held_out(split(), 0.25, 1)
    with pytest.raises(ValueError, match="optimizer 'rmsprop'; allowed: sgd, momentum, adagrad, adam"):
        optimizers.trained(data, recipe("rmsprop"), [Contender(1, {"learning_rate": 1.0})])


def studied(seed=1, test_seed=9):
    data = optimizers.held_out(split(), 0.25, 1)
    grid = [{"learning_rate": 1e-5}, {"learning_rate": 0.01}]
    return optimizers.studied(data, split(60, test_seed), recipe(), grid, seed, 2)


def test_the_best_point_of_the_grid_trains_the_networks_that_are_measured():
    networks = studied()
    assert [point["settings"] for point in networks["tried"]] == [
        {"learning_rate": 1e-5},
        {"learning_rate": 0.01},
    ]
    assert networks["settings"] == {"learning_rate": 0.01}
    assert [fit["seed"] for fit in networks["fits"]] == [1, 2]
    assert all(fit["test_accuracy"] > 0.8 for fit in networks["fits"])
    assert all(
        len(set(fit["test_wrong"])) == round((1 - fit["test_accuracy"]) * 60) for fit in networks["fits"]
    )
    assert [len(fit["history"]) for fit in networks["fits"]] == [12, 12]
    histories = [fit["history"] for fit in networks["fits"]]
    assert histories[0] == networks["tried"][1]["history"]  # the same seed, the same settings
    assert histories[0] != histories[1]
    assert studied() == networks


def test_what_the_tried_and_the_chosen_are_right_for_alone_is_counted():
    networks = studied()
    [other, chosen] = networks["tried"]
    assert (chosen["alone"], chosen["chosen_alone"]) == (0, 0)
    images = networks["validation_images"]
    assert (images, networks["test_images"]) == (50, 60)
    difference = chosen["history"][-1]["validation_accuracy"] - other["history"][-1]["validation_accuracy"]
    assert other["chosen_alone"] - other["alone"] == round(difference * images)
    assert networks["parameters"] == 784 * 16 + 16 + 16 * 8 + 8 + 8 * 10 + 10
    hits = torch.tensor([[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 1, 1]]).bool()
    assert optimizers.alone(hits, 1)[0] == {"alone": 1, "chosen_alone": 1}
    assert optimizers.alone(hits, 1)[2] == {"alone": 1, "chosen_alone": 1}
    assert optimizers.alone(hits, 0)[2] == {"alone": 2, "chosen_alone": 2}


def test_the_test_images_choose_nothing():
    networks, poisoned = studied(), studied(test_seed=5)
    assert poisoned["tried"] == networks["tried"]
    assert poisoned["settings"] == networks["settings"]


def test_a_diverged_history_can_be_written_down():
    rows = optimizers.finite([{"epoch": 1, "cost": float("nan"), "validation_accuracy": 0.1}])
    assert rows == [{"epoch": 1, "cost": None, "validation_accuracy": 0.1}]


def test_a_batch_larger_than_the_training_share_is_refused():
    split = Split(np.zeros((10, 28, 28), np.uint8), np.arange(10).astype(np.uint8))
    data = optimizers.held_out(split, 0.2, 0)
    recipe = optimizers.Recipe("sgd", False, [3], 1, 9)
    with pytest.raises(
        InputError, match=r"optimizers.batch_size is 9; allowed: as many as .* leaves, 8, or fewer"
    ):
        optimizers.trained(data, recipe, [Contender(0, {"learning_rate": 0.1})])
