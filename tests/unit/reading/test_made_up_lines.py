import itertools

import numpy as np
import pytest

from digitlab.data.mnist import Split
from digitlab.errors import LeftOutError
from digitlab.reading import line_network, made_up_lines
from digitlab.reading.made_up_lines import Drawer


def bars(labels=range(10)):
    """Ten digits, each a bar of ink: digit k is 4 + k columns wide and 16 rows high."""
    images = np.zeros((len(labels), 28, 28), np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[6:22, 7 : 11 + label] = 255
    return Split(images, np.array(labels, np.uint8))


@pytest.fixture
def unworn(monkeypatch):
    """Lines as they are put together, nothing else done to them."""
    monkeypatch.setattr(made_up_lines, "BENDING", dict.fromkeys(made_up_lines.BENDING, 0.0))
    for name, value in {"WORN": 0, "BLURRED": 0, "NOISY": 0, "CONTRAST": (1, 1), "DRIFT": 0}.items():
        monkeypatch.setattr(made_up_lines, name, value)


def runs(line):
    """First columns and widths of a line's columns with ink."""
    inked = (line > 0.5).any(0)
    groups = [(key, len(list(group))) for key, group in itertools.groupby(inked)]
    starts = np.cumsum([0, *(size for _, size in groups)])
    return [(start, size) for start, (key, size) in zip(starts, groups, strict=False) if key]


def test_digits_stand_in_the_order_of_their_labels_with_the_gap_between(unworn):
    lines = Drawer(bars(), (5, 5), 200).drawn(20, np.random.default_rng(0))
    assert lines.ink.shape == (20, line_network.ROWS, 200)
    assert lines.ink.dtype == np.float32
    for line, labels in zip(lines.ink, lines.labels, strict=True):
        found = runs(line)
        assert [size - 4 for _, size in found] == labels
        gaps = {b - (a + size) for (a, size), (b, _) in itertools.pairwise(found)}
        assert gaps <= {4, 5, 6}
        assert sum(width for _, width in found) + 6 * len(found) > 150  # it is full


def test_with_a_gap_below_nothing_neighbours_overlap(unworn):
    lines = Drawer(bars(), (-3, -3), 120).drawn(10, np.random.default_rng(0))
    for line, labels in zip(lines.ink, lines.labels, strict=True):
        assert len(runs(line)) == 1
        assert runs(line)[0][1] < sum(4 + label for label in labels)
        assert line.max() <= 1


def test_strings_that_are_given_are_drawn_as_far_as_they_fit(unworn):
    strings = [[9, 0, 9], [1, 2], [9] * 30]
    lines = Drawer(bars(), (2, 2), 100).drawn(3, np.random.default_rng(0), strings)
    assert lines.labels[:2] == strings[:2]
    assert lines.labels[2] == [9] * len(runs(lines.ink[2]))
    assert 4 <= len(lines.labels[2]) <= 7


def test_a_seed_gives_the_same_lines_and_another_others():
    drawer = Drawer(bars(), (-4, 7), 96)
    first, again, other = (drawer.drawn(6, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.ink, again.ink)
    assert first.labels == again.labels
    assert first.labels != other.labels


def test_worn_lines_are_blurred_broken_noisy_and_pale_yet_ink_in_its_range():
    lines = Drawer(bars(), (-4, 7), 160).drawn(60, np.random.default_rng(0))
    assert (lines.ink.min(), lines.ink.max()) == (0, 1)
    darkest = lines.ink.max((1, 2))
    assert darkest.min() < 0.85
    between = ((lines.ink > 0.1) & (lines.ink < 0.6)).mean((1, 2)) / (lines.ink > 0.1).mean((1, 2))
    assert between.min() < 0.15 < 0.3 < between.max()


def test_a_break_takes_ink_away(monkeypatch):
    monkeypatch.setattr(made_up_lines, "WORN", 1.0)
    monkeypatch.setattr(made_up_lines, "BROKEN", 1.0)
    images = np.ones((3, 28, 28), np.float32)
    broken = made_up_lines._broken(images.copy(), [2, 1], np.random.default_rng(0))
    lost = (broken == 0).sum((1, 2))
    assert ((lost > 20) & (lost < 28 * 5)).all()
    monkeypatch.setattr(made_up_lines, "WORN", 0.0)
    np.testing.assert_array_equal(
        made_up_lines._broken(images.copy(), [2, 1], np.random.default_rng(0)), images
    )


def test_boxes_are_of_the_ink():
    images = np.zeros((2, 28, 28))
    images[0, 3:9, 5:6] = 1
    assert made_up_lines.ink_boxes(images).tolist() == [[3, 9, 5, 6], [0, 28, 0, 28]]


def test_a_digit_that_no_image_shows_cannot_be_drawn():
    drawer = Drawer(bars([1, 2]), (0, 0), 96)
    assert set(itertools.chain(*drawer.drawn(5, np.random.default_rng(0)).labels)) == {1, 2}
    with pytest.raises(LeftOutError, match="no image of a 7, of which lines are made"):
        drawer.drawn(1, np.random.default_rng(0), [[1, 7]])
