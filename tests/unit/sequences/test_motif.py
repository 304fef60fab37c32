import numpy as np
import pytest
import torch

from digitlab.sequences import motif

TASK = motif.Task(lag=7, alphabet=6, motif=3)
SETTINGS = {"updates": 60, "batch_size": 32, "test_sequences": 200}
ECHO = {"units": 40, "spectral_radii": [0.9], "leaks": [1.0], "input_scale": 0.5, "ridge": 1e-6}


def test_the_class_is_the_order_of_the_first_letters_and_nothing_else():
    letters, classes = TASK.drawn(500, np.random.default_rng(0))
    assert letters.shape == (500, 10)
    assert (letters[classes == 0, :3] == [0, 1, 2]).all()
    assert (letters[classes == 1, :3] == [2, 1, 0]).all()
    assert set(letters[:, 3:].ravel()) == {3, 4, 5}
    assert 200 < classes.sum() < 300
    for place in range(3, 10):
        for letter in (3, 4, 5):
            share = classes[letters[:, place] == letter].mean()
            assert 0.3 < share < 0.7


@pytest.mark.parametrize(("kind", "bias"), [("rnn", None), ("lstm", 1)])
def test_a_short_lag_is_learned_and_without_training_it_is_chance(kind, bias):
    torch.manual_seed(0)
    untrained = motif.measured(
        motif.Reader(kind, 6, 16, bias, 10), TASK, 400, np.random.default_rng(0), "cpu"
    )
    assert untrained < 0.75
    torch.manual_seed(0)
    reader = motif.Reader(kind, 6, 16, bias, 10)
    validation, test = motif.trained(reader, TASK, SETTINGS, 0.02, np.random.default_rng(0), "cpu")
    assert min(validation, test) > 0.9


def test_biases_begin_as_they_should():
    torch.manual_seed(0)
    one = motif.Reader("lstm", 6, 8, 1, 100)
    total = (one.cell.bias_ih_l0 + one.cell.bias_hh_l0).detach().reshape(4, 8)
    np.testing.assert_array_equal(total, np.repeat([[0], [1], [0], [0]], 8, 1))
    chrono = motif.Reader("lstm", 6, 400, "chrono", 100)
    input_, forget, candidate, output = (
        (chrono.cell.bias_ih_l0 + chrono.cell.bias_hh_l0).detach().reshape(4, 400).numpy()
    )
    np.testing.assert_array_equal(input_, -forget)
    assert (candidate == 0).all()
    assert (output == 0).all()
    lengths = np.exp(forget)
    assert lengths.min() > 1
    assert lengths.max() < 99
    assert lengths.mean() == pytest.approx(50, abs=5)


def test_the_tanh_network_begins_orthogonal():
    W = motif.Reader("rnn", 6, 12, None, 10).cell.weight_hh_l0.detach().numpy()
    np.testing.assert_allclose(W @ W.T, np.eye(12), atol=1e-5)


def test_an_echo_state_network_reads_a_short_lag_and_not_a_long_one():
    settings = {"test_sequences": 300, "echo_state": ECHO | {"sequences": 300}}
    short = motif.echoed(motif.Task(1, 6, 3), settings, np.random.default_rng(0))
    long = motif.echoed(motif.Task(300, 6, 3), settings, np.random.default_rng(0))
    assert short["accuracy"] > 0.95
    assert long["accuracy"] < 0.65
    assert (short["spectral_radius"], short["leak"]) == (0.9, 1.0)
