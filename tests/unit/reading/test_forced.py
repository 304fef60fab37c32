import itertools
from dataclasses import fields

import numpy as np
import pytest

from digitlab.reading import forced
from digitlab.reading.segments import Graph


def graph(nodes, seed, empty=()):
    """All segments of up to three pieces, ten columns each; pieces without ink are named."""
    edges = [(a, b) for a in range(nodes) for b in range(a + 1, min(nodes, a + 3) + 1)]
    without = [set(range(a, b)) <= set(empty) for a, b in edges]
    given = {
        "nodes": nodes,
        "piece": np.repeat(np.arange(nodes), 10)[None],
        "edges": np.array(edges),
        "boxes": np.array([(5, 25, 10 * a, 10 * b) for a, b in edges]),
        "empty": np.array(without),
    }
    # What else is known of edges plays no part.
    rest = {field.name: np.zeros(len(edges)) for field in fields(Graph) if field.name not in given}
    return Graph(**given, **rest), np.random.default_rng(seed).normal(scale=20, size=(len(edges), 10))


def by_enumeration(line, scores, labels, places):
    """The best of all paths, each written out."""

    def onward(node):
        if node == line.nodes:
            yield []
        for edge, (first, last) in enumerate(line.edges):
            if first == node:
                for rest in onward(last):
                    yield [edge, *rest]

    def value(path):
        inked = [edge for edge in path if not line.empty[edge]]
        if len(inked) != len(labels):
            return -np.inf, inked
        off = [line.boxes[e, 2:].mean() - place for e, place in zip(inked, places, strict=True)]
        own = sum(scores[e, label] for e, label in zip(inked, labels, strict=True))
        return own - sum((o / forced.NEAR) ** 2 for o in off), inked

    best, path = max((value(path) for path in onward(0)), key=lambda one: one[0])
    return path if np.isfinite(best) else None


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("empty", [(), (2,), (0, 4)])
@pytest.mark.parametrize("count", [1, 3, 5])
def test_the_string_lies_on_the_best_of_all_paths_with_so_many_segments(seed, empty, count):
    line, scores = graph(6, seed, empty)
    labels = np.random.default_rng(seed).integers(10, size=count).tolist()
    places = np.linspace(10, 50, count)
    expected = by_enumeration(line, scores, labels, places)
    assert forced.path(line, scores, labels, places) == expected


def test_more_labels_than_pieces_have_no_path():
    line, scores = graph(3, 0)
    assert forced.path(line, scores, [1, 2, 3], np.array([5.0, 15, 25])) == [
        edge for edge, (a, b) in enumerate(line.edges) if b == a + 1
    ]
    assert forced.path(line, scores, [1, 2, 3, 4], np.arange(4.0)) is None


def test_equal_segments_are_told_by_where_their_label_was_read():
    line, scores = graph(4, 0)
    scores[:] = 0
    for places, widths in (([5.0, 25.0], [1, 3]), ([15.0, 35.0], [3, 1]), ([10.0, 30.0], [2, 2])):
        path = forced.path(line, scores, [1, 1], np.array(places))
        assert [int(np.diff(line.edges[edge])[0]) for edge in path] == widths


def test_between_takes_the_ink_half_way_to_the_neighbours():
    ink = np.zeros((40, 60))
    ink[10:30, 4:12] = ink[12:20, 18:30] = 1
    boxes = forced.between(ink, np.array([6.0, 22.0, 50.0]), np.array([10.0, 26.0, 52.0]))
    assert boxes.tolist() == [[10, 30, 4, 12], [12, 20, 18, 30], [0, 40, 38, 60]]
    for first, second in itertools.pairwise(boxes.tolist()):
        assert first[3] <= second[2]
