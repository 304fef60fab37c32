import numpy as np
import pytest

from digitlab.reading import ctc, junk, line_reader, lines, pages, scoring
from digitlab.reading.degraded import Look
from digitlab.reading.ink import ink
from digitlab.reading.line_reader import WholeLines
from digitlab.reading.pages import Inked, Layout
from digitlab.reading.paths import WEIGHTS
from digitlab.reading.reader import Cuts


@pytest.fixture
def page():
    """Two lines of three bars each, of different widths."""
    images = np.zeros((3, 28, 28), np.uint8)
    for image, width in zip(images, (4, 8, 12), strict=True):
        image[4:24, 8 : 8 + width] = 255
    boxes = np.array([(4, 24, 8, 8 + width) for width in (4, 8, 12)])
    digits = Inked(images, np.array([1, 5, 8]), boxes, np.arange(3))
    return pages.drawn(digits, np.array([0, 1, 2, 2, 0, 1]), Layout(2, 3), Look(gap=6, noise=1.0), [1])


def oracle(page, monkeypatch, more=()):
    """A network that reads what is there, by the widths; ``more`` labels at the end that are not."""

    def read(network, ink):
        inked = np.flatnonzero(np.diff(np.pad((ink > 0.5).any(0), 1).astype(int)))
        firsts, ends = inked[::2].astype(float), inked[1::2].astype(float)
        labels = [{4: 1, 8: 5, 12: 8}[4 * round(width / 4)] for width in ends - firsts]
        extra = len(more)
        return ctc.Written(
            np.array([*labels, *more]),
            np.full(len(labels) + extra, 0.9),
            np.append(firsts, [ends[-1]] * extra),
            np.append(ends, [ends[-1] + 1] * extra),
        )

    monkeypatch.setattr(ctc, "read", read)
    monkeypatch.setattr(junk, "logits", lambda net, images: np.zeros((len(images), 11), np.float32))
    weights = np.zeros(len(WEIGHTS))
    weights[0] = 1.0
    return WholeLines(None, Cuts(None, weights))


def test_what_is_read_gets_the_boxes_of_its_segments(page, monkeypatch):
    found = oracle(page, monkeypatch)(ink(page.image))
    assert [[reading.label for reading in line] for line in found] == [[1, 5, 8], [8, 1, 5]]
    counts = scoring.scored(page, found)
    assert (counts["edits"], counts["hits"], counts["right"], counts["lines_hit"]) == (0, 6, 6, 2)
    assert {reading.probability for line in found for reading in line} == {0.9}


def test_more_labels_than_ink_has_segments_get_the_ink_around_them(page, monkeypatch):
    crowd = [1] * 200
    found = oracle(page, monkeypatch, crowd)(ink(page.image))
    assert [len(line) for line in found] == [203, 203]
    assert [reading.label for reading in found[0][:3]] == [1, 5, 8]
    counts = scoring.scored(page, found)
    assert counts["hits"] >= 4


def test_an_empty_page_and_a_line_in_which_nothing_is_read_have_no_readings(page, monkeypatch):
    reader = oracle(page, monkeypatch)
    assert reader(ink(np.full((60, 80), 230, np.uint8))) == []
    nothing = np.zeros(0)
    monkeypatch.setattr(
        ctc, "read", lambda network, found: ctc.Written(nothing.astype(int), nothing, nothing, nothing)
    )
    assert reader(ink(page.image)) == []
    strip, *_ = lines.strips(ink(page.image))
    assert line_reader.WholeLines.boxes(reader, strip, ctc.read(None, None)).shape == (0, 4)
