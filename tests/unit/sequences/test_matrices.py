import numpy as np

from digitlab.sequences import matrices


def test_random_weights_have_the_spectral_radius_asked_for():
    W = matrices.random_matrix(30, 0.7, np.random.default_rng(0))
    vector = np.ones(30, complex)
    logs = []
    for _ in range(2000):  # by powers, not by eigenvalues
        vector = W @ vector
        size = np.linalg.norm(vector)
        vector /= size
        logs.append(np.log(size))
    assert abs(np.exp(np.mean(logs[500:])) - 0.7) < 0.01


def test_a_rotations_radius_is_one():
    assert abs(matrices.spectral_radius(np.array([[0.0, -1.0], [1.0, 0.0]])) - 1) < 1e-12
