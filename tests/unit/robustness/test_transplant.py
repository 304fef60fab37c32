import numpy as np
import pytest
import torch
from torch import nn

from digitlab.errors import LeftOutError
from digitlab.robustness import transplant


class Brightness(nn.Module):
    """Sees a 7 in an image whose mean is above 0.5, a 6 in one above 0.2, else a 1."""

    def forward(self, images):
        mean = images.mean((1, 2))
        logits = torch.zeros(len(images), 10)
        label = torch.where(mean > 0.5, 7, torch.where(mean > 0.2, 6, 1))
        logits[torch.arange(len(images)), label] = 5.0
        return logits


def run(background, donor_value, patch=20, tries=40):
    image = np.full((28, 28), background, np.uint8)
    donors = np.full((3, 28, 28), donor_value, np.uint8)
    random = np.random.default_rng(0)
    return transplant.attempt(Brightness(), image, donors, [11, 12, 13], 7, patch, tries, random)


def searched(sizes=(20, 6)):
    """A dark 6, two bright 7s and a black 1 on which every size is tried; and how far it was told to be."""
    images = np.stack([np.full((28, 28), grey, np.uint8) for grey in (90, 255, 255, 1)])
    told = []
    trials = transplant.search(
        network=Brightness(),
        images=images,
        labels=np.array([6, 7, 7, 1]),
        index=0,
        sizes=sizes,
        tries=30,
        random=np.random.default_rng(0),
        tell=told.append,
    )
    return images, trials, told


def test_bright_pieces_reach_the_class_and_black_ones_do_not():
    trials = run(background=90, donor_value=255)
    counts = trials.counts(6)
    assert counts["reached"] == counts["flipped"] == counts["tries"] == 40
    assert counts["control_reached"] == 0
    assert counts["control_flipped"] == 40  # black leaves a dark image: a 1
    assert counts["first_success"] == 1
    assert set(trials.donor) <= {11, 12, 13}


def test_what_was_tried_can_be_rebuilt_from_the_record():
    trials = run(background=90, donor_value=200, patch=6)
    best = trials.images[5].copy()
    r, c = trials.row[5], trials.column[5]
    assert (best[r : r + 6, c : c + 6] == 200).all()
    best[r : r + 6, c : c + 6] = 90
    assert (best == 90).all()


def test_a_piece_never_reached_is_said_so():
    trials = run(background=90, donor_value=1)
    counts = trials.counts(6)
    assert (counts["reached"], counts["first_success"]) == (0, None)


def test_the_best_is_one_that_black_does_not_also_reach():
    trials = run(background=90, donor_value=255)
    best = trials.best()
    assert best.target == 7
    assert best.control_label == 1
    assert (best.control_image[best.row : best.row + 20, best.column : best.column + 20] == 0).all()
    assert (best.image[best.row : best.row + 20, best.column : best.column + 20] == 255).all()
    assert best.record()["ink_hidden"] == 400 / 784  # of even ink


def test_totals_add_up_over_targets():
    rows = [run(90, 255).counts(6), run(90, 1).counts(6)]
    [total] = transplant.totals(rows)
    assert (total["patch"], total["tries"], total["reached"]) == (20, 80, 40)


def test_successes_of_content_are_counted_apart():
    counts = run(background=100, donor_value=255, patch=18).counts(6)
    assert (counts["control_flipped"], counts["both_flipped"], counts["reached_by_content"]) == (0, 0, 40)
    counts = run(background=90, donor_value=255).counts(6)
    assert (counts["control_flipped"], counts["both_flipped"], counts["reached_by_content"]) == (40, 40, 40)
    counts = run(background=150, donor_value=255, patch=2).counts(6)  # a 7 with the piece and with black
    assert (counts["reached"], counts["control_reached"], counts["reached_by_content"]) == (40, 40, 0)


def test_pieces_hold_ink_and_come_from_where_the_record_says():
    images = np.zeros((4, 28, 28), np.uint8)
    images[0, 3, 4] = 200
    images[1] = 90
    images[3, 20:, 20:] = 7
    donor, row, column, pieces = transplant.cut(images, np.array([0, 3]), 5, 50, np.random.default_rng(0))
    assert set(donor) == {0, 3}
    assert pieces.any((1, 2)).all()
    for d, r, c, piece in zip(donor, row, column, pieces, strict=True):
        np.testing.assert_array_equal(piece, images[d, r : r + 5, c : c + 5])


def test_a_transplant_is_laid_again_from_its_record():
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28), np.uint8)
    record = {
        "victim": 2,
        "donor": 0,
        "source_row": 4,
        "source_column": 9,
        "row": 20,
        "column": 1,
        "patch": 6,
    }
    made = transplant.pasted(images, record)
    np.testing.assert_array_equal(made[20:26, 1:7], images[0, 4:10, 9:15])
    outside = np.ones((28, 28), bool)
    outside[20:26, 1:7] = False
    np.testing.assert_array_equal(made[outside], images[2][outside])


def test_every_size_is_tried_with_every_other_class():
    _, trials, told = searched()
    assert [(trial.patch, trial.target) for trial in trials] == [(6, 1), (6, 7), (20, 1), (20, 7)]
    assert told == [1, 2, 3, 4]
    assert [set(trial.donor) for trial in trials[:2]] == [{3}, {1, 2}]
    assert transplant.other_classes(np.array([6, 7, 7, 1]), 6) == [1, 7]
    with pytest.raises(
        LeftOutError, match="over digit 6, and the test images hold only 7; needed: 2 or more"
    ):
        transplant.other_classes(np.array([6, 7]), 6, least=2)
    with pytest.raises(LeftOutError, match="hold none"):
        transplant.other_classes(np.array([6]), 6)


def test_a_success_is_shown_at_the_smallest_side_that_reached_its_class():
    images, trials, _ = searched()
    shown = transplant.successes(trials)
    assert [(best.target, best.patch) for best in shown] == [(1, 20), (7, 20)]
    more = transplant.successes(searched(sizes=(20, 22))[1])
    assert [(best.target, best.patch) for best in more] == [(1, 20), (7, 20)]
    pictures = transplant.gallery(images[0], shown)
    assert pictures["targets"].tolist() == [1, 7]
    np.testing.assert_array_equal(pictures["images"][1], shown[1].image)
    np.testing.assert_array_equal(pictures["controls"][1], shown[1].control_image)
    assert transplant.gallery(images[0], [])["images"].shape == (0, 28, 28)


def test_the_summary_says_which_classes_were_reached():
    trials = searched()[1]
    summary = transplant.summary(trials, 6)
    assert (summary["sizes"], summary["tries_per_patch_and_target"]) == ([6, 20], 30)
    assert [best["target"] for best in summary["reached"]] == [1, 7]
    # Black makes a 1 of it as well, and no 7.
    assert [best["by_content"] for best in summary["reached"]] == [False, True]
    assert summary["not_reached"] == []
    assert [(total["patch"], total["tries"]) for total in summary["totals"]] == [(6, 60), (20, 60)]
    small = transplant.summary(trials[:2], 6)
    assert (small["reached"], small["not_reached"]) == ([], [1, 7])


def test_the_share_that_reaches_the_class_has_its_interval():
    counts = run(background=90, donor_value=255).counts(6)
    assert 0.9 < counts["reached_low"] < counts["reached_high"] == 1
