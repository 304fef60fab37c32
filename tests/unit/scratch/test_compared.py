import numpy as np
import pandas as pd
import pytest
import torch
from scipy.stats import binomtest
from torch import nn

from digitlab.cnn.network import Network
from digitlab.scratch import compared


def multiplied(net, images):
    """Multiplications of a forward pass of one image, counted where they happen."""
    counted = []

    def count(module, given, made):
        if isinstance(module, nn.Conv2d):
            counted.append(made[0].numel() * module.in_channels * module.kernel_size[0] ** 2)
        elif isinstance(module, nn.Linear):
            counted.append(module.in_features * module.out_features)

    for module in net.modules():
        module.register_forward_hook(count)
    net.eval()(images)
    return sum(counted)


@pytest.mark.parametrize(
    "settings",
    [
        {"channels": [4, 6, 8], "kernels": [5, 5, 3], "padding": [0, 0, 0], "pool": [2, 1, 2]},
        {"channels": [3, 5, 7, 2], "kernels": [3, 5, 3, 1], "padding": [1, 2, 0, 1], "pool": [2, 3, 1, 2]},
    ],
)
def test_convolutions_are_counted_as_they_happen(settings):
    expected = multiplied(Network(**settings), torch.zeros(1, 28, 28))
    assert compared.of_convolutions(settings) == expected


def test_layers_are_counted_as_they_happen():
    net = nn.Sequential(nn.Linear(784, 30), nn.Linear(30, 20), nn.Linear(20, 10))
    assert compared.of_layers([30, 20]) == multiplied(net, torch.zeros(784))


def history(*accuracies):
    return [
        {"epoch": epoch, "cost": 1.0, "validation_accuracy": share}
        for epoch, share in enumerate(accuracies, 1)
    ]


def record(name, *fits):
    networks = [
        {
            **{"seed": seed, "test_accuracy": accuracy, "history": history(*validation)},
            "test_wrong": list(range(round(200 * (1 - accuracy)))),
        }
        for seed, (accuracy, *validation) in enumerate(fits, 1)
    ]
    shared = {"parameters": 500, "validation_images": 30, "test_images": 200}
    return {"variant": name, "optimizer": name, "fits": networks} | shared


SCRATCH = {
    **{"train_images": 90, "validation_images": 10, "test_images": 200, "parameters": 70, "errors": 14},
    "wrong": list(range(100, 114)),
    "history": history(0.5, 0.8, 0.9),
}
CNN = (
    {"test_errors": 3, "parameters": 900, "train_images": 98, "epochs": 2},
    pd.DataFrame({"epoch": [1, 2], "test_accuracy": [0.9, 0.985]}),
)


def made():
    optimizers = [
        record("adam", (0.9, 0.6, 0.7), (0.91, 0.6, 0.8)),
        record("sgd", (0.95, 0.7, 0.96), (0.97, 0.8, 0.94)),
    ]
    counts = dict.fromkeys(("scratch", "plain", "normed", "quick", "cnn"), 7) | {"cnn": 11}
    normed = record("sgd", (0.98, 0.9, 0.99))
    wrong = {"quick": np.array([3, 5]), "cnn": np.array([3, 8, 199])}
    return compared.table(SCRATCH, optimizers, normed, {"quick": CNN, "cnn": CNN}, wrong, counts)


def test_of_each_kind_the_network_that_is_best_on_held_out_images_stands_for_it():
    rows = {row["name"]: row for row in made()[0]}
    # The optimizer with the best mean, and of its networks the one that is best on held-out images.
    assert rows["plain"]["optimizer"] == "sgd"
    assert rows["plain"]["errors"] == 10
    assert rows["plain"]["train_images"] == 70
    assert rows["normed"]["errors"] == 4
    assert list(rows) == ["scratch", "plain", "normed", "quick", "cnn"]


def test_sizes_epochs_and_counts_are_those_of_the_network():
    rows = {row["name"]: row for row in made()[0]}
    assert rows["scratch"] == {
        **{"name": "scratch", "optimizer": None, "errors": 14, "images": 200, "parameters": 70},
        **{"train_images": 90, "epochs": 3, "multiplications": 7, "wrong": list(range(100, 114))},
    }
    assert rows["cnn"] == {
        **{"name": "cnn", "optimizer": None, "errors": 3, "images": 200, "parameters": 900},
        **{"train_images": 98, "epochs": 2, "multiplications": 11, "wrong": [3, 8, 199]},
    }
    assert (rows["quick"]["errors"], rows["quick"]["wrong"]) == (2, [3, 5])
    assert rows["normed"]["wrong"] == [0, 1, 2, 3]


def test_every_two_networks_are_compared_on_the_images_that_one_alone_gets_wrong():
    wrong = {"a": [*range(12), *range(100, 132)], "b": [*range(50, 81), *range(100, 132)], "c": [100]}
    found = compared.pairs([{"name": name, "wrong": images} for name, images in wrong.items()])
    assert [(p["first"], p["second"], p["first_alone"], p["second_alone"]) for p in found] == [
        ("a", "b", 12, 31),
        ("a", "c", 43, 0),
        ("b", "c", 62, 0),
    ]
    p = [binomtest(k, n).pvalue for k, n in ((12, 43), (0, 43), (0, 62))]
    assert [pair["p"] for pair in found] == pytest.approx(p)
    # Of three the smallest counts three times, the next twice, the largest once.
    assert [pair["corrected"] for pair in found] == pytest.approx([p[0], 2 * p[1], 3 * p[2]])


def test_curves_say_on_which_images():
    curves = made()[1]
    of = {name: rows for name, rows in curves.groupby("name")}
    assert of["scratch"].accuracy.tolist() == [0.5, 0.8, 0.9]
    assert of["plain"].accuracy.tolist() == [0.7, 0.96]
    assert of["cnn"].accuracy.tolist() == [0.9, 0.985]
    assert {name: set(rows.images) for name, rows in of.items()} == {
        **{name: {"held out"} for name in ("scratch", "plain", "normed")},
        **{name: {"test"} for name in ("quick", "cnn")},
    }
