"""Seams beside every seam that there is, segments beside slices, normalisation beside MNIST."""

import itertools

import numpy as np
import pytest
from scipy import ndimage

from digitlab.reading import cuts, normalise, segments


def random_ink(rows=7, columns=9, seed=0):
    random = np.random.default_rng(seed)
    return (random.random((rows, columns)) * (random.random((rows, columns)) < 0.6)).astype(np.float32)


def cheapest(cost, column):
    """The least cost of all seams through a column of the middle row, by trying each."""
    rows, columns = cost.shape
    middle, found = rows // 2, np.inf
    for steps in itertools.product((-1, 0, 1), repeat=rows - 1):
        at = np.zeros(rows, int)
        at[middle] = column
        for row in range(middle, 0, -1):
            at[row - 1] = at[row] + steps[row - 1]
        for row in range(middle, rows - 1):
            at[row + 1] = at[row] + steps[row]
        if at.min() >= 0 and at.max() < columns:
            found = min(found, cost[np.arange(rows), at].sum() + cuts.ASIDE * np.abs(steps).sum())
    return found


@pytest.mark.parametrize("seed", range(3))
def test_seams_are_the_cheapest_of_all_through_their_column(seed):
    ink = random_ink(seed=seed)
    cost = np.where(ink > cuts.FREE, ink, 0).astype(float)
    found = cuts.seams(ink)
    assert len(found.costs)
    for seam, price in zip(found.columns, found.costs, strict=True):
        assert price == pytest.approx(cheapest(cost, seam[len(ink) // 2]), abs=1e-6)


def test_seams_do_not_cross_and_part_different_ink():
    found = cuts.seams(random_ink(20, 60, 3))
    assert (np.diff(found.columns, axis=0) >= 0).all()
    ink = np.zeros((40, 60), np.float32)
    ink[10:30, 10:20] = ink[10:30, 40:50] = 1
    between = [seam for seam in cuts.seams(ink).columns if 19 < seam[20] <= 40]
    assert len(between) == 1  # any column of the gap would do


def test_a_seam_goes_round_ink_where_it_can():
    ink = np.zeros((40, 50), np.float32)
    for row in range(5, 35):
        ink[row, row // 2 : row // 2 + 9] = 1  # a slanting stroke
        ink[row, row // 2 + 13 : row // 2 + 22] = 1  # and one beside it
    found = cuts.seams(ink)
    between = [k for k, seam in enumerate(found.columns) if 19 <= seam[20] <= 22]
    assert found.ink[between].min() == 0
    assert found.costs[between].min() >= 10 * cuts.ASIDE  # of the columns that it must move by
    for seam, passed in zip(found.columns, found.ink, strict=True):
        assert passed == pytest.approx(ink[np.arange(40), seam].sum())


def test_a_line_without_ink_has_no_seams_and_one_segment_without_ink():
    assert cuts.seams(np.zeros((40, 20), np.float32)).columns.shape == (0, 40)
    line = segments.graph(np.zeros((40, 20), np.float32))
    assert (line.nodes, line.edges.tolist(), line.empty.tolist()) == (1, [[0, 1]], [True])
    assert segments.images(np.zeros((40, 20), np.float32), line).sum() == 0


def blocks():
    ink = np.zeros((40, 90), np.float32)
    for left in (10, 30, 50, 70):
        ink[8:28, left : left + 12] = 0.9
    return ink


@pytest.mark.parametrize("ink", [blocks(), random_ink(40, 80, 5)], ids=["blocks", "random"])
def test_segments_are_all_groups_of_neighbouring_pieces_that_are_narrow_enough(ink):
    line = segments.graph(ink)
    assert set(np.unique(line.piece)) == set(range(line.nodes))
    assert (np.diff(line.piece, axis=1) >= 0).all()
    found = {tuple(edge): k for k, edge in enumerate(line.edges.tolist())}
    for first in range(line.nodes):
        for last in range(first + 1, min(first + segments.PIECES, line.nodes) + 1):
            own = np.where((line.piece >= first) & (line.piece < last), ink, 0)
            rows, columns = np.nonzero(own > 0.24)
            wide = len(columns) and np.ptp(columns) + 1 > segments.WIDEST
            assert ((first, last) in found) == (not wide)
            if wide:
                continue
            edge = found[first, last]
            assert line.empty[edge] == (not len(rows))
            if len(rows):
                box = [rows.min(), rows.max() + 1, columns.min(), columns.max() + 1]
                assert line.boxes[edge].tolist() == box
                np.testing.assert_allclose(line.centres[edge], ndimage.center_of_mass(own), atol=1e-4)
    assert line.edges.tolist() == sorted(line.edges.tolist())


def test_a_segments_image_is_its_ink_normalised_alone():
    ink = np.zeros((40, 80), np.float32)
    random = np.random.default_rng(2)
    for left in (8, 30, 52):
        ink[9:29, left : left + 14] = random.uniform(0.3, 1, (20, 14))
    line = segments.graph(ink)
    images = segments.images(ink, line)
    assert len(images) == len(line.edges) > 6
    for edge, (first, last) in enumerate(line.edges):
        own = np.where((line.piece >= first) & (line.piece < last), ink, 0)
        np.testing.assert_allclose(images[edge], normalise.normalised(own), atol=2e-4)


def test_how_far_apart_a_lines_characters_stand():
    assert segments.graph(blocks()).apart == pytest.approx(1.0)
    one = np.zeros((40, 120), np.float32)
    one[10:30, 5:115] = 1
    assert segments.graph(one).apart < 0.2


def test_normalising_gives_mnists_digits_back(real_mnist):
    from digitlab.data import idx

    images = idx.decode(idx.content(next(real_mnist.glob("t10k-images*"))), 3, "")[:200]
    apart = []
    for image in images:
        rows, columns = np.nonzero(image)
        moved = np.zeros((60, 60), np.float32)
        moved[20 : 21 + np.ptp(rows), 9 : 10 + np.ptp(columns)] = (
            image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] / 255
        )
        apart.append(np.abs(normalise.normalised(moved) - image / 255).mean())
    # They were centred on whole pixels, which moves edges by half a pixel.
    assert np.mean(apart) < 0.03


def test_a_blocks_larger_side_becomes_twenty_pixels_and_its_centre_the_middle():
    crop = np.zeros((90, 70), np.float32)
    crop[20:80, 30:50] = 1
    found = normalise.normalised(crop)
    rows, columns = np.nonzero(found > 0.5)
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (pytest.approx(20, abs=1), pytest.approx(20 / 3, abs=1))
    np.testing.assert_allclose(ndimage.center_of_mass(found), [14, 14], atol=0.05)
    assert normalise.normalised(np.zeros((5, 5))).sum() == 0
