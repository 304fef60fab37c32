import numpy as np
import pytest
import torch

from digitlab.errors import InputError
from digitlab.reading import ctc, line_network, line_training
from digitlab.reading.line_network import LineNetwork
from digitlab.reading.line_training import Recipe
from digitlab.reading.made_up_lines import Lines

ARCHITECTURE = {"channels": [4, 4, 6], "kernels": [3, 3, 3], "padding": [1] * 3, "pool": [2] * 3}


def network(units, seed=0):
    torch.manual_seed(seed)
    return LineNetwork(ARCHITECTURE, units)


def drawn(count, random):
    """Two kinds of blots, apart: a 3 is high, a 5 low."""
    ink, labels = np.zeros((count, line_network.ROWS, 60), np.float32), []
    for line in ink:
        string = random.choice([3, 5], 2).tolist()
        for place, label in enumerate(string):
            row, column = (4 if label == 3 else 24), 8 + 26 * place + random.integers(4)
            line[row : row + 8, column : column + 8] = 1
        labels.append(string)
    return Lines(ink, labels)


@pytest.mark.parametrize("units", [0, 8])
def test_a_network_learns_to_read_lines_that_no_one_has_cut(units):
    net = network(units)
    history = line_training.trained(net, drawn, Recipe(200, 8, 0.02, "fp32", 1, "line_network"), "cpu")
    assert [row["update"] for row in history] == [50, 100, 150, 200]
    assert history[0]["loss"] > 2 * history[-1]["loss"]
    assert not net.training
    lines = drawn(20, np.random.default_rng(99))
    read = [ctc.read(net, ink).labels.tolist() for ink in lines.ink]
    assert sum(a == b for a, b in zip(read, lines.labels, strict=True)) >= 18


def test_the_same_settings_give_the_same_weights_and_another_seed_others():
    files = []
    for seed in (1, 1, 2):
        net = network(3)
        line_training.trained(net, drawn, Recipe(3, 2, 0.01, "fp32", seed, "line_network"), "cpu")
        files.append(line_network.serialised(net))
    assert files[0] == files[1] != files[2]


def test_the_convolutions_learn_at_a_share_of_the_rate():
    net = network(0)
    before = {name: value.clone() for name, value in net.named_parameters()}
    line_training.trained(net, drawn, Recipe(1, 4, 100, "fp32", 1, "line_network"), "cpu")
    # Adam's first step is of the rate's size, whatever the gradient; weight decay adds a ten thousandth.
    steps = {name: (value - before[name]).abs().max().item() for name, value in net.named_parameters()}
    assert steps["convolutions.1.weight"] / steps["linear.weight"] == pytest.approx(0.3, rel=0.02)


def test_progress_and_loss_are_told():
    told = []
    line_training.trained(
        network(0),
        drawn,
        Recipe(2, 2, 0.01, "fp32", 1, "line_network"),
        "cpu",
        lambda done, describe: told.append((done, describe())),
    )
    assert [done for done, _ in told] == [1, 2]
    assert "a digit" in told[-1][1]


def test_a_training_that_diverges_says_what_to_change():
    with pytest.raises(InputError, match=r"diverged.*line_network.learning_rate is 1e\+30"):
        line_training.trained(network(0), drawn, Recipe(4, 2, 1e30, "fp32", 1, "line_network"), "cpu")


def test_a_string_without_room_is_no_reason_to_diverge():
    logits = torch.zeros(2, 3, 11, requires_grad=True)
    loss = line_training.mean_loss(logits, [[1, 1, 1], [2]])
    loss.backward()
    assert torch.isfinite(loss)
    assert torch.equal(logits.grad[0], torch.zeros(3, 11))
    assert logits.grad[1].abs().sum() > 0
