"""Paths beside all paths, one by one; gradients beside finite differences."""

import itertools

import numpy as np
import pytest

from digitlab.reading import paths
from digitlab.reading.paths import Weighed
from digitlab.reading.segments import PIECES


def edges(nodes, random, share=0.8):
    every = [(i, j) for i in range(nodes) for j in range(i + 1, min(i + PIECES, nodes) + 1)]
    kept = [edge for edge in every if random.random() < share or edge[1] - edge[0] == 1]
    return np.array(sorted(kept))


def all_paths(nodes, own):
    """Every path as a list of its edges' places."""
    by_first = {}
    for place, (first, last) in enumerate(own.tolist()):
        by_first.setdefault(first, []).append((place, last))

    def onwards(node):
        if node == nodes:
            yield []
        for place, last in by_first.get(node, []):
            for rest in onwards(last):
                yield [place, *rest]

    return list(onwards(0))


@pytest.mark.parametrize("seed", range(6))
def test_the_best_path_is_the_best_of_all(seed):
    random = np.random.default_rng(seed)
    nodes = int(random.integers(1, 9))
    own = edges(nodes, random)
    scores = random.normal(size=len(own))
    every = all_paths(nodes, own)
    best = max(every, key=lambda path: scores[path].sum())
    assert paths.best(nodes, own, scores) == best


def test_where_no_path_leads_to_the_end_there_is_none():
    assert paths.best(3, np.array([[0, 1], [2, 3]]), np.zeros(2)) == []


def test_the_sum_over_all_paths_and_each_edges_share_are_those_of_the_enumeration():
    random = np.random.default_rng(0)
    sizes = [1, 4, 7, 12]
    own = [edges(nodes, random) for nodes in sizes]
    scores = [random.normal(0, 2, len(part)) for part in own]
    whole, shares = paths.over_all(sizes, own, scores)
    for nodes, part, values, total, share in zip(sizes, own, scores, whole, shares, strict=True):
        every = all_paths(nodes, part)
        weights = np.exp([values[path].sum() for path in every])
        assert total == pytest.approx(np.log(weights.sum()))
        of_edge = np.zeros(len(part))
        for path, weight in zip(every, weights, strict=True):
            of_edge[path] += weight
        np.testing.assert_allclose(share, of_edge / weights.sum(), atol=1e-12)


def lines(seed=0, count=3):
    """Lines as the weights see them, and a truth that leaves each some right path."""
    random = np.random.default_rng(seed)
    found, truth = [], []
    for _ in range(count):
        nodes = int(random.integers(2, 6))
        own = edges(nodes, random, 1.0)
        labels = np.log(random.dirichlet(np.ones(10), len(own)))
        features = random.normal(size=(len(own), len(paths.FEATURES)))
        empty = (own[:, 1] - own[:, 0] == 1) & (random.random(len(own)) < 0.3)
        right = np.where(own[:, 1] - own[:, 0] == 1, random.integers(0, 10, len(own)), -1)
        right[random.random(len(own)) < 0.2] = 3
        found.append(Weighed(nodes, own, empty, labels, features))
        truth.append(np.where(empty, -1, right))
    return found, truth


def enumerated(weights, line, truth):
    """Minus the logarithm of the right ways' probability, way by way and label by label."""
    scores = line.scores(weights)
    every = right = 0.0
    for path in all_paths(line.nodes, line.edges):
        inked = [edge for edge in path if not line.empty[edge]]
        for read in itertools.product(range(10), repeat=len(inked)):
            weight = np.exp(sum(scores[edge, label] for edge, label in zip(inked, read, strict=True)))
            every += weight
            if all(truth[edge] == label for edge, label in zip(inked, read, strict=True)):
                right += weight
    return -np.log(right / every)


def test_the_loss_is_that_of_every_way_written_out():
    found, truth = lines(count=2, seed=4)
    small = [(line, right) for line, right in zip(found, truth, strict=True) if line.nodes <= 4]
    assert small
    weights = np.random.default_rng(1).normal(0, 0.5, len(paths.WEIGHTS))
    for line, right in small:
        assert paths.loss(weights, [line], [right])[0] == pytest.approx(enumerated(weights, line, right))


def test_its_gradient_is_that_of_finite_differences():
    found, truth = lines()
    weights = np.random.default_rng(2).normal(0, 0.5, len(paths.WEIGHTS))
    _, gradient = paths.loss(weights, found, truth)
    for place in range(len(weights)):
        step = 1e-5 * np.eye(len(weights))[place]
        up, down = (paths.loss(weights + sign * step, found, truth)[0] for sign in (1, -1))
        assert gradient[place] == pytest.approx((up - down) / 2e-5, abs=1e-6)


def test_a_line_without_a_right_way_says_nothing():
    found, truth = lines()
    nothing = [np.full(len(right), -1) for right in truth]
    for line in found:
        line.empty[:] = False
    value, gradient = paths.loss(np.ones(len(paths.WEIGHTS)), found, nothing)
    assert value == 0
    assert not gradient.any()


def test_fitting_makes_right_ways_more_probable_and_leads_where_they_differ():
    random = np.random.default_rng(3)
    found, truth = [], []
    for _ in range(20):
        own = edges(6, random, 1.0)
        labels = np.full((len(own), 10), np.log(0.1))
        features = np.zeros((len(own), len(paths.FEATURES)))
        wide = own[:, 1] - own[:, 0] == 2
        features[:, paths.FEATURES.index("width")] = wide  # right ones are two pieces wide
        found.append(Weighed(6, own, np.zeros(len(own), bool), labels, features))
        truth.append(np.where(wide, 7, -1))
    weights, before, after = paths.fitted(found, truth)
    assert after < 0.2 * before
    told = dict(zip(paths.WEIGHTS, weights, strict=True))
    assert told["width"] > 1
    assert told["label 7"] == max(told[f"label {digit}"] for digit in range(10))
