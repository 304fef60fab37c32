import numpy as np
import pandas as pd
import pytest
import torch
from scipy import ndimage

from digitlab.errors import InputError
from digitlab.reading import glyphs, letters

AUGMENT = {"rotation": 10, "translation": 0.05, "scale": 0.1, "shear": 5, "stroke": 0.6, "noise": 0.1}
STILL = dict.fromkeys(AUGMENT, 0)
O, ZERO, I, ONE = (glyphs.CHARACTERS.index(character) for character in "O0I1")


def recipe(**changed):
    usual = {"channels": [4, 6, 8], "updates": 30, "batch_size": 32, "learning_rate": 0.02}
    return letters.Recipe(**(usual | {"augmentation": AUGMENT, "copies": 1, "seed": 3} | changed))


@pytest.fixture(scope="module")
def all_of_them():
    return glyphs.glyphs()


@pytest.fixture(scope="module")
def read(all_of_them):
    return letters.read(all_of_them, recipe())


def test_nothing_is_distorted_where_every_distortion_is_zero():
    images = torch.rand(3, 28, 28)
    assert torch.equal(letters.distorted(images, torch.Generator(), STILL), images)


def test_a_stroke_becomes_thicker_or_thinner_by_a_share_of_grey_morphology():
    images = torch.rand(40, 28, 28)
    random = torch.Generator().manual_seed(5)
    changed = letters.distorted(images, random, STILL | {"stroke": 0.8}).numpy()
    draws = torch.rand(7, 40, generator=torch.Generator().manual_seed(5)).mul(2).sub(1)[5].numpy()
    assert (draws > 0).any()
    assert (draws < 0).any()
    for image, own, draw in zip(images.numpy(), changed, draws, strict=True):
        inside = (slice(1, -1), slice(1, -1))
        other = ndimage.grey_dilation(image, (3, 3)) if draw > 0 else ndimage.grey_erosion(image, (3, 3))
        expected = image + 0.8 * abs(draw) * (other - image)
        np.testing.assert_allclose(own[inside], expected[inside], atol=1e-6)


def test_noise_has_at_most_its_deviation_and_stays_in_range():
    grey = torch.full((200, 28, 28), 0.5)
    noisy = letters.distorted(grey, torch.Generator().manual_seed(1), STILL | {"noise": 0.1})
    deviations = noisy.std((1, 2))
    assert deviations.max() < 0.11
    assert deviations.mean() == pytest.approx(0.05, abs=0.01)
    black = letters.distorted(
        torch.zeros(9, 28, 28), torch.Generator().manual_seed(1), STILL | {"noise": 0.5}
    )
    assert black.min() >= 0
    assert black.max() <= 1


def test_the_same_seed_distorts_alike():
    images = torch.rand(5, 28, 28)
    first, second, third = (
        letters.distorted(images, torch.Generator().manual_seed(seed), AUGMENT) for seed in (1, 1, 2)
    )
    assert torch.equal(first, second)
    assert not torch.equal(first, third)


def test_a_network_learns_a_few_glyphs_by_heart(all_of_them):
    few = np.flatnonzero(all_of_them.files == 6)
    images = torch.tensor(all_of_them.images[few]).float() / 255
    labels = torch.tensor(all_of_them.labels[few])
    updates = []
    net = letters.trained(images, labels, recipe(updates=60, augmentation=STILL), lambda: updates.append(1))
    found, sure = letters.asked(net, images)
    assert len(updates) == 60
    assert (found == labels.numpy()).mean() > 0.9
    assert ((sure > 1 / 36) & (sure <= 1)).all()


def test_a_rate_at_which_training_diverges_is_named(all_of_them):
    images, labels = torch.rand(40, 28, 28), torch.arange(40) % 36
    with pytest.raises(InputError, match=r"letters.learning_rate is 1e\+30"):
        letters.trained(images, labels, recipe(updates=3, learning_rate=1e30), lambda: None)


def test_the_nearest_glyph_is_that_of_an_exhaustive_search():
    random = np.random.default_rng(0)
    known, asked = random.random((30, 28, 28)).astype("f4"), random.random((7, 28, 28)).astype("f4")
    labels = random.integers(0, 36, 30)
    expected = [labels[((known - image) ** 2).sum((1, 2)).argmin()] for image in asked]
    assert letters.nearest(torch.tensor(asked), torch.tensor(known), labels).tolist() == expected


def test_the_control_leaves_out_files_of_families_that_stay(all_of_them):
    parts = letters.by_file(all_of_them)
    for part in range(5):
        out = parts == part
        assert set(all_of_them.families[~out]) == set(range(5))
        assert not set(all_of_them.files[out]) & set(all_of_them.files[~out])
        assert np.unique(all_of_them.files[out]).size in (4, 5)


def test_no_network_has_seen_the_family_that_it_is_asked_of(monkeypatch, all_of_them):
    seen, asked = [], []
    drawn = {
        image.tobytes(): family
        for image, family in zip(all_of_them.images, all_of_them.families, strict=True)
    }

    def families(images):
        rows = (images * 255).round().to(torch.uint8).numpy()
        return {drawn[row.tobytes()] for row in rows if row.tobytes() in drawn}

    def trained(images, labels, recipe, tell):
        seen.append(families(images))
        return None

    def answered(net, images):
        asked.append(families(images))
        return np.zeros(len(images), int), np.ones(len(images))

    monkeypatch.setattr(letters, "trained", trained)
    monkeypatch.setattr(letters, "asked", answered)
    letters.read(all_of_them, recipe(copies=0))
    # The first five networks: one family each, none of the others' characters alike to a pixel.
    for family in range(5):
        assert family in asked[family]
        assert family not in seen[family]
    assert all(len(known) == 5 for known in seen[5:])


def test_every_glyph_is_read_as_drawn_and_in_copies_that_differ(read, all_of_them):
    table, images = read
    assert images.shape == (2, 792, 28, 28)
    assert np.array_equal(images[0], all_of_them.images)
    assert not np.array_equal(images[1], images[0])
    assert table.groupby(["copy", "glyph"]).size().tolist() == [1] * 1584
    assert (table.truth == all_of_them.labels[table.glyph]).all()
    assert (table.file == np.array(glyphs.names())[all_of_them.files[table.glyph]]).all()
    # A small network in few updates: far from chance, 1 in 36, all the same.
    assert (table.label == table.truth).mean() > 0.3


def test_the_same_seed_reads_the_same(read, all_of_them):
    again, images = letters.read(all_of_them, recipe())
    pd.testing.assert_frame_equal(again, read[0])
    assert np.array_equal(images, read[1])
