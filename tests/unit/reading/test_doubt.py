import numpy as np
import pytest
import torch
from torch import nn

from digitlab.reading.doubt import Doubted
from digitlab.reading.ink import ink
from digitlab.reading.scoring import Reading

PAGE = np.full((60, 200), 240, np.uint8)
for left in (20, 60, 100, 140):
    PAGE[15:40, left : left + 6] = 10


class ByWidth(nn.Module):
    """Eleven classes: a stroke narrow for its height is surely a 1, anything else surely junk."""

    def __init__(self):
        super().__init__()
        self.none = nn.Parameter(torch.zeros(1))

    def forward(self, images):
        columns = (images > 0.3).any(1)
        first, last = columns.float().argmax(1), 27 - columns.flip(1).float().argmax(1)
        narrow = last - first < 10
        logits = torch.zeros(len(images), 11)
        logits[narrow, 1] = 8
        logits[~narrow, 10] = 8
        return logits


def box(left, right):
    return (15.0, 40.0, float(left), float(right))


def doubted(*lines):
    return Doubted(lambda page: [list(line) for line in lines], ByWidth())(ink(PAGE))


def test_the_lower_of_two_probabilities_counts():
    line = [Reading(1, box(20, 26), 0.4), Reading(1, box(60, 66), 0.9999), Reading(1, box(100, 146), 0.97)]
    [[first, second, third]] = doubted(line)
    alone = float(torch.tensor([0.0] * 10 + [8.0]).softmax(0)[10])
    assert first.probability == 0.4
    assert second.probability == pytest.approx(alone)
    assert third.probability < 0.01
    assert [one.label for one in (first, second, third)] == [1, 1, 1]
    assert first.box == box(20, 26)


def test_another_label_than_what_is_seen_alone_is_doubtful():
    [[one]] = doubted([Reading(7, box(20, 26), 1.0)])
    assert one.probability < 0.01


def test_lines_stay_in_their_order_and_empty_ones_go():
    found = doubted([Reading(1, box(60, 66), 0.3)], [], [Reading(1, box(20, 26), 0.2)])
    assert [[one.probability for one in line] for line in found] == [[0.3], [0.2]]
    assert doubted() == doubted([]) == []


@pytest.mark.parametrize("where", [(-9.0, 3.0, -5.0, 2.0), (55.0, 90.0, 190.0, 260.0), (5.0, 5.0, 7.0, 7.0)])
def test_a_box_at_the_pages_edge_is_looked_at_as_far_as_it_goes(where):
    [[one]] = doubted([Reading(1, where, 0.9)])
    assert 0 <= one.probability <= 0.9
