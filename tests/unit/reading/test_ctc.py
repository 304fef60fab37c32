import itertools

import numpy as np
import pytest
import torch

from digitlab.reading import ctc, line_training
from digitlab.reading.line_network import LineNetwork

COLUMNS = 4


def random_columns(seed, sharpness=1.5):
    logits = np.random.default_rng(seed).normal(scale=sharpness, size=(COLUMNS, 11))
    return logits - np.log(np.exp(logits).sum(1, keepdims=True))


def enumerated(columns):
    """Every path's string and probability, by the definition."""
    for path in itertools.product(range(11), repeat=len(columns)):
        string = tuple(label for label, _ in itertools.groupby(path) if label != 10)
        yield path, string, sum(columns[at, label] for at, label in enumerate(path))


def by_string(columns):
    found = {}
    for _, string, value in enumerated(columns):
        found[string] = found.get(string, 0.0) + np.exp(value)
    return found


def test_a_string_is_a_path_without_repeats_and_blanks():
    assert ctc.collapsed([10, 3, 3, 10, 3, 5, 5, 10, 10]) == [3, 3, 5]
    assert ctc.collapsed([0, 0, 1, 0]) == [0, 1, 0]
    assert ctc.collapsed([10, 10]) == []


@pytest.mark.parametrize("seed", range(3))
def test_the_most_probable_string_is_that_of_all_paths_together(seed):
    columns = random_columns(seed)
    shares = by_string(columns)
    assert sum(shares.values()) == pytest.approx(1)
    assert tuple(ctc.most_probable(columns, beam=500)) == max(shares, key=shares.get)


def test_the_best_path_need_not_have_the_most_probable_string():
    # Two columns, each blank with 0.6 and 1 with 0.4: the best path is blank, 0.36; the string 1 has 0.64.
    columns = np.log(np.full((2, 11), 1e-9))
    columns[:, 10], columns[:, 1] = np.log(0.6), np.log(0.4)
    assert ctc.best_path(columns) == []
    assert ctc.most_probable(columns) == [1]


@pytest.mark.parametrize("seed", range(2))
def test_the_best_path_is_the_most_probable_of_all(seed):
    columns = random_columns(seed)
    _, string, _ = max(enumerated(columns), key=lambda one: one[2])
    assert tuple(ctc.best_path(columns)) == string


@pytest.mark.parametrize("string", [(3,), (3, 3), (1, 2), (1, 2, 1), (4, 5, 6, 7)])
def test_a_string_lies_where_its_most_probable_path_has_it(string):
    columns = random_columns(len(string))
    path, _, _ = max((one for one in enumerated(columns) if one[1] == string), key=lambda one: one[2])
    begun = [at for at in range(COLUMNS) if path[at] != 10 and (at == 0 or path[at] != path[at - 1])]
    ended = [
        at for at in range(COLUMNS) if path[at] != 10 and (at == COLUMNS - 1 or path[at] != path[at + 1])
    ]
    first, last = ctc.aligned(columns, string)
    assert (first.tolist(), last.tolist()) == (begun, ended)


def test_a_string_too_long_for_its_columns_is_refused():
    with pytest.raises(ValueError, match="3 labels do not fit into 4 columns"):
        ctc.aligned(random_columns(0), [1, 1, 1])
    assert [side.tolist() for side in ctc.aligned(random_columns(0), [])] == [[], []]


@pytest.mark.parametrize("strings", [[(3,), (1, 1)], [(1, 2, 3), (4,)], [(0, 9), (9, 9)]])
def test_the_loss_is_the_sum_over_all_paths_of_the_right_string(strings):
    columns = [random_columns(seed) for seed in range(len(strings))]
    right = [by_string(own)[string] for own, string in zip(columns, strings, strict=True)]
    loss = line_training.mean_loss(torch.tensor(np.stack(columns)), strings)
    assert loss.item() == pytest.approx(-np.log(right).sum() / sum(map(len, strings)), rel=1e-5)


def test_places_are_pixels_of_the_line_and_probabilities_those_of_the_labels(monkeypatch):
    columns = np.log(np.full((12, 11), 0.01))
    columns[:, 10] = np.log(0.9)
    for at, label, share in ((5, 7, 0.8), (6, 7, 0.7), (9, 2, 0.6)):
        columns[at, 10], columns[at, label] = np.log(0.1), np.log(share)
    monkeypatch.setattr(ctc, "log_probabilities", lambda network, ink: columns[None])
    read = ctc.read(None, np.zeros((40, 8)))
    assert read.labels.tolist() == [7, 2]
    np.testing.assert_allclose(read.probability, [0.8, 0.6])
    # Eight pixels come before the line, two to a column.
    assert (read.first.tolist(), read.last.tolist()) == ([2.5, 10.5], [6.5, 12.5])


def test_a_label_is_as_probable_as_in_each_of_its_places(monkeypatch):
    each = np.full((2, 14, 11), -20.0, np.float32)
    each[:, :, 10] = np.log(0.99)
    for way, at, share in ((0, 5, 0.9), (1, 6, 0.7)):  # two ways to lay the line: a column apart
        each[way, at, 10], each[way, at, 7] = np.log(1 - share), np.log(share)
    monkeypatch.setattr(ctc, "log_probabilities", lambda network, ink: each)
    read = ctc.read(None, np.zeros((40, 8)))
    assert read.labels.tolist() == [7]
    np.testing.assert_allclose(read.probability, [0.8])
    np.testing.assert_allclose(np.exp(ctc.common(each)[5:7, 7]), [0.45, 0.35], rtol=1e-4)


def test_a_line_is_read_by_its_middle_rows():
    torch.manual_seed(0)
    architecture = {"channels": [2, 2, 2], "kernels": [3, 3, 3], "padding": [1] * 3, "pool": [2] * 3}
    network = LineNetwork(architecture, 0).eval()
    ink = np.random.default_rng(0).random((40, 30), np.float32)
    edged = ink.copy()
    edged[:1] = edged[-1:] = 0
    found = ctc.log_probabilities(network, ink)
    assert found.shape == (6, (30 + 16) // 2, 11)
    np.testing.assert_array_equal(found, ctc.log_probabilities(network, edged))
    np.testing.assert_allclose(np.exp(found).sum(-1), 1, rtol=1e-5)


def test_a_line_is_read_at_three_heights_and_at_each_pixel():
    torch.manual_seed(0)
    architecture = {"channels": [2, 2, 2], "kernels": [3, 3, 3], "padding": [1] * 3, "pool": [2] * 3}
    network = LineNetwork(architecture, 0).eval()
    ink = np.random.default_rng(0).random((40, 30), np.float32)
    wide = torch.from_numpy(np.pad(ink, ((0, 0), (8, 9))))
    with torch.inference_mode():
        each = [
            network(wide[None, top : top + 36, left : left + 46])[0].softmax(-1)
            for left in (0, 1)
            for top in (1, 2, 3)
        ]
    found = ctc.log_probabilities(network, ink)
    np.testing.assert_allclose(np.exp(found), torch.stack(each), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(np.exp(ctc.common(found)), sum(each) / 6, rtol=1e-4, atol=1e-5)
