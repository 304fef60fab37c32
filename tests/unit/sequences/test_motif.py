import numpy as np
import pytest

from digitlab.sequences import motif

ECHO = {"units": 40, "spectral_radii": [0.9], "leaks": [1.0], "input_scale": 0.5, "ridge": 1e-6}


@pytest.mark.parametrize(("reversed_", "second"), [(False, [3, 4, 5]), (True, [2, 1, 0])])
def test_the_class_is_the_motif_and_nothing_else(reversed_, second):
    task = motif.Task(lag=7, alphabet=9, motif=3, reversed=reversed_)
    letters, classes = task.drawn(500, np.random.default_rng(0))
    assert letters.shape == (500, task.length) == (500, 10)
    assert (letters[classes == 0, :3] == [0, 1, 2]).all()
    assert (letters[classes == 1, :3] == second).all()
    assert set(letters[:, 3:].ravel()) == {6, 7, 8}
    assert 200 < classes.sum() < 300
    for place in range(3, 10):
        for letter in (6, 7, 8):
            share = classes[letters[:, place] == letter].mean()
            assert 0.3 < share < 0.7


def test_an_echo_state_network_reads_a_short_lag_and_not_a_long_one():
    settings = {"test_sequences": 300, "echo_state": ECHO | {"sequences": 300}}
    short = motif.echoed(motif.Task(1, 8, 3), settings, np.random.default_rng(0))
    long = motif.echoed(motif.Task(300, 8, 3), settings, np.random.default_rng(0))
    assert short["accuracy"] > 0.95
    assert long["accuracy"] < 0.65
    assert (short["spectral_radius"], short["leak"]) == (0.9, 1.0)
