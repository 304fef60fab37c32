"""A page whose truth the code never sees is found and read, with a stand-in for a trained network.

The stand-in looks for the nearest of 4,000 digits and needs no training. What trained networks make of such
pages is in ``tests/workflow/test_own_pages.py``.
"""

import numpy as np
import pytest
import torch
from sheets import edits, overlap, sheet
from torch import nn

from digitlab.data import bundled
from digitlab.reading import photographs
from digitlab.reading.components import Components


class Nearest(nn.Module):
    """Logits by the distance to the nearest digit of each class, centre of mass in the middle."""

    def __init__(self, images, labels):
        super().__init__()
        self.known = nn.Parameter(torch.tensor(images).float().flatten(1) / 255, requires_grad=False)
        self.own = [torch.tensor(labels == digit) for digit in range(10)]

    def forward(self, images):
        away = torch.cdist(images.flatten(1), self.known)
        return torch.stack([-away[:, own].min(1).values for own in self.own], 1)


@pytest.fixture(scope="module")
def data():
    return bundled.dataset(1)


@pytest.fixture(scope="module")
def reader(data):
    return Components(Nearest(data.train.images, data.train.labels))


@pytest.mark.parametrize(("height", "seed"), [(34, 1), (22, 2), (70, 3)])
def test_a_page_of_another_program_is_found_and_read(tmp_path, data, reader, height, seed):
    page = sheet(data.test.images, data.test.labels, seed, height=height)
    (tmp_path / "page.jpg").write_bytes(page.content)
    photograph = photographs.opened(tmp_path / "page.jpg")
    assert photograph.size == page.size
    lines = photographs.read(photograph, reader)
    assert len(lines) == len(page.lines)
    texts = ["".join(str(one.label) for one in line) for line in lines]
    digits = sum(map(len, page.lines))
    assert digits >= 140
    # The nearest of 4,000 digits is wrong for 5% of MNIST's test set; what is cut wrongly comes on top.
    assert sum(map(edits, page.lines, texts)) <= 0.1 * digits
    found = [(one.box[2], one.box[0], one.box[3], one.box[1]) for line in lines for one in line]
    there = [box for line in page.boxes for box in line]
    hits = sum(max(overlap(box, other) for other in found) >= 0.5 for box in there)
    assert hits >= 0.95 * len(there)
    assert len(found) <= 1.05 * len(there)
    # The page lies askew by less than a degree, which moves its edges by a few pixels.
    near = [max((overlap(box, other), other) for other in found)[1] for box in there]
    off = np.abs(np.subtract(near, there)).mean(0) / height
    assert off.max() < 0.25


def test_the_stand_in_reads_digits_one_by_one(data):
    net = Nearest(data.train.images, data.train.labels)
    said = net(torch.tensor(data.test.images).float() / 255).argmax(1).numpy()
    assert 0.03 < (said != data.test.labels).mean() < 0.09
